#include "resource/validators.h"

#include "resource/python_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace neutrino::resource {
namespace {

std::array<std::span<const ValidatorEntry>, 6> all_validators() {
    return {validators_of_text(),       validators_of_numbers(), validators_of_addresses(),
            validators_of_networking(), validators_of_names(),   validators_of_maps()};
}

}  // namespace

Validator validator_make(std::string_view name, const Value& argument, const RuleSettings& settings) {
    for (const auto entries : all_validators()) {
        const auto found = std::ranges::find(entries, name, &ValidatorEntry::name);
        if (found == entries.end()) continue;
        try {
            return found->make(argument.is_unset() ? Value::null() : argument, settings);
        } catch (const std::invalid_argument& error) {
            throw std::invalid_argument(fmt::format("validator '{}' {}", name, error.what()));
        }
    }
    throw std::invalid_argument(
        fmt::format("there is no validator '{}'; there are {}", name, fmt::join(validator_names(), ", ")));
}

std::vector<std::string> validator_names() {
    std::vector<std::string> names;
    for (const auto entries : all_validators()) {
        for (const ValidatorEntry& entry : entries) names.emplace_back(entry.name);
    }
    std::ranges::sort(names);
    return names;
}

Reason check_list(const Value& value, const Validator& item) {
    if (!value.is_list()) return fmt::format("'{}' is not a list", shown(value));
    if (const Value* twice = duplicate_find(value.items()))
        return fmt::format("Duplicate items in the list: '{}'", shown(*twice));
    for (const Value& each : value.items()) {
        Value checked = each;  // no list of ours has items that change
        if (auto reason = item(checked)) return reason;
    }
    return {};
}

Reason check_keys(const Value& value, std::span<const std::string_view> keys) {
    if (!value.is_map()) return fmt::format("'{}' is not a map with the keys {}", shown(value), fmt::join(keys, ", "));
    const bool same = value.members().size() == keys.size() &&
                      std::ranges::all_of(keys, [&](std::string_view key) { return value.find(key) != nullptr; });
    if (same) return {};
    return fmt::format("'{}' must have the keys {} and no other", shown(value), fmt::join(keys, ", "));
}

void refuse(std::string_view type, std::string message) {
    throw Fault(std::string(type), std::move(message),
                type == "HTTPBadRequest" ? FaultKind::bad_request : FaultKind::by_type);
}

void argument_none(const Value& argument) {
    if (!argument.is_null()) throw std::invalid_argument("takes no argument");
}

std::optional<std::int64_t> argument_length(const Value& argument) {
    if (argument.is_null()) return {};
    if (!argument.is_int() || argument.as_int() < 0)
        throw std::invalid_argument("takes the greatest number of characters as its argument");
    return argument.as_int();
}

}  // namespace neutrino::resource
