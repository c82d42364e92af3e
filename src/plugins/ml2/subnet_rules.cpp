#include "plugins/ml2/subnet_rules.h"

#include <fmt/core.h>

namespace neutrino::ml2 {
namespace {

constexpr int kLongestDhcpPrefixV4 = 30;
constexpr int kLongestDhcpPrefixV6 = 126;
constexpr int kAutomaticPrefix = 64;
constexpr std::string_view kSlaac = "slaac";
constexpr std::string_view kStateless = "dhcpv6-stateless";

bool makes_own_addresses(std::string_view mode) { return mode == kSlaac || mode == kStateless; }

std::string_view who(std::string_view subnet_id) { return subnet_id.empty() ? "the new subnet" : subnet_id; }

}  // namespace

Fault bad_subnet(std::string_view reason) {
    return Fault("BadRequest", fmt::format("Bad subnets request: {}.", reason), FaultKind::bad_request);
}

ipam::Prefix SubnetRules::cidr(const Record& subnet) const {
    return ipam::Prefix::parse(subnet[fields_.cidr]).value_or(ipam::Prefix{{4, 0}, 32});
}

std::optional<ipam::Address> SubnetRules::gateway(const Record& subnet) const {
    return ipam::Address::parse(subnet[fields_.gateway_ip]);
}

std::vector<ipam::Range> SubnetRules::pools(const Record& subnet) const {
    return ranges_of(subnet[fields_.allocation_pools]);
}

bool SubnetRules::automatic(const Record& subnet) const {
    return subnet[fields_.ip_version] == 6 && (makes_own_addresses(subnet[fields_.ipv6_ra_mode]) ||
                                               makes_own_addresses(subnet[fields_.ipv6_address_mode]));
}

void SubnetRules::check_version(int ip_version, std::string_view address, std::string_view attribute) const {
    const auto prefix = ipam::Prefix::parse(address);
    if (prefix && prefix->version() == ip_version) return;
    throw invalid_input(fmt::format("{} '{}' is not of ip_version '{}'", attribute, address, ip_version));
}

void SubnetRules::check_dhcp(const ipam::Prefix& cidr) const {
    if (cidr.length > (cidr.version() == 6 ? kLongestDhcpPrefixV6 : kLongestDhcpPrefixV4)) {
        throw invalid_input("the subnet's prefix is too long for DHCP");
    }
    if (cidr.is_multicast()) throw invalid_input("a multicast subnet can't have enable_dhcp");
    if (cidr.is_loopback()) throw invalid_input("a loopback subnet can't have enable_dhcp");
    if (cidr.version() == 4 && cidr.network.bits == 0) {
        throw invalid_input("a subnet whose first address is 0.0.0.0 can't have enable_dhcp");
    }
}

void SubnetRules::check_gateway(const ipam::Prefix& cidr, const Value& gateway) const {
    if (!gateway.has_value()) return;
    check_version(cidr.version(), gateway.as_string(), "gateway_ip");
    const auto address = ipam::Address::parse(gateway.as_string());
    const bool only_address = cidr.first() == cidr.last();
    if (address && cidr.contains(*address) && cidr.version() == 4 &&
        (*address == cidr.first() || (!only_address && *address == cidr.last()))) {
        throw invalid_input("the gateway is no host address of the subnet");
    }
}

void SubnetRules::check_lists(const Record& subnet, int ip_version, std::string_view subnet_id) const {
    const auto nameservers = subnet[fields_.dns_nameservers].items();
    if (nameservers.size() > options_.max_dns_nameservers) {
        throw Fault("DNSNameServersExhausted", fmt::format("{} has more DNS name servers than the limit, {}.",
                                                           who(subnet_id), options_.max_dns_nameservers));
    }
    for (const Value& server : nameservers) check_version(ip_version, server.as_string(), "dns_nameserver");
    const auto routes = subnet[fields_.host_routes].items();
    if (routes.size() > options_.max_host_routes) {
        throw Fault("HostRoutesExhausted", fmt::format("{} has more host routes than the limit, {}.", who(subnet_id),
                                                       options_.max_host_routes));
    }
    for (const Value& route : routes) {
        check_version(ip_version, route.at("nexthop").as_string(), "nexthop");
        check_version(ip_version, route.at("destination").as_string(), "destination");
    }
}

void SubnetRules::check_modes(const Record& subnet, const ipam::Prefix& cidr) const {
    const std::string_view ra = subnet[fields_.ipv6_ra_mode];
    const std::string_view address = subnet[fields_.ipv6_address_mode];
    if (cidr.version() == 4) {
        if (!ra.empty()) throw invalid_input("ipv6_ra_mode is not for subnets of ip_version 4");
        if (!address.empty()) throw invalid_input("ipv6_address_mode is not for subnets of ip_version 4");
        return;
    }
    if (ra.empty() && address.empty()) return;
    if (!subnet[fields_.enable_dhcp]) throw invalid_input("ipv6_ra_mode and ipv6_address_mode need enable_dhcp");
    if (!ra.empty() && !address.empty() && ra != address) {
        throw invalid_input(fmt::format(
            "ipv6_ra_mode '{}' and ipv6_address_mode '{}' must be the same when both are set", ra, address));
    }
    if (automatic(subnet) && cidr.length != kAutomaticPrefix) {
        throw invalid_input(fmt::format("hosts can't make their addresses in {}: EUI-64 needs a /{} prefix",
                                        cidr.text(), kAutomaticPrefix));
    }
}

void SubnetRules::check(const Record& subnet, const Record* before, const Value& gateway) const {
    const auto ip_version = static_cast<int>(subnet[fields_.ip_version]);
    check_version(ip_version, subnet[fields_.cidr], "cidr");
    const ipam::Prefix prefix = cidr(subnet);
    const bool dhcp_was_on = before != nullptr && (*before)[fields_.enable_dhcp];
    if (subnet[fields_.enable_dhcp] && !dhcp_was_on) check_dhcp(prefix);
    if (before == nullptr && prefix.length == 0) throw invalid_input("a CIDR of prefix length 0 can't be a subnet");
    check_gateway(prefix, gateway);
    check_lists(subnet, ip_version, before != nullptr ? before->id() : std::string_view());
    if (before == nullptr) {
        check_modes(subnet, prefix);
    } else if (dhcp_was_on && !subnet[fields_.enable_dhcp] &&
               (!subnet[fields_.ipv6_ra_mode].empty() || !subnet[fields_.ipv6_address_mode].empty())) {
        throw invalid_input("enable_dhcp can't be switched off while ipv6_ra_mode or ipv6_address_mode is set");
    }
}

void SubnetRules::check_delegated(const Record& subnet) const {
    if (subnet[fields_.ip_version] != 6) throw bad_subnet("prefix delegation is for IPv6 subnets only");
    if (!makes_own_addresses(subnet[fields_.ipv6_ra_mode])) {
        throw bad_subnet("prefix delegation needs ipv6_ra_mode slaac or dhcpv6-stateless");
    }
    if (!makes_own_addresses(subnet[fields_.ipv6_address_mode])) {
        throw bad_subnet("prefix delegation needs ipv6_address_mode slaac or dhcpv6-stateless");
    }
}

std::vector<ipam::Range> ranges_of(const Value& allocation_pools) {
    std::vector<ipam::Range> ranges;
    for (const Value& pool : allocation_pools.items()) {
        const auto first = ipam::Address::parse(pool.at("start").as_string());
        const auto last = ipam::Address::parse(pool.at("end").as_string());
        if (!first || !last || first->version != last->version) {
            throw Fault("InvalidAllocationPool", fmt::format("{}-{} is no valid allocation pool.",
                                                             pool.at("start").as_string(), pool.at("end").as_string()));
        }
        ranges.push_back({*first, *last});
    }
    return ranges;
}

Value pools_value(const std::vector<ipam::Range>& pools) {
    std::vector<Value> items;
    for (const ipam::Range& pool : pools) {
        items.push_back(Value::map({{"start", pool.first.text()}, {"end", pool.last.text()}}));
    }
    return Value::list(std::move(items));
}

}  // namespace neutrino::ml2
