#include "ipam/pools.h"

#include <neutrino/fault.h>

#include <fmt/core.h>

#include <algorithm>

namespace neutrino::ipam {

Address default_gateway(const Prefix& cidr) { return cidr.version() == 6 ? cidr.first() : cidr.first().plus(1); }

bool gateway_allowed(const Prefix& cidr, const Address& gateway) {
    if (cidr.version() == 6) return true;
    return gateway != cidr.first() && gateway != cidr.last();
}

Range assignable(const Prefix& cidr) {
    const Address first = cidr.first();
    const Address last = cidr.last();
    if (first == last) return {first, last};
    if (cidr.version() == 6) return {first.plus(1), last};
    if (first.plus(1) == last) return {first, last};
    return {first.plus(1), last.minus(1)};
}

bool assignable(const Prefix& cidr, const Address& address) {
    if (cidr.version() == 6) return cidr.contains(address);
    return assignable(cidr).contains(address);
}

std::vector<Range> default_pools(const Prefix& cidr, const std::optional<Address>& gateway) {
    const Range all = assignable(cidr);
    if (!gateway || all.first == all.last) {
        const bool gateway_is_all = gateway && cidr.length < Prefix::width(cidr.version()) && *gateway == all.first;
        if (gateway_is_all) return {};
        return {all};
    }
    if (!all.contains(*gateway)) return {all};
    std::vector<Range> pools;
    if (*gateway != all.first) pools.push_back({all.first, gateway->minus(1)});
    if (*gateway != all.last) pools.push_back({gateway->plus(1), all.last});
    return pools;
}

std::vector<Range> checked_pools(std::vector<Range> pools, const Prefix& cidr) {
    const Range bounds = assignable(cidr);
    for (const Range& pool : pools) {
        if (pool.first.version != cidr.version() || pool.last.version != cidr.version() || pool.last < pool.first) {
            throw Fault("InvalidAllocationPool", fmt::format("{} is no valid allocation pool.", pool.text()));
        }
        if (!bounds.contains(pool.first) || !bounds.contains(pool.last)) {
            throw Fault(
                "OutOfBoundsAllocationPool",
                fmt::format("Allocation pool {} reaches beyond the addresses of subnet {}.", pool.text(), cidr.text()));
        }
    }
    std::sort(pools.begin(), pools.end(), [](const Range& a, const Range& b) { return a.first < b.first; });
    for (std::size_t i = 1; i < pools.size(); ++i) {
        if (pools[i - 1].overlaps(pools[i])) {
            throw Fault("OverlappingAllocationPools", fmt::format("Allocation pools {} and {} of subnet {} overlap.",
                                                                  pools[i - 1].text(), pools[i].text(), cidr.text()));
        }
    }
    return pools;
}

void check_gateway_outside(const Address& gateway, const std::vector<Range>& pools) {
    for (const Range& pool : pools) {
        if (!pool.contains(gateway)) continue;
        throw Fault("GatewayConflictWithAllocationPools",
                    fmt::format("Gateway {} lies within allocation pool {}.", gateway.text(), pool.text()));
    }
}

}  // namespace neutrino::ipam
