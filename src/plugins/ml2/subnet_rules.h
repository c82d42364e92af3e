#pragma once
// What a subnet may look like: checks without the database, and readings of its attributes.

#include "ipam/address.h"
#include "plugins/ml2/fields.h"
#include "plugins/ml2/options.h"

#include <neutrino/fault.h>

#include <optional>
#include <string_view>
#include <vector>

namespace neutrino::ml2 {

inline constexpr std::string_view kPrefixDelegation = "prefix_delegation";  // subnetpool_id of a delegated subnet
inline constexpr std::string_view kProvisionalPrefix = "::/64";  // its cidr until a router learns the real one

class SubnetRules {
public:
    SubnetRules(const SubnetFields& fields, const Options& options) : fields_(fields), options_(options) {}

    // The rules of cidr, gateway, name servers, routes and IPv6 modes; `before` is nullptr for a create. `gateway` is
    // what the client gave. Throws InvalidInput, DNSNameServersExhausted, HostRoutesExhausted.
    void check(const Record& subnet, const Record* before, const Value& gateway) const;
    // A subnet whose prefix a router will learn. Throws BadRequest.
    void check_delegated(const Record& subnet) const;

    ipam::Prefix cidr(const Record& subnet) const;  // 0.0.0.0/32 when there is none
    std::optional<ipam::Address> gateway(const Record& subnet) const;
    std::vector<ipam::Range> pools(const Record& subnet) const;
    // Hosts make their own address from the prefix and their MAC.
    bool automatic(const Record& subnet) const;
    bool delegated(const Record& subnet) const { return subnet[fields_.subnetpool_id] == kPrefixDelegation; }

private:
    void check_dhcp(const ipam::Prefix& cidr) const;
    void check_gateway(const ipam::Prefix& cidr, const Value& gateway) const;
    void check_lists(const Record& subnet, int ip_version, std::string_view subnet_id) const;
    void check_modes(const Record& subnet, const ipam::Prefix& cidr) const;
    void check_version(int ip_version, std::string_view address, std::string_view attribute) const;

    const SubnetFields& fields_;
    const Options& options_;
};

// [{start, end}, ...] of the API as ranges; a pool whose ends are no addresses of one version is InvalidAllocationPool.
std::vector<ipam::Range> ranges_of(const Value& allocation_pools);
Value pools_value(const std::vector<ipam::Range>& pools);
// "Bad subnets request: ..." (400).
Fault bad_subnet(std::string_view reason);

}  // namespace neutrino::ml2
