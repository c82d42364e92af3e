#pragma once
// The parts that validators are made of, by kind. Private to the room: rules.h is its face.

#include "resource/rules.h"

#include <neutrino/fault.h>
#include <neutrino/resource_type.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace neutrino::resource {

using Reason = std::optional<std::string>;

// One name of the format. `make` throws std::invalid_argument, with what would be right, for an argument that it can't
// use; the argument is null when none is given.
struct ValidatorEntry {
    std::string_view name;
    Validator (*make)(const Value& argument, const RuleSettings& settings);
};

std::span<const ValidatorEntry> validators_of_text();
std::span<const ValidatorEntry> validators_of_numbers();
std::span<const ValidatorEntry> validators_of_addresses();
std::span<const ValidatorEntry> validators_of_networking();
std::span<const ValidatorEntry> validators_of_names();
std::span<const ValidatorEntry> validators_of_maps();

// Checks that others build on.
Reason check_string(const Value& value, std::optional<std::int64_t> max_length = {});
Reason check_uuid(const Value& value);
Reason check_range(const Value& value, const Value& least, const Value& most);
Reason check_mac_address(const Value& value);
Reason check_ip_address(const Value& value);
Reason check_subnet(const Value& value);
Reason check_route_cidr(const Value& value);
// Each item, none of them twice.
Reason check_list(const Value& value, const Validator& item);
// A map with exactly these keys.
Reason check_keys(const Value& value, std::span<const std::string_view> keys);

// Throws the Fault that Neutron raises by itself, past "Invalid input for ...".
[[noreturn]] void refuse(std::string_view type, std::string message);

// Arguments.
void argument_none(const Value& argument);
std::optional<std::int64_t> argument_length(const Value& argument);

// The validator that makes nothing of its argument but refuses one.
template <Reason (*Check)(const Value&)>
Validator plain(const Value& argument, const RuleSettings&) {
    argument_none(argument);
    return [](Value& value) { return Check(value); };
}

// Whatever `Make` accepts, and null.
template <Validator (*Make)(const Value&, const RuleSettings&)>
Validator or_none(const Value& argument, const RuleSettings& settings) {
    return [inner = Make(argument, settings)](Value& value) -> Reason {
        if (value.is_null()) return {};
        return inner(value);
    };
}

// A list of different items that `Make` accepts.
template <Validator (*Make)(const Value&, const RuleSettings&)>
Validator list_of(const Value& argument, const RuleSettings& settings) {
    return [inner = Make(argument, settings)](Value& value) { return check_list(value, inner); };
}

}  // namespace neutrino::resource
