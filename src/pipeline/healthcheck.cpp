#include "pipeline/filters.h"
#include "pipeline/paste.h"

#include <fmt/format.h>

#include <unistd.h>
#include <algorithm>
#include <array>
#include <charconv>

namespace neutrino::pipeline {

namespace {

// A check gives true for: take requests. It is asked at every request, so it must be quick.
using Check = std::function<bool(const http::Request&)>;

bool exists(const std::string& path) { return ::access(path.c_str(), F_OK) == 0; }

std::pair<std::uint16_t, std::string> parse_port_path(const std::string& text) {
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc() || end == text.data() + text.size() || *end != ':' ||
        end + 1 == text.data() + text.size()) {
        throw PasteError("healthcheck: disable_by_file_paths: '" + text + "' is not <port>:<path>");
    }
    return {port, std::string(end + 1, text.data() + text.size())};
}

std::vector<Check> make_checks(const HealthcheckOptions& options) {
    std::vector<Check> checks;
    for (const std::string& backend : options.backends) {
        if (backend == "disable_by_file") {
            checks.push_back(
                [path = options.disable_by_file_path](const http::Request&) { return path.empty() || !exists(path); });
        } else if (backend == "disable_by_files_ports") {
            std::vector<std::pair<std::uint16_t, std::string>> files;
            for (const std::string& each : options.disable_by_file_paths) files.push_back(parse_port_path(each));
            checks.push_back([files](const http::Request& request) {
                return std::none_of(files.begin(), files.end(), [&](const auto& file) {
                    return file.first == request.server_port && exists(file.second);
                });
            });
        } else {
            throw PasteError("healthcheck: unknown backend '" + backend +
                             "'; there are disable_by_file and disable_by_files_ports");
        }
    }
    return checks;
}

// The quality that an Accept header gives to a media type, by its most specific range that matches; 0: not acceptable.
double quality(std::string_view accept, std::string_view type) {
    int best = -1;
    double result = 0;
    const std::string_view main = type.substr(0, type.find('/') + 1);
    while (!accept.empty()) {
        const auto comma = accept.find(',');
        std::string_view range = accept.substr(0, comma);
        accept.remove_prefix(comma == std::string_view::npos ? accept.size() : comma + 1);
        double q = 1;
        if (const auto at = range.find(";q="); at != std::string_view::npos) {
            q = 0;
            std::from_chars(range.data() + at + 3, range.data() + range.size(), q);
        }
        range = range.substr(0, range.find(';'));
        while (range.starts_with(' ')) range.remove_prefix(1);
        while (range.ends_with(' ')) range.remove_suffix(1);
        const bool group = range.size() == main.size() + 1 && range.starts_with(main) && range.ends_with('*');
        const int specific = range == type ? 2 : group ? 1 : range == "*/*" ? 0 : -1;
        if (specific <= best) continue;
        best = specific;
        result = q;
    }
    return result;
}

// The first of the best; plain text when none is acceptable, as a load balancer has no use for a 406.
std::string_view choose_type(const http::Request& request) {
    constexpr std::array<std::string_view, 3> kOffers = {"text/plain", "text/html", "application/json"};
    const std::string* accept = request.headers.find("Accept");
    if (accept == nullptr) return kOffers[0];
    std::string_view chosen = kOffers[0];
    double best = 0;
    for (const std::string_view offer : kOffers) {
        if (const double q = quality(*accept, offer); q > best) {
            best = q;
            chosen = offer;
        }
    }
    return chosen;
}

http::Response report(const http::Request& request, const std::vector<Check>& checks) {
    std::vector<std::string_view> reasons;
    bool healthy = true;
    for (const Check& check : checks) {
        const bool available = check(request);
        healthy = healthy && available;
        reasons.push_back(available ? "OK" : "DISABLED BY FILE");
    }
    http::Response response;
    response.status = healthy ? 200 : 503;
    if (request.method == "HEAD") {
        response.status = healthy ? 204 : 503;
        return response;
    }
    const std::string_view type = choose_type(request);
    response.content_type = type == "application/json" ? std::string(type) : std::string(type) + "; charset=UTF-8";
    std::string& body = response.body;
    if (type == "application/json") {
        body = "{\n    \"detailed\": false,\n    \"reasons\": [";
        for (std::size_t i = 0; i < reasons.size(); ++i)
            body += fmt::format("{}\n        \"{}\"", i == 0 ? "" : ",", reasons[i]);
        body += reasons.empty() ? "]\n}" : "\n    ]\n}";
    } else if (type == "text/html") {
        body = "<html>\n<head><title>Health</title></head>\n<body>\n<ul>\n";
        for (const std::string_view reason : reasons) body += fmt::format("<li>{}</li>\n", reason);
        body += "</ul>\n</body>\n</html>";
    } else {
        for (const std::string_view reason : reasons) body += fmt::format("{}{}", body.empty() ? "" : "\n", reason);
    }
    return response;
}

}  // namespace

App healthcheck(const HealthcheckOptions& options, App next) {
    return [checks = make_checks(options), path = options.path, next = std::move(next)](http::Request& request,
                                                                                        RequestContext& context) {
        if (next && request.script_name + request.path != path) return next(request, context);
        return report(request, checks);
    };
}

}  // namespace neutrino::pipeline
