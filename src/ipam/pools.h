#pragma once
// Rules of a subnet: its default gateway and allocation pools, and which ones a client may ask for.

#include "ipam/address.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::ipam {

// IPv4: the address after the network's; IPv6: the network's own (the subnet-router anycast address).
Address default_gateway(const Prefix& cidr);

// False for the network's and the broadcast address of IPv4. An address outside of the prefix is a gateway too.
bool gateway_allowed(const Prefix& cidr, const Address& gateway);

// All addresses that hosts may have, but the gateway's.
std::vector<Range> default_pools(const Prefix& cidr, const std::optional<Address>& gateway);

// The addresses that a pool may hold: IPv4 without network and broadcast, IPv6 without the network's (a prefix of one
// or two addresses has them all).
Range assignable(const Prefix& cidr);
// Whether a port may have the address.
bool assignable(const Prefix& cidr, const Address& address);

// Checked and sorted; throws Fault OutOfBoundsAllocationPool, OverlappingAllocationPools, InvalidAllocationPool.
std::vector<Range> checked_pools(std::vector<Range> pools, const Prefix& cidr);

// Throws GatewayConflictWithAllocationPools.
void check_gateway_outside(const Address& gateway, const std::vector<Range>& pools);

}  // namespace neutrino::ipam
