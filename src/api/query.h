#pragma once
// Query strings -> what a GET asks for: filters, fields, order, page.

#include <neutrino/resource_type.h>

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::api {

struct QueryPair {
    std::string name;
    std::string value;
    friend bool operator==(const QueryPair&, const QueryPair&) = default;
};

// The pairs in the order given, decoded; a name without '=' has the value "". Throws Fault HTTPBadRequest for what is
// not UTF-8.
std::vector<QueryPair> query_split(std::string_view query);

// One condition: the attribute is (or holds, if it is a list) one of the values.
struct Filter {
    enum class Kind {
        equal,
        substring,     // of a text
        tags_all,      // tags=a,b: all of them
        tags_any,      // tags-any=a,b: one of them
        not_tags_all,  // not-tags=a,b: not all of them
        not_tags_any,  // not-tags-any=a,b: none of them
    };
    Kind kind = Kind::equal;
    int attribute = -1;
    std::string key;            // of the objects in a list ("fixed_ips=subnet_id=..."); "" = the value itself
    std::vector<Value> values;  // none: nothing matches
};

struct SortKey {
    int attribute;
    bool ascending;
};

struct Query {
    std::vector<Filter> filters;
    std::vector<bool> fields;  // by position, which attributes are asked for; empty: all
    bool project_id = true;    // the two names of the project are asked for one by one
    bool tenant_id = true;
    std::vector<SortKey> sorts;
    std::size_t limit = 0;  // 0: all
    std::string marker;     // "" = from the start
    bool page_reverse = false;
};

struct QueryRules {
    bool filter_validation = true;  // filters that the type doesn't have are refused, else ignored
    bool empty_values = true;       // "name=" looks for an empty name, else it is ignored
    std::size_t limit_max = 0;      // 0: none
};

// What the pairs mean for resources of the type. Throws Fault as Neutron does: InvalidInput for a value that can't be
// converted, BadRequest for a limit, HTTPBadRequest for unknown filters and sort keys.
Query query_parse(const ResourceType& type, const std::vector<QueryPair>& pairs, const QueryRules& rules);
// The part that the show of one resource understands: fields.
Query query_parse_show(const ResourceType& type, const std::vector<QueryPair>& pairs);

// The pairs as a query string again.
std::string query_text(const std::vector<QueryPair>& pairs);

}  // namespace neutrino::api
