#include "api/query.h"

#include "api/faults.h"
#include "api/text.h"
#include "http/message.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <optional>
#include <unordered_map>
#include <utility>

namespace neutrino::api {
namespace {

constexpr std::string_view kReserved[] = {"fields", "sort_key", "sort_dir", "limit", "marker", "page_reverse"};

std::string decode(std::string_view text) {
    std::string spaced(text);
    std::replace(spaced.begin(), spaced.end(), '+', ' ');
    return http::percent_decode(spaced);
}

// ['a', 'b'], as clients of Neutron see lists in messages.
std::string list_text(const std::vector<std::string>& names) {
    std::string text = "[";
    for (const std::string& name : names) {
        if (text.size() > 1) text += ", ";
        text += "'" + name + "'";
    }
    return text + "]";
}

// Position of an attribute that clients know; both names of the project.
int attribute_find(const ResourceType& type, std::string_view name) {
    if (name == "tenant_id") return type.project_index;
    const int index = type.find(name);
    return index >= 0 && type.attributes[static_cast<std::size_t>(index)].internal ? -1 : index;
}

const Attribute& attribute_at(const ResourceType& type, int index) {
    return type.attributes[static_cast<std::size_t>(index)];
}

// The text of a query as a value of the attribute's type; unset when it can't be one, so that it equals nothing.
Value typed(const Attribute& attribute, const Value& value) {
    if (!value.is_string()) return value;
    const std::string_view text = value.as_string();
    if (attribute.type == AttributeType::integer) {
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        return error == std::errc() && end == text.data() + text.size() ? Value(number) : Value();
    }
    if (attribute.type == AttributeType::boolean) {
        if (text == "1" || http::equals_ignoring_case(text, "true")) return Value(true);
        if (text == "0" || http::equals_ignoring_case(text, "false")) return Value(false);
        return {};
    }
    return value;
}

std::vector<Value> split_tags(const std::vector<std::string_view>& values) {
    std::vector<Value> tags;
    for (std::string_view rest : values) {
        for (auto comma = rest.find(','); comma != std::string_view::npos; comma = rest.find(',')) {
            tags.emplace_back(rest.substr(0, comma));
            rest.remove_prefix(comma + 1);
        }
        tags.emplace_back(rest);
    }
    return tags;
}

// The filters by tags are named after the attribute `tags`, which holds what all four compare.
std::optional<Filter::Kind> tags_kind(std::string_view name) {
    if (name == "tags") return Filter::Kind::tags_all;
    if (name == "tags-any") return Filter::Kind::tags_any;
    if (name == "not-tags") return Filter::Kind::not_tags_all;
    if (name == "not-tags-any") return Filter::Kind::not_tags_any;
    return std::nullopt;
}

class Parser {
public:
    Parser(const ResourceType& type, const std::vector<QueryPair>& pairs) : type_(type) {
        for (const QueryPair& pair : pairs) {
            const auto [place, first] = values_.try_emplace(pair.name);
            if (first) names_.push_back(pair.name);
            place->second.push_back(pair.value);
        }
    }

    void fields(Query& query) const {
        const Texts& wanted = values("fields");
        if (wanted.empty()) return;
        query.fields.resize(type_.attributes.size());
        query.project_id = query.tenant_id = false;
        for (const std::string_view name : wanted) {
            const int index = attribute_find(type_, name);
            if (index < 0) continue;
            query.fields[static_cast<std::size_t>(index)] = true;
            query.project_id = query.project_id || name == "project_id";
            query.tenant_id = query.tenant_id || name == "tenant_id";
        }
    }

    void filters(Query& query, const QueryRules& rules) const {
        std::vector<std::string> unknown;
        for (const std::string_view name : names_) {
            if (std::find(std::begin(kReserved), std::end(kReserved), name) != std::end(kReserved)) continue;
            const int index = attribute_find(type_, name);
            if (index < 0 || !attribute_at(type_, index).filter) {
                // Without validation a filter that is none doesn't matter, but one on an attribute does.
                if (rules.filter_validation) unknown.emplace_back(name);
                if (rules.filter_validation || index < 0) continue;
            }
            filter(query, index, name, rules);
        }
        if (!unknown.empty()) throw bad_request(list_text(unknown) + " is invalid attribute for filtering");
    }

    void page(Query& query, const QueryRules& rules) const {
        if (const Texts& limits = values("limit"); !limits.empty()) query.limit = limit(limits.back());
        if (rules.limit_max > 0)
            query.limit = query.limit == 0 ? rules.limit_max : std::min(query.limit, rules.limit_max);
        if (query.limit == 0) return;  // no pages: marker and direction mean nothing
        if (const Texts& markers = values("marker"); !markers.empty()) query.marker = markers.back();
        if (const Texts& reverse = values("page_reverse"); !reverse.empty()) {
            query.page_reverse = http::equals_ignoring_case(reverse.back(), "true");
        }
    }

