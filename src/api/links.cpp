#include "api/links.h"

#include "resource/json.h"

#include <algorithm>

namespace neutrino::api {
namespace {

std::string page_url(const LinkBase& base, const RecordPtr* marker, bool reverse) {
    std::vector<QueryPair> pairs;
    std::ranges::copy_if(base.pairs, std::back_inserter(pairs),
                         [](const QueryPair& pair) { return pair.name != "marker" && pair.name != "page_reverse"; });
    if (marker != nullptr) pairs.push_back({"marker", std::string((*marker)->id())});
    if (reverse) pairs.push_back({"page_reverse", "True"});
    std::string url = base.request.path_url();
    // A proxy that isn't trusted with anything else still says what the client speaks.
    const std::string_view scheme = base.request.headers.get("X-Forwarded-Proto");
    if ((scheme == "http" || scheme == "https") && scheme != base.request.scheme) {
        url = std::string(scheme) + url.substr(url.find("://"));
    }
    return link_prefixed(url, base.prefix) + "?" + query_text(pairs);
}

void link_append(std::string_view relation, const std::string& url, std::string& out) {
    out += out.back() == '[' ? "{\"rel\":\"" : ",{\"rel\":\"";
    out += relation;
    out += "\",\"href\":";
    resource::json_write_string(url, out);
    out += '}';
}

}  // namespace

std::string link_prefixed(const std::string& url, std::string_view prefix) {
    if (prefix.empty()) return url;
    const auto path = url.find('/', url.find("://") + 3);
    std::string result(prefix);
    while (result.ends_with('/')) result.pop_back();
    if (path != std::string::npos) result += url.substr(path);
    while (result.ends_with('/')) result.pop_back();
    return result;
}

void links_append(const LinkBase& base, const Query& query, const std::vector<RecordPtr>& page, std::string& out) {
    const bool last = page.size() < query.limit;
    out += '[';
    if (!last || query.page_reverse) {
        link_append("next", page_url(base, page.empty() ? nullptr : &page.back(), false), out);
    }
    if (!last || !query.page_reverse) {
        link_append("previous", page_url(base, page.empty() ? nullptr : &page.front(), true), out);
    }
    out += ']';
}

}  // namespace neutrino::api
