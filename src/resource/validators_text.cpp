#include "resource/validators.h"

#include "base/uuid.h"
#include "resource/json.h"
#include "resource/python_text.h"

#include <fmt/format.h>

#include <boost/regex.hpp>

#include <algorithm>
#include <memory>
#include <stdexcept>

namespace neutrino::resource {

Reason check_string(const Value& value, std::optional<std::int64_t> max_length) {
    if (!value.is_string()) return fmt::format("'{}' is not a valid string", shown(value));
    if (max_length && text_length(value.as_string()) > static_cast<std::size_t>(*max_length))
        return fmt::format("'{}' exceeds the maximum length of {}", shown(value), *max_length);
    return {};
}

Reason check_uuid(const Value& value) {
    if (value.is_string() && base::is_uuid_like(value.as_string())) return {};
    return fmt::format("'{}' is not a valid UUID", shown(value));
}

namespace {

constexpr std::size_t kHintsLength = 255;  // of the column that keeps availability zone hints as JSON

Reason check_not_empty(const Value& value, std::optional<std::int64_t> max_length) {
    if (auto reason = check_string(value, max_length)) return reason;
    if (text_strip(value.as_string()).empty())
        return fmt::format("'{}' is blank, which is not permitted", shown(value));
    return {};
}

Reason check_one_line(const Value& value, std::optional<std::int64_t> max_length) {
    if (auto reason = check_not_empty(value, max_length)) return reason;
    if (text_lines(value.as_string()) > 1) return fmt::format("'{}' has more than one line", shown(value));
    return {};
}

template <Reason (*Check)(const Value&, std::optional<std::int64_t>)>
Validator with_length(const Value& argument, const RuleSettings&) {
    return [max = argument_length(argument)](Value& value) { return Check(value, max); };
}

Validator regex_make(const Value& argument, const RuleSettings&) {
    if (!argument.is_string()) throw std::invalid_argument("takes a regular expression as its argument");
    std::shared_ptr<const boost::regex> regex;
    try {
        regex = std::make_shared<const boost::regex>(argument.str(), boost::regex::perl | boost::regex::no_mod_m);
    } catch (const boost::regex_error& error) {
        throw std::invalid_argument(fmt::format("has a wrong regular expression: {}", error.what()));
    }
    return [regex](Value& value) -> Reason {
        if (value.is_string()) {
            const std::string_view text = value.as_string();
            try {
                if (boost::regex_search(text.begin(), text.end(), *regex, boost::match_continuous)) return {};
            } catch (const std::runtime_error&) {  // more steps than any honest text needs
            }
        }
        return fmt::format("'{}' is not a valid input", shown(value));
    };
}

Reason check_uuid_list_non_empty(const Value& value) {
    static const Validator item = [](Value& each) { return check_uuid(each); };
    if (auto reason = check_list(value, item)) return reason;
    if (value.items().empty()) return "the list must not be empty";
    return {};
}

// One group of the tenant's is named so already, before anybody asks for it.
Reason check_name_not_default(const Value& value, std::optional<std::int64_t> max_length) {
    if (auto reason = check_string(value, max_length)) return reason;
    if (text_lower(value.as_string()) == "default")
        refuse("SecurityGroupDefaultAlreadyExists", "The default security group already exists.");
    return {};
}

// The length of the text in JSON that is all ASCII, as the column keeps it.
std::size_t ascii_json_length(std::string_view text) {
    std::string json;
    json_write_string(text, json);
    std::size_t length = 0;
    for (const char c : json) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80) {
            length += 1;
        } else if (byte >= 0xf0) {
            length += 12;  // a surrogate pair
        } else if (byte >= 0xc0) {
            length += 6;
        }
    }
    return length;
}

Reason check_zone_hints(const Value& value) {
    static const Validator item = [](Value& each) { return check_string(each); };
    if (auto reason = check_list(value, item)) return reason;
    std::size_t length = 2;
    for (const Value& hint : value.items()) length += ascii_json_length(hint.as_string());
    if (!value.items().empty()) length += 2 * (value.items().size() - 1);
    if (length > kHintsLength) throw invalid_input("there are too many availability_zone_hints");
    return {};
}

Reason check_subnetpool_id(const Value& value) {
    if (value.is_null() || value == Value("prefix_delegation")) return {};
    return check_uuid(value);
}

Validator service_type_make(const Value& argument, const RuleSettings& settings) {
    argument_none(argument);
    return [loaded = settings.service_type_loaded](Value& value) -> Reason {
        if (!value.is_string() || !loaded || !loaded(value.as_string()))
            refuse("InvalidServiceType", fmt::format("No loaded plugin is of the service type '{}'.", shown(value)));
        return {};
    };
}

// Neutron takes the beginnings "network:" and "neutron:", and each single character of "compute:".
bool is_device_owner(std::string_view text) {
    return text.starts_with("network:") || text.starts_with("neutron:") ||
           (!text.empty() && std::string_view("compute:").find(text.front()) != std::string_view::npos);
}

Reason check_subnet_service_types(const Value& value) {
    if (!value.truthy()) return {};
    if (!value.is_list()) refuse("HTTPBadRequest", "Subnet service types must be a list.");
    for (const Value& type : value.items()) {
        if (!type.is_string())
            refuse("InvalidInputSubnetServiceType",
                   fmt::format("Subnet service type {} is not a string.", shown(type)));
        if (!is_device_owner(type.as_string()))
            refuse("InvalidSubnetServiceType",
                   fmt::format("Subnet service type {} is no device owner that ports have.", shown(type)));
    }
    return {};
}

constexpr auto string_make = with_length<check_string>;
constexpr auto not_empty_make = with_length<check_not_empty>;
constexpr auto one_line_make = with_length<check_one_line>;
constexpr auto uuid_make = plain<check_uuid>;

constexpr ValidatorEntry kEntries[] = {
    {"string", string_make},
    {"string_or_none", or_none<string_make>},
    {"not_empty_string", not_empty_make},
    {"not_empty_string_or_none", or_none<not_empty_make>},
    {"oneline_not_empty_string", one_line_make},
    {"oneline_not_empty_string_or_none", or_none<one_line_make>},
    {"list_of_unique_strings", list_of<string_make>},
    {"regex", regex_make},
    {"regex_or_none", or_none<regex_make>},
    {"list_of_regex_or_none", or_none<list_of<regex_make>>},
    {"uuid", uuid_make},
    {"uuid_or_none", or_none<uuid_make>},
    {"uuid_list", list_of<uuid_make>},
    {"uuid_list_non_empty", plain<check_uuid_list_non_empty>},
    {"name_not_default", with_length<check_name_not_default>},
    {"availability_zone_hint_list", plain<check_zone_hints>},
    {"subnetpool_id", plain<check_subnetpool_id>},
    {"subnetpool_id_or_none", plain<check_subnetpool_id>},
    {"service_plugin_type", service_type_make},
    {"list_of_subnet_service_types", plain<check_subnet_service_types>},
};

}  // namespace

std::span<const ValidatorEntry> validators_of_text() { return kEntries; }

}  // namespace neutrino::resource
