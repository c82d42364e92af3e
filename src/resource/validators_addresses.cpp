#include "resource/validators.h"

#include "base/mac.h"
#include "resource/network_text.h"
#include "resource/python_text.h"

#include <fmt/format.h>

namespace neutrino::resource {

Reason check_mac_address(const Value& value) {
    constexpr std::uint64_t kBroadcast = 0xffffffffffff;
    if (value.is_string()) {
        const auto bits = base::mac_parse(value.as_string());
        if (bits && *bits != 0 && *bits != kBroadcast) return {};
    }
    return fmt::format("'{}' is not a valid MAC address", shown(value));
}

Reason check_ip_address(const Value& value) {
    if (value.is_string() && base::Address::parse(value.as_string())) return {};
    return fmt::format("'{}' is not a valid IP address", shown(value));
}

Reason check_subnet(const Value& value) {
    const std::string_view text = value.as_string();
    const auto network = value.is_string() && !text_has_space(text) ? network_parse(text) : std::nullopt;
    if (!network) return fmt::format("'{}' is not a valid IP subnet", shown(value));
    if (text.find('/') == std::string_view::npos || (network->address.version == 4 && network->text() != text))
        return fmt::format("'{}' is not how an IP subnet is written, '{}' is recommended", shown(value),
                           network->prefix().text());
    return {};
}

Reason check_route_cidr(const Value& value) {
    const std::string_view text = value.as_string();
    const auto network = value.is_string() && !text_has_space(text) ? network_parse(text) : std::nullopt;
    if (!network) return fmt::format("'{}' is not a valid CIDR", shown(value));
    const base::Prefix prefix = network->prefix();
    if (text.find('/') == std::string_view::npos || prefix.network != network->address)
        return fmt::format("'{}' is not how a CIDR is written, '{}' is recommended", shown(value), prefix.text());
    if (prefix.is_loopback()) return fmt::format("'{}' is not a routable CIDR", shown(value));
    return {};
}

namespace {

Reason check_ip_or_subnet_or_none(const Value& value) {
    if (value.is_null() || !check_ip_address(value) || !check_subnet(value)) return {};
    return fmt::format("'{}' is neither a valid IP address nor a valid IP subnet", shown(value));
}

constexpr auto mac_make = plain<check_mac_address>;
constexpr auto ip_make = plain<check_ip_address>;
constexpr auto subnet_make = plain<check_subnet>;

constexpr ValidatorEntry kEntries[] = {
    {"mac_address", mac_make},
    {"mac_address_or_none", or_none<mac_make>},
    {"ip_address", ip_make},
    {"ip_address_or_none", or_none<ip_make>},
    {"ip_or_subnet_or_none", plain<check_ip_or_subnet_or_none>},
    {"subnet", subnet_make},
    {"subnet_or_none", or_none<subnet_make>},
    {"subnet_list", list_of<subnet_make>},
    {"list_of_subnets_or_none", or_none<list_of<subnet_make>>},
};

}  // namespace

std::span<const ValidatorEntry> validators_of_addresses() { return kEntries; }

}  // namespace neutrino::resource
