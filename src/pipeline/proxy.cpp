// http_proxy_to_wsgi: what a proxy in front of the service says about the client.

#include "pipeline/filters.h"

namespace neutrino::pipeline {

namespace {

std::string_view strip(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// Of a list, each proxy appends to: the first is the one that the client talked to.
std::string_view first_of_list(std::string_view list) { return strip(list.substr(0, list.find(','))); }

std::string_view unquoted(std::string_view text) {
    return text.size() >= 2 && text.front() == '"' && text.back() == '"' ? text.substr(1, text.size() - 2) : text;
}

// RFC 7239: for=192.0.2.60;proto=https;host="api:9696", for=...
std::string_view forwarded(std::string_view header, std::string_view wanted) {
    std::string_view first = header.substr(0, header.find(','));
    while (!first.empty()) {
        const auto end = first.find(';');
        const std::string_view pair = first.substr(0, end);
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && http::equals_ignoring_case(strip(pair.substr(0, equals)), wanted)) {
            return unquoted(strip(pair.substr(equals + 1)));
        }
        first.remove_prefix(end == std::string_view::npos ? first.size() : end + 1);
    }
    return {};
}

// What doesn't look like a scheme, a host or an address is passed over: it ends up in links and logs.
void apply(http::Request& request, std::string_view proto, std::string_view host, std::string_view client) {
    if (http::equals_ignoring_case(proto, "https")) request.scheme = "https";
    if (http::equals_ignoring_case(proto, "http")) request.scheme = "http";
    if (http::is_valid_host(host)) request.headers.set("Host", std::string(host));
    if (http::is_valid_host(client)) request.peer = std::string(client);
}

}  // namespace

App http_proxy_to_wsgi(bool enabled, App next) {
    if (!enabled) return next;
    return [next = std::move(next)](http::Request& request, RequestContext& context) {
        const http::Headers& headers = request.headers;
        if (const std::string given{headers.get("Forwarded")}; !given.empty()) {
            apply(request, forwarded(given, "proto"), forwarded(given, "host"), forwarded(given, "for"));
        } else {
            const std::string host{first_of_list(headers.get("X-Forwarded-Host"))};
            apply(request, first_of_list(headers.get("X-Forwarded-Proto")), host,
                  first_of_list(headers.get("X-Forwarded-For")));
        }
        if (const auto prefix = headers.get("X-Forwarded-Prefix"); prefix.starts_with('/')) {
            request.script_name.insert(0, prefix.ends_with('/') ? prefix.substr(0, prefix.size() - 1) : prefix);
        }
        return next(request, context);
    };
}

}  // namespace neutrino::pipeline
