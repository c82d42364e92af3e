#include "resource/converters.h"

#include "resource/python_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <stdexcept>

namespace neutrino::resource {
namespace {

std::array<std::span<const ConverterEntry>, 3> all_converters() {
    return {converters_of_scalars(), converters_of_containers(), converters_of_networking()};
}

Value to_boolean(const Value& value) {
    if (const auto truth = python_bool(value)) return Value(*truth);
    throw invalid_input(fmt::format("'{}' cannot be converted to boolean", shown(value)));
}

Value to_int(const Value& value) {
    constexpr double kBeyond = 9223372036854775808.0;  // 2^63: stays a real, for the validator to judge
    if (value.is_real() && std::abs(value.as_real()) >= kBeyond) return value;
    if (const auto number = python_int(value)) return whole_value(*number);
    throw invalid_input(fmt::format("'{}' is not an integer", shown(value)));
}

Value to_positive_float(const Value& value) {
    const auto number = python_float(value);
    if (number && *number >= 0) return Value(*number);
    throw invalid_input(fmt::format("'{}' must be a non negative decimal", shown(value)));
}

Value to_string(const Value& value) { return Value(python_str(value)); }

Value to_lower(const Value& value) {
    if (value.is_string()) return Value(text_lower(value.as_string()));
    throw invalid_input(fmt::format("'{}' must be a string", shown(value)));
}

// `prefix` in its own case where the text begins with it in any.
Value prefix_forced(const Value& value, const std::string& prefix) {
    const std::string_view text = value.as_string();
    if (!value.is_string() || text_lower(text.substr(0, prefix.size())) != text_lower(prefix)) return value;
    return Value(prefix + std::string(text.substr(prefix.size())));
}

Value uppercase_ip(const Value& value) { return prefix_forced(value, "IP"); }

Converter prefix_make(const Value& argument, const RuleSettings&) {
    if (!argument.is_string()) throw std::invalid_argument("takes the prefix as its argument");
    return [prefix = argument.str()](const Value& value) { return prefix_forced(value, prefix); };
}

Value none_to_empty_string(const Value& value) { return value.is_null() ? Value("") : value; }

constexpr ConverterEntry kScalars[] = {
    {"to_boolean", converter_plain<to_boolean>},
    {"to_boolean_if_not_none", converter_plain<unless_null<to_boolean>>},
    {"to_int", converter_plain<to_int>},
    {"to_int_if_not_none", converter_plain<unless_null<to_int>>},
    {"to_positive_float_or_none", converter_plain<unless_null<to_positive_float>>},
    {"to_string", converter_plain<unless_null<to_string>>},
    {"string_to_case_insensitive", converter_plain<to_lower>},
    {"uppercase_ip", converter_plain<uppercase_ip>},
    {"prefix_forced_case", prefix_make},
    {"none_to_empty_string", converter_plain<none_to_empty_string>},
};

Value none_to_empty_list(const Value& value) { return value.is_null() ? Value::list() : value; }

Value none_to_empty_dict(const Value& value) { return value.is_null() ? Value::map() : value; }

Value to_list(const Value& value) {
    if (value.is_list()) return value;
    if (value.is_null()) return Value::list();
    if (!value.is_map()) return Value::list({value});
    std::vector<Value> keys;
    for (const Member& member : value.members()) keys.emplace_back(member.key);
    return Value::list(std::move(keys));
}

std::pair<std::string, std::string> key_and_value(const Value& value) {
    const std::string_view text = value.as_string();
    const auto equals = text.find('=');
    const std::string key(text_strip(text.substr(0, equals)));
    if (!value.is_string() || equals == std::string_view::npos || key.empty())
        throw invalid_input(fmt::format("'{}' is not of the form <key>=[value]", shown(value)));
    return {key, std::string(text_strip(text.substr(equals + 1)))};
}

Value kvp_str_to_list(const Value& value) {
    const auto [key, text] = key_and_value(value);
    return Value::list({Value(key), Value(text)});
}

// Values of a key in the order given, each once. The list ["True"] is what a flag without any pair sends.
Value kvp_list_to_dict(const Value& value) {
    if (!value.is_list()) throw invalid_input(fmt::format("'{}' is not a list of <key>=[value]", shown(value)));
    if (value.items().size() == 1 && value.items()[0] == Value("True")) return Value::map();
    std::vector<std::pair<std::string, std::vector<Value>>> pairs;
    for (const Value& item : value.items()) {
        auto [key, text] = key_and_value(item);
        auto place = std::ranges::find(pairs, key, &std::pair<std::string, std::vector<Value>>::first);
        if (place == pairs.end()) place = pairs.insert(pairs.end(), {key, {}});
        const Value member(text);
        if (std::ranges::find(place->second, member) == place->second.end()) place->second.push_back(member);
    }
    std::vector<Member> members;
    for (auto& [key, values] : pairs) members.push_back({key, Value::list(std::move(values))});
    return Value::map(std::move(members));
}

constexpr ConverterEntry kContainers[] = {
    {"to_list", converter_plain<to_list>},
    {"none_to_empty_list", converter_plain<none_to_empty_list>},
    {"none_to_empty_dict", converter_plain<none_to_empty_dict>},
    {"kvp_str_to_list", converter_plain<kvp_str_to_list>},
    {"kvp_list_to_dict", converter_plain<kvp_list_to_dict>},
};

}  // namespace

std::span<const ConverterEntry> converters_of_scalars() { return kScalars; }
std::span<const ConverterEntry> converters_of_containers() { return kContainers; }

Converter converter_make(std::string_view name, const Value& argument, const RuleSettings& settings) {
    for (const auto entries : all_converters()) {
        const auto found = std::ranges::find(entries, name, &ConverterEntry::name);
        if (found == entries.end()) continue;
        try {
            return found->make(argument.is_unset() ? Value::null() : argument, settings);
        } catch (const std::invalid_argument& error) {
            throw std::invalid_argument(fmt::format("converter '{}' {}", name, error.what()));
        }
    }
    throw std::invalid_argument(
        fmt::format("there is no converter '{}'; there are {}", name, fmt::join(converter_names(), ", ")));
}

Converter converter_chain(std::vector<Converter> steps) {
    if (steps.size() == 1) return std::move(steps.front());
    return [steps = std::move(steps)](const Value& given) {
        Value value = given;
        for (const Converter& step : steps) value = step(value);
        return value;
    };
}

std::vector<std::string> converter_names() {
    std::vector<std::string> names;
    for (const auto entries : all_converters()) {
        for (const ConverterEntry& entry : entries) names.emplace_back(entry.name);
    }
    std::ranges::sort(names);
    return names;
}

}  // namespace neutrino::resource
