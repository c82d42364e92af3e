#include "resource/validators.h"

#include "resource/python_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <stdexcept>

namespace neutrino::resource {

Reason check_range(const Value& value, const Value& least, const Value& most) {
    const auto number = python_int(value);
    if (!number) return fmt::format("'{}' is not an integer", shown(value));
    if (least.is_int() && *number < least.as_int())
        return fmt::format("'{}' is too small, it must be at least '{}'", shown(value), least.as_int());
    if (most.is_int() && *number > most.as_int())
        return fmt::format("'{}' is too large, it must be at most '{}'", shown(value), most.as_int());
    return {};
}

namespace {

constexpr std::int64_t kMostPort = 65535;

Reason check_boolean(const Value& value) {
    if (python_bool(value)) return {};
    return fmt::format("'{}' is not a valid boolean value", shown(value));
}

bool is_one_of(const Value& value, const Value& choices) {
    return std::ranges::any_of(choices.items(), [&](const Value& choice) { return python_equal(value, choice); });
}

Reason check_choices(const Value& value, const Value& choices) {
    if (is_one_of(value, choices)) return {};
    std::vector<std::string> texts;
    for (const Value& choice : choices.items()) texts.push_back(shown(choice));
    return fmt::format("{} is none of the valid values: {}", shown(value), fmt::join(texts, ", "));
}

Validator values_make(const Value& argument, const RuleSettings&) {
    if (argument.is_null()) return [](Value&) -> Reason { return {}; };
    if (!argument.is_list()) throw std::invalid_argument("takes the list of accepted values as its argument");
    return [argument](Value& value) { return check_choices(value, argument); };
}

// Whether Python's float of the number equals its int: nothing beyond what a real holds exactly does.
bool is_whole(const Value& value) {
    if (value.is_real()) return std::trunc(value.as_real()) == value.as_real();
    const auto number = python_int(value);
    return number && static_cast<Whole>(static_cast<double>(*number)) == *number;
}

Reason check_integer(const Value& value) {
    if (value.is_bool()) return fmt::format("'{}' is a boolean, not an integer", shown(value));
    if (!is_whole(value)) return fmt::format("'{}' is not an integer", shown(value));
    return {};
}

Validator integer_make(const Value& argument, const RuleSettings&) {
    if (!argument.is_null() && !argument.is_list())
        throw std::invalid_argument("takes the list of accepted values as its argument");
    return [argument](Value& value) -> Reason {
        if (argument.is_list()) {
            if (auto reason = check_choices(value, argument)) return reason;
        }
        return check_integer(value);
    };
}

Reason check_non_negative(const Value& value) {
    const auto number = python_int(value);
    if (!number) return fmt::format("'{}' is not an integer", shown(value));
    if (*number < 0) return fmt::format("'{}' should be non-negative", shown(value));
    return {};
}

// [least, most]; null for no limit where `open`.
std::array<Value, 2> limits_of(const Value& argument, bool open) {
    const auto fits = [open](const Value& limit) { return limit.is_int() || (open && limit.is_null()); };
    if (!argument.is_list() || argument.items().size() != 2 || !std::ranges::all_of(argument.items(), fits))
        throw std::invalid_argument("takes [least, most] as its argument");
    const Value& least = argument.items()[0];
    const Value& most = argument.items()[1];
    if (least.is_int() && most.is_int() && least.as_int() > most.as_int())
        throw std::invalid_argument("has a least value above its most");
    return {least, most};
}

Validator range_make(const Value& argument, const RuleSettings&) {
    return [limits = limits_of(argument, true)](Value& value) { return check_range(value, limits[0], limits[1]); };
}

Validator port_range_make(const Value& argument, const RuleSettings&) {
    const Value whole = Value::list({Value(0), Value(kMostPort)});
    return [limits = limits_of(argument.is_null() ? whole : argument, false)](Value& value) -> Reason {
        if (value.is_null()) return {};
        const std::string text = python_str(value);
        const std::vector<std::string_view> ends = text_split(text, ':');
        if (ends.size() > 2 || std::ranges::any_of(ends, &std::string_view::empty))
            return "a port range is two integers separated by a colon";
        std::vector<Whole> ports;
        for (const std::string_view end : ends) {
            const auto port = python_int(Value(end));
            if (!port || *port < 0 || *port > kMostPort) return fmt::format("'{}' is not a valid port", end);
            if (*port < limits[0].as_int() || *port > limits[1].as_int())
                return fmt::format("port {} must be in the range [{}, {}]", end, limits[0].as_int(),
                                   limits[1].as_int());
            ports.push_back(*port);
        }
        if (ports.front() > ports.back()) return "the first port of a range must not be above the second";
        return {};
    };
}

// Names of Ethernet types that rules may be written with (IEEE 802 numbers).
constexpr std::array<std::string_view, 14> kEthertypes = {
    "IP", "IPV4", "ARP", "TEB", "8021Q", "IPV6", "SLOW", "MPLS", "8021AD", "LLDP", "8021AH", "IEEE802_3", "CFM", "NSH"};

bool is_any_ethertype(const Value& value) {
    constexpr std::int64_t kMost = 0xffff;
    if (value.is_int() || value.is_bool()) {
        const auto number = python_int(value);
        return *number >= 0 && *number <= kMost;
    }
    if (!value.is_string()) return false;
    std::string word = text_lower(value.as_string());
    if (std::ranges::any_of(kEthertypes, [&](std::string_view name) { return word == text_lower(name); })) return true;
    word = std::string(text_strip(word));
    if (word.starts_with("0x")) word.erase(0, 2);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), number, 16);
    return !word.empty() && error == std::errc() && end == word.data() + word.size() && number >= 0 && number <= kMost;
}

Validator ethertype_make(const Value& argument, const RuleSettings& settings) {
    argument_none(argument);
    return [any = settings.sg_filter_ethertypes](Value& value) -> Reason {
        if (any) {
            if (is_any_ethertype(value)) return {};
            return fmt::format("'{}' is no name of an Ethernet type and no number of two octets in hexadecimal",
                               shown(value));
        }
        if (value == Value("IPv4") || value == Value("IPv6")) return {};
        return fmt::format("'{}' is not a valid ethertype, it must be IPv4 or IPv6", shown(value));
    };
}

constexpr ValidatorEntry kEntries[] = {
    {"boolean", plain<check_boolean>},
    {"integer", integer_make},
    {"non_negative", plain<check_non_negative>},
    {"range", range_make},
    {"range_or_none", or_none<range_make>},
    {"values", values_make},
    {"port_range", port_range_make},
    {"ethertype", ethertype_make},
};

}  // namespace

std::span<const ValidatorEntry> validators_of_numbers() { return kEntries; }

}  // namespace neutrino::resource
