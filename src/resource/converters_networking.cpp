#include "base/mac.h"
#include "resource/converters.h"
#include "resource/network_text.h"
#include "resource/python_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace neutrino::resource {
namespace {

// Protocols by name (IANA), as rules of security groups know them.
constexpr std::array<std::string_view, 25> kGroupProtocols = {
    "ah",  "dccp", "egp",        "esp",       "gre",       "hopopt",     "icmp",      "icmpv6",     "igmp",
    "ip",  "ipip", "ipv6-encap", "ipv6-frag", "ipv6-icmp", "ipv6-nonxt", "ipv6-opts", "ipv6-route", "ospf",
    "pgm", "rsvp", "sctp",       "tcp",       "udp",       "udplite",    "vrrp"};
// Those that packet filters know by name.
constexpr std::array<std::string_view, 6> kFilterProtocols = {"dccp", "icmp", "ipv6-icmp", "sctp", "tcp", "udp"};
constexpr std::int64_t kMostProtocol = 255;
constexpr std::int64_t kMostPort = 65535;

template <std::size_t Size>
bool has_word(const std::array<std::string_view, Size>& words, std::string_view word) {
    return std::ranges::find(words, word) != words.end();
}

std::optional<std::int64_t> number_up_to(const Value& value, std::int64_t most) {
    const auto number = python_int(value);
    if (!number || *number < 0 || *number > most) return std::nullopt;
    return static_cast<std::int64_t>(*number);
}

Value ip_to_canonical_format(const Value& value) {
    // A number stands for the address of that value, of IPv6 from where IPv4 ends.
    constexpr std::int64_t kBeyondIpv4 = 0xffffffff;
    if (value.is_int() && value.as_int() > kBeyondIpv4)
        return Value(base::Address{6, static_cast<base::Bits>(value.as_int())}.text());
    const auto address = value.is_string() ? base::Address::parse(value.as_string()) : std::nullopt;
    return address && address->version == 6 ? Value(address->text()) : value;
}

Value cidr_to_canonical_format(const Value& value) {
    if (value.is_string()) {
        if (const auto network = network_parse(value.as_string())) return Value(network->text());
    }
    throw invalid_input(fmt::format("'{}' is not in a CIDR format", shown(value)));
}

Converter mac_if_none_make(const Value& argument, const RuleSettings& settings) {
    if (!argument.is_null()) throw std::invalid_argument("takes no argument");
    return [base = settings.base_mac](const Value& value) {
        return value.is_null() ? Value(base::mac_generate(base)) : value;
    };
}

// A number, or text of one that is no MAC address, stands for the address of that value.
Value to_sanitized_mac_address(const Value& value) {
    constexpr std::int64_t kMost = 0xffffffffffff;
    std::string_view text = value.as_string();
    if (text.ends_with('\n')) text.remove_suffix(1);
    if (const auto bits = base::mac_parse(text)) return Value(base::mac_text(*bits));
    const auto number = value.is_real() ? std::nullopt : number_up_to(value, kMost);
    return number ? Value(base::mac_text(static_cast<std::uint64_t>(*number))) : value;
}

Value to_protocol(const Value& value) {
    if (value.is_null()) return value;
    if (!value.is_string()) throw invalid_input(fmt::format("'{}' must be a string", shown(value)));
    if (has_word(kFilterProtocols, text_lower(value.as_string())) || number_up_to(value, kMostProtocol)) return value;
    throw invalid_input(
        fmt::format("IP protocol '{}' is not supported, only names of protocols and their numbers "
                    "(0 to 255) are",
                    shown(value)));
}

Value sg_protocol(const Value& value) {
    if (value.is_null()) return value;
    if (const auto number = number_up_to(value, kMostProtocol)) return Value(std::to_string(*number));
    const std::string name = text_lower(value.as_string());
    if (has_word(kGroupProtocols, name)) return Value(name);
    throw Fault("SecurityGroupRuleInvalidProtocol",
                fmt::format("Security group rule protocol {} is not supported, only names of protocols and their "
                            "numbers (0 to 255) are.",
                            shown(value)));
}

Value sg_ethertype(const Value& value) {
    const std::string name = text_lower(value.as_string());
    if (name == "ipv4") return Value("IPv4");
    if (name == "ipv6") return Value("IPv6");
    throw Fault(
        "SecurityGroupRuleInvalidEtherType",
        fmt::format("Security group rule ethertype '{}' is not supported, it must be IPv4 or IPv6.", shown(value)));
}

Value sg_port_value(const Value& value) {
    if (value.is_null()) return value;
    if (const auto port = number_up_to(value, kMostPort)) return Value(*port);
    throw Fault("SecurityGroupInvalidPortValue", fmt::format("'{}' is not a valid port.", shown(value)));
}

Value sg_ip_prefix_to_cidr(const Value& value) {
    if (!value.truthy()) return Value::null();
    if (value.is_string()) {
        if (const auto network = network_parse(value.as_string())) return Value(network->text());
    }
    throw Fault("InvalidCIDR", fmt::format("'{}' is not a CIDR.", shown(value)));
}

Converter rbac_object_type_make(const Value& argument, const RuleSettings&) {
    const auto is_text = [](const Value& item) { return item.is_string(); };
    if (!argument.is_list() || argument.items().empty() || !std::ranges::all_of(argument.items(), is_text))
        throw std::invalid_argument("takes the list of types as its argument");
    return [argument](const Value& value) {
        const Value type(text_lower(text_strip(value.as_string())));
        if (std::ranges::find(argument.items(), type) != argument.items().end()) return type;
        throw invalid_input(fmt::format("'{}' is not a valid RBAC object type", shown(value)));
    };
}

constexpr ConverterEntry kEntries[] = {
    {"ip_to_canonical_format", converter_plain<ip_to_canonical_format>},
    {"cidr_to_canonical_format", converter_plain<cidr_to_canonical_format>},
    {"to_mac_if_none", mac_if_none_make},
    {"to_sanitized_mac_address", converter_plain<to_sanitized_mac_address>},
    {"to_protocol", converter_plain<to_protocol>},
    {"sg_protocol", converter_plain<sg_protocol>},
    {"sg_ethertype", converter_plain<sg_ethertype>},
    {"sg_port_value", converter_plain<sg_port_value>},
    {"sg_ip_prefix_to_cidr", converter_plain<sg_ip_prefix_to_cidr>},
    {"rbac_object_type", rbac_object_type_make},
};

}  // namespace

std::span<const ConverterEntry> converters_of_networking() { return kEntries; }

}  // namespace neutrino::resource
