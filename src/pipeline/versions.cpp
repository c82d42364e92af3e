#include "pipeline/error_page.h"
#include "pipeline/filters.h"

#include <fmt/format.h>

namespace neutrino::pipeline {

namespace {

// The URL with the prefix's scheme and authority instead of its own, and the prefix's path before its own: what
// network_link_prefix is for, where clients reach the service by another name.
std::string with_link_prefix(const std::string& url, std::string_view prefix) {
    if (prefix.empty()) return url;
    const auto authority = url.find("://") + 3;
    const auto path = url.find('/', authority);
    std::string out(prefix);
    if (path != std::string::npos) out += url.substr(path);
    while (out.ends_with('/')) out.pop_back();
    return out;
}

}  // namespace

App versions(const std::string& network_link_prefix) {
    return [prefix = network_link_prefix](http::Request& request, RequestContext&) {
        if (!request.path.empty() && request.path != "/") return not_found_page(request);
        if (request.method != "GET" && request.method != "OPTIONS") return method_not_allowed_page(request);
        std::string base = with_link_prefix(request.application_url(), prefix);
        if (!base.ends_with('/')) base.push_back('/');
        http::Response response;
        response.content_type = "application/json";
        response.body = fmt::format(
            R"({{"versions": [{{"id": "v2.0", "status": "CURRENT", "links": [{{"rel": "self", "href": {}}}]}}]}})",
            json_quoted(base + "v2.0/"));
        return response;
    };
}

}  // namespace neutrino::pipeline