    void sorts(Query& query) const {
        const auto keys = values_given("sort_key");
        const auto directions = values_given("sort_dir");
        if (keys.size() != directions.size()) throw bad_request("The number of sort_keys and sort_dirs must be same");
        std::vector<std::string> bad_keys;
        std::vector<std::string> bad_directions;
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const int index = attribute_find(type_, keys[i]);
            const bool ascending = directions[i] == "asc";
            if (index < 0 || !attribute_at(type_, index).sort) bad_keys.emplace_back(keys[i]);
            if (!ascending && directions[i] != "desc") bad_directions.emplace_back(directions[i]);
            query.sorts.push_back({index, ascending});
        }
        if (!bad_keys.empty()) throw bad_request(list_text(bad_keys) + " is invalid attribute for sort_keys");
        if (!bad_directions.empty()) {
            throw bad_request(list_text(bad_directions) +
                              " is invalid value for sort_dirs, valid value is 'asc' and 'desc'");
        }
    }

private:
    using Texts = std::vector<std::string_view>;

    const Texts& values(std::string_view name) const {
        static const Texts kNone;
        const auto found = values_.find(name);
        return found == values_.end() ? kNone : found->second;
    }
    Texts values_given(std::string_view name) const {
        Texts found = values(name);
        std::erase_if(found, [](std::string_view value) { return value.empty(); });
        return found;
    }

    void filter(Query& query, int index, std::string_view name, const QueryRules& rules) const {
        const Texts texts = rules.empty_values ? values(name) : values_given(name);
        if (texts.empty()) return;
        const Attribute& attribute = attribute_at(type_, index);
        Filter filter{.kind = Filter::Kind::equal, .attribute = index, .key = {}, .values = {}};
        if (const auto kind = tags_kind(name)) {
            filter.kind = *kind;
            filter.attribute = type_.find("tags");
            filter.values = split_tags(texts);
            query.filters.push_back(std::move(filter));
            return;
        }
        if (attribute.convert_list) {
            filter_list(query, filter, attribute.convert_list(Value::list({texts.begin(), texts.end()})));
            return;
        }
        for (const std::string_view text : texts) {
            Value value(text);
            if (attribute.convert) value = attribute.convert(value);
            value = typed(attribute, value);
            if (!value.is_unset()) filter.values.push_back(std::move(value));
        }
        query.filters.push_back(std::move(filter));
    }

    // A list that was converted as a whole: into {key: [values]} for objects, or into another list of values.
    static void filter_list(Query& query, Filter filter, const Value& converted) {
        constexpr std::string_view kSubstring = "_substr";
        if (converted.is_list()) {
            filter.values.assign(converted.items().begin(), converted.items().end());
            query.filters.push_back(std::move(filter));
            return;
        }
        for (const Member& member : converted.members()) {
            Filter one = filter;
            one.key = member.key;
            if (one.key.ends_with(kSubstring)) {
                one.key.resize(one.key.size() - kSubstring.size());
                one.kind = Filter::Kind::substring;
            }
            one.values.assign(member.value.items().begin(), member.value.items().end());
            query.filters.push_back(std::move(one));
        }
    }

    static std::size_t limit(std::string_view text) {
        std::size_t number = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
        if (error == std::errc() && end == text.data() + text.size()) return number;
        if (error == std::errc::result_out_of_range) return std::numeric_limits<std::size_t>::max();
        throw Fault("BadRequest",
                    "Bad limit request: Limit must be an integer 0 or greater and not '" + std::string(text) + "'.");
    }

    const ResourceType& type_;
    std::vector<std::string_view> names_;  // in the order given
    std::unordered_map<std::string_view, Texts> values_;
};

void encode(std::string_view text, std::string& out) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    for (const char c : text) {
        const bool plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
                           c == '.' || c == '-' || c == '~';
        if (plain) {
            out += c;
        } else if (c == ' ') {
            out += '+';
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out += {'%', kDigits[byte >> 4], kDigits[byte & 15]};
        }
    }
}

}  // namespace

std::vector<QueryPair> query_split(std::string_view query) {
    std::vector<QueryPair> pairs;
    while (!query.empty()) {
        const auto end = query.find('&');
        const std::string_view one = query.substr(0, end);
        query = end == std::string_view::npos ? std::string_view() : query.substr(end + 1);
        if (one.empty()) continue;
        const auto equals = one.find('=');
        QueryPair& pair = pairs.emplace_back();
        pair.name = decode(one.substr(0, equals));
        if (equals != std::string_view::npos) pair.value = decode(one.substr(equals + 1));
        if (!is_utf8(pair.name) || !is_utf8(pair.value)) throw bad_request("The query is not UTF-8.");
    }
    return pairs;
}

Query query_parse(const ResourceType& type, const std::vector<QueryPair>& pairs, const QueryRules& rules) {
    Query query;
    const Parser parser(type, pairs);
    parser.fields(query);
    parser.filters(query, rules);
    parser.sorts(query);
    parser.page(query, rules);
    return query;
}

Query query_parse_show(const ResourceType& type, const std::vector<QueryPair>& pairs) {
    Query query;
    Parser(type, pairs).fields(query);
    return query;
}

std::string query_text(const std::vector<QueryPair>& pairs) {
    std::string text;
    for (const QueryPair& pair : pairs) {
        if (!text.empty()) text += '&';
        encode(pair.name, text);
        text += '=';
        encode(pair.value, text);
    }
    return text;
}

}  // namespace neutrino::api
