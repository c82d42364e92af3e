#pragma once
// URLs that answers refer to.

#include "api/query.h"
#include "http/message.h"

#include <neutrino/record.h>

#include <string>
#include <string_view>
#include <vector>

namespace neutrino::api {

// `url` with the scheme and authority of `prefix` for its own, and the path of `prefix` before its own; as it is when
// there is no prefix ([DEFAULT] network_link_prefix).
std::string link_prefixed(const std::string& url, std::string_view prefix);

struct LinkBase {
    const http::Request& request;
    const std::vector<QueryPair>& pairs;
    std::string_view prefix;
};

// Appends the links to the pages around this one as a JSON list. Neutron's rules: there is a next page unless this one
// is short, and always a previous one, but for the short page that paging backwards ends with.
void links_append(const LinkBase& base, const Query& query, const std::vector<RecordPtr>& page, std::string& out);

}  // namespace neutrino::api
