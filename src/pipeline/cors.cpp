#include "pipeline/filters.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <map>

namespace neutrino::pipeline {

namespace {

// Headers that a page may send without having asked.
constexpr std::array<std::string_view, 8> kSimpleHeaders = {
    "Accept",           "Accept-Language", "Content-Type",  "Cache-Control",
    "Content-Language", "Expires",         "Last-Modified", "Pragma"};

std::vector<std::string_view> split_list(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        const auto comma = text.find(',');
        std::string_view word = text.substr(0, comma);
        while (!word.empty() && (word.front() == ' ' || word.front() == '\t')) word.remove_prefix(1);
        while (!word.empty() && (word.back() == ' ' || word.back() == '\t')) word.remove_suffix(1);
        if (!word.empty()) out.push_back(word);
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    return out;
}

template <typename List>
bool contains_ignoring_case(const List& list, std::string_view word) {
    return std::any_of(list.begin(), list.end(),
                       [&](std::string_view each) { return http::equals_ignoring_case(each, word); });
}

class Cors {
public:
    Cors(const std::vector<CorsOptions>& options, App next) : next_(std::move(next)) {
        for (const CorsOptions& each : options) {
            for (const std::string& origin : each.allowed_origin) origins_.emplace(origin, each);
        }
    }

    http::Response operator()(http::Request& request, RequestContext& context) const {
        http::Response response = next_(request, context);
        if (request.method == "OPTIONS") {
            preflight(request, response);
        } else if (!origins_.empty() && !response.headers.contains("Access-Control-Allow-Origin")) {
            if (const auto* origin = origin_of(request)) allow(*origin, response);
        }
        return response;
    }

private:
    using Origin = std::pair<const std::string, CorsOptions>;

    // nullptr: the request has no origin, or none that is allowed. The response names what the option names: '*' stays
    // '*'.
    const Origin* origin_of(const http::Request& request) const {
        const std::string* origin = request.headers.find("Origin");
        if (origin == nullptr) return nullptr;
        auto found = origins_.find(*origin);
        if (found == origins_.end()) found = origins_.find("*");
        return found == origins_.end() ? nullptr : &*found;
    }

    static void allow(const Origin& origin, http::Response& response) {
        const std::string_view vary = response.headers.get("Vary");
        response.headers.set("Vary", vary.empty() ? "Origin" : std::string(vary) + ",Origin");
        response.headers.set("Access-Control-Allow-Origin", origin.first);
        if (origin.second.allow_credentials) response.headers.set("Access-Control-Allow-Credentials", "true");
        if (!origin.second.expose_headers.empty()) {
            response.headers.set("Access-Control-Expose-Headers",
                                 fmt::format("{}", fmt::join(origin.second.expose_headers, ",")));
        }
    }

    // What the application says to OPTIONS stays when it succeeds; else an empty 200 takes its place.
    void preflight(const http::Request& request, http::Response& response) const {
        if (response.headers.contains("Access-Control-Allow-Origin")) return;
        if (response.status < 200 || response.status >= 300) {
            http::Response empty;
            if (const auto* id = response.headers.find("x-openstack-request-id"))
                empty.headers.add("x-openstack-request-id", *id);
            response = std::move(empty);
        }
        const Origin* origin = origin_of(request);
        const std::string* method = request.headers.find("Access-Control-Request-Method");
        if (origin == nullptr || method == nullptr) return;
        const CorsOptions& options = origin->second;
        if (std::find(options.allow_methods.begin(), options.allow_methods.end(), *method) ==
            options.allow_methods.end())
            return;
        const auto wanted = split_list(request.headers.get("Access-Control-Request-Headers"));
        for (const std::string_view header : wanted) {
            if (!contains_ignoring_case(options.allow_headers, header) &&
                !contains_ignoring_case(kSimpleHeaders, header))
                return;
        }
        response.headers.set("Vary", "Origin");
        response.headers.set("Access-Control-Allow-Origin", origin->first);
        if (options.allow_credentials) response.headers.set("Access-Control-Allow-Credentials", "true");
        if (options.max_age != 0) response.headers.set("Access-Control-Max-Age", std::to_string(options.max_age));
        response.headers.set("Access-Control-Allow-Methods", *method);
        if (!wanted.empty())
            response.headers.set("Access-Control-Allow-Headers", fmt::format("{}", fmt::join(wanted, ",")));
    }

    std::map<std::string, CorsOptions, std::less<>> origins_;
    App next_;
};

}  // namespace

App cors(const std::vector<CorsOptions>& options, App next) { return Cors(options, std::move(next)); }

}  // namespace neutrino::pipeline
