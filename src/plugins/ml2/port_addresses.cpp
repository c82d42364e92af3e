#include "plugins/ml2/port_addresses.h"

#include "ipam/pools.h"

#include <fmt/core.h>

#include <algorithm>
#include <tuple>

namespace neutrino::ml2 {
namespace {

bool contains(const std::vector<std::string>& ids, std::string_view id) {
    return std::find(ids.begin(), ids.end(), id) != ids.end();
}

bool serves(const Value& service_types, std::string_view device_owner) {
    const auto types = service_types.items();
    return std::any_of(types.begin(), types.end(), [&](const Value& type) { return type.as_string() == device_owner; });
}

// Routers may have the first address of an IPv6 prefix, the subnet-router anycast address, hosts may not.
bool may_have(const ipam::Prefix& cidr, const ipam::Address& address, std::string_view device_owner) {
    if (!ipam::assignable(cidr, address)) return false;
    return cidr.version() == 4 || address != cidr.first() || device_owner.empty() ||
           owner::is_router_or_snat(device_owner) || device_owner == owner::kRouterGateway;
}

// Ports that others configure by hand are easiest to find at the start of a subnet.
ipam::Choice choice_for(std::string_view device_owner) {
    const bool lowest = device_owner == owner::kDhcp || device_owner == owner::kDistributed;
    return lowest ? ipam::Choice::lowest : ipam::Choice::random;
}

template <class Addresses>
Value fixed_ips_value(const Addresses& addresses) {
    std::vector<Value> items;
    for (const auto& each : addresses) {
        items.push_back(Value::map({{"subnet_id", each.subnet_id}, {"ip_address", each.address.text()}}));
    }
    return Value::list(std::move(items));
}

}  // namespace

std::vector<PortAddresses::Request> PortAddresses::requests_of(const Value& fixed_ips) const {
    std::vector<Request> requests;
    for (const Value& item : fixed_ips.items()) {
        Request request;
        request.subnet_id = item.at("subnet_id").str();
        request.address = ipam::Address::parse(item.at("ip_address").as_string());
        request.remove = item.at("delete_subnet").truthy();
        if (request.subnet_id.empty() && !request.address) {
            throw invalid_input("an entry of fixed_ips needs subnet_id or ip_address");
        }
        requests.push_back(std::move(request));
    }
    return requests;
}

std::vector<PortAddresses::FixedIp> PortAddresses::addresses_of(const Value& fixed_ips) const {
    std::vector<FixedIp> addresses;
    for (const Value& item : fixed_ips.items()) {
        if (const auto address = ipam::Address::parse(item.at("ip_address").as_string())) {
            addresses.push_back({item.at("subnet_id").str(), *address});
        }
    }
    return addresses;
}

std::vector<PortAddresses::Candidate> PortAddresses::candidates(const View& view, const Taker& port,
                                                                bool required) const {
    auto subnets = view.find_by(subnets_.type, "network_id", port.network_id);
    // Subnets of the port's own service come first, then the older ones.
    const auto rank = [this](const Record& subnet) {
        return std::tuple(subnet[subnets_.service_types].items().empty(), subnet.standard_attr_id);
    };
    std::sort(subnets.begin(), subnets.end(),
              [&](const RecordPtr& a, const RecordPtr& b) { return rank(*a) < rank(*b); });
    std::vector<Candidate> found;
    for (const RecordPtr& record : subnets) {
        const Record& subnet = *record;
        const Value& types = subnet[subnets_.service_types];
        const bool fits = types.items().empty() || serves(types, port.device_owner) ||
                          (port.device_owner == owner::kDhcp && subnet[subnets_.enable_dhcp]);
        if (!fits) continue;
        const SubnetRules& rules = core_.subnet_rules;
        found.push_back({std::string(subnet.id()), rules.cidr(subnet), rules.pools(subnet),
                         static_cast<int>(subnet[subnets_.ip_version]), rules.automatic(subnet),
                         rules.delegated(subnet)});
    }
    if (found.empty() && !subnets.empty() && required) {
        throw Fault("IpAddressGenerationFailureNoMatchingSubnet",
                    fmt::format("Network {} has no subnet for ports of the service type '{}'.", port.network_id,
                                port.device_owner));
    }
    return found;
}

const PortAddresses::Candidate& PortAddresses::candidate_for(const View& view, const Request& request,
                                                             const std::vector<Candidate>& among,
                                                             const Taker& port) const {
    if (among.empty()) throw invalid_input(fmt::format("network {} has no subnets", port.network_id));
    if (request.subnet_id.empty()) {
        for (const Candidate& candidate : among) {
            if (may_have(candidate.cidr, *request.address, port.device_owner)) return candidate;
        }
        throw Fault("InvalidIpForNetwork", fmt::format("No subnet of network {} has {} as an address for ports.",
                                                       port.network_id, request.address->text()));
    }
    for (const Candidate& candidate : among) {
        if (candidate.id != request.subnet_id) continue;
        if (request.address && !may_have(candidate.cidr, *request.address, port.device_owner)) {
            throw Fault("InvalidIpForSubnet",
                        fmt::format("Subnet {} has no address {} for ports.", candidate.id, request.address->text()));
        }
        return candidate;
    }
    if (!view.find(subnets_.type, request.subnet_id)) throw not_found("Subnet", request.subnet_id);
    throw invalid_input(fmt::format("subnet {} is not for ports of service type '{}' on network {}", request.subnet_id,
                                    port.device_owner, port.network_id));
}

std::vector<PortAddresses::Want> PortAddresses::wants(const View& view, const std::vector<Request>& requests,
                                                      const std::vector<Candidate>& among, const Taker& port) const {
    std::vector<Want> wanted;
    for (const Request& request : requests) {
        const Candidate& subnet = candidate_for(view, request, among, port);
        const bool provisional = subnet.delegated && subnet.cidr.text() == kProvisionalPrefix;
        if (request.address && !provisional) {
            if (subnet.automatic && !owner::is_router(port.device_owner)) {
                throw Fault("AllocationOnAutoAddressSubnet",
                            fmt::format("{} can't be chosen: hosts make up their own addresses in subnet {}.",
                                        request.address->text(), subnet.id));
            }
            wanted.push_back({{&subnet}, request.address});
        } else if (!subnet.automatic || owner::is_router_or_snat(port.device_owner)) {
            wanted.push_back({{&subnet}, std::nullopt});
        }
    }
    return wanted;
}

std::vector<PortAddresses::Want> PortAddresses::default_wants(const std::vector<Candidate>& among) const {
    std::vector<Want> wanted;
    for (const int ip_version : {4, 6}) {
        Want want;
        for (const Candidate& candidate : among) {
            if (candidate.ip_version == ip_version && !candidate.automatic) want.subnets.push_back(&candidate);
        }
        if (!want.subnets.empty()) wanted.push_back(std::move(want));
    }
    return wanted;
}

void PortAddresses::add_automatic(const std::vector<Candidate>& among, const Taker& port,
                                  const std::vector<std::string>& handled, std::vector<Want>& wants) const {
    if (owner::is_router_or_snat(port.device_owner)) return;
    for (const Candidate& candidate : among) {
        if (!candidate.automatic || contains(handled, candidate.id)) continue;
        if (const auto address = ipam::eui64_address(candidate.cidr, port.mac)) {
            wants.push_back({{&candidate}, address});
        }
    }
}

PortAddresses::FixedIp PortAddresses::take(Transaction& transaction, const Want& want, const Taker& port) const {
    if (want.address) {
        const Candidate& subnet = *want.subnets.front();
        if (core_.allocator.allocate(transaction, subnet.id, *want.address)) return {subnet.id, *want.address};
        throw Fault("IpAddressAlreadyAllocated",
                    fmt::format("{} of subnet {} is in use already.", want.address->text(), subnet.id));
    }
    for (const Candidate* subnet : want.subnets) {
        const auto address =
            core_.allocator.allocate_any(transaction, subnet->id, subnet->pools, choice_for(port.device_owner));
        if (address) return {subnet->id, *address};
    }
    throw Fault("IpAddressGenerationFailure", fmt::format("Network {} has no free addresses left.", port.network_id));
}

void PortAddresses::assign(Transaction& transaction, Draft& draft) const {
    Record& port = draft.record;
    const Taker taker{port[ports_.network_id], port[ports_.device_owner], port[ports_.mac_address]};
    const auto among = candidates(transaction, taker, true);
    const Value& asked = port.value(ports_.fixed_ips);
    auto wanted = asked.is_unset() ? default_wants(among) : wants(transaction, requests_of(asked), among, taker);
    add_automatic(among, taker, {}, wanted);
    std::vector<FixedIp> taken;
    for (const Want& want : wanted) taken.push_back(take(transaction, want, taker));
    port.set(ports_.fixed_ips, fixed_ips_value(taken));
}

bool PortAddresses::is_given_up(const View& view, const FixedIp& address, std::string_view device_owner) const {
    if (owner::is_router_or_snat(device_owner)) return true;
    const RecordPtr subnet = view.find(subnets_.type, address.subnet_id);
    return !subnet || !core_.subnet_rules.automatic(*subnet) || core_.subnet_rules.delegated(*subnet);
}

PortAddresses::Changes PortAddresses::changes(const View& view, const std::vector<FixedIp>& before,
                                              const std::vector<Request>& requests,
                                              std::string_view device_owner) const {
    Changes changes;
    std::vector<std::string> removed;
    for (const Request& request : requests) {
        if (request.remove) removed.push_back(request.subnet_id);
    }
    std::vector<FixedIp> unclaimed = before;
    const auto claim = [&unclaimed](const auto& matches) -> std::optional<FixedIp> {
        const auto found = std::find_if(unclaimed.begin(), unclaimed.end(), matches);
        if (found == unclaimed.end()) return std::nullopt;
        const FixedIp claimed = *found;
        unclaimed.erase(found);
        return claimed;
    };
    // Those that name an address first: what they leave can serve those that only name a subnet.
    for (const Request& request : requests) {
        if (!request.address || contains(removed, request.subnet_id)) continue;
        const auto same = claim([&](const FixedIp& each) { return each.address == *request.address; });
        if (same) {
            changes.keep.push_back(*same);
        } else {
            changes.add.push_back(request);
        }
    }
    std::vector<FixedIp> outdated;
    for (const Request& request : requests) {
        if (request.address || contains(removed, request.subnet_id)) continue;
        const auto reused = claim([&](const FixedIp& each) { return each.subnet_id == request.subnet_id; });
        if (reused && !ipam::is_eui64(reused->address)) {
            changes.keep.push_back(*reused);
            continue;
        }
        // The prefix may have changed since a host made up its address.
        if (reused) outdated.push_back(*reused);
        changes.add.push_back(request);
    }
    unclaimed.insert(unclaimed.end(), outdated.begin(), outdated.end());
    for (const FixedIp& each : unclaimed) {
        const bool goes = contains(removed, each.subnet_id) || is_given_up(view, each, device_owner);
        (goes ? changes.drop : changes.keep).push_back(each);
    }
    return changes;
}

void PortAddresses::reassign(Transaction& transaction, const Record& before, Draft& draft) const {
    Record& port = draft.record;
    const Taker taker{before[ports_.network_id], before[ports_.device_owner], port[ports_.mac_address]};
    // Addresses that were made from another MAC are made anew.
    const bool moved = before[ports_.mac_address] != port[ports_.mac_address];
    std::vector<FixedIp> lasting, outdated;
    for (const FixedIp& each : addresses_of(before.value(ports_.fixed_ips))) {
        (moved && ipam::is_eui64(each.address) ? outdated : lasting).push_back(each);
    }
    if (!draft.is_given(ports_.fixed_ips) && outdated.empty()) return;
    auto requests = requests_of(port.value(ports_.fixed_ips));
    for (Request& request : requests) {
        for (const FixedIp& each : outdated) {
            if (request.address == each.address) request = {each.subnet_id, std::nullopt, false};
        }
    }
    const Changes plan = changes(transaction, lasting, requests, taker.device_owner);

    // Subnets that need no look: the port has an address there, or gave it up.
    std::vector<std::string> handled;
    for (const FixedIp& each : plan.keep) handled.push_back(each.subnet_id);
    for (const Request& request : requests) {
        if (request.remove) handled.push_back(request.subnet_id);
    }
    for (const FixedIp& each : plan.drop) {
        const bool replaced = std::any_of(plan.add.begin(), plan.add.end(), [&each](const Request& request) {
            return request.subnet_id == each.subnet_id;
        });
        if (!replaced) handled.push_back(each.subnet_id);
    }
    const auto among = candidates(transaction, taker, !plan.add.empty());
    auto wanted = wants(transaction, plan.add, among, taker);
    add_automatic(among, taker, handled, wanted);
    for (const auto& gone : {plan.drop, outdated}) {
        for (const FixedIp& each : gone) core_.allocator.release(transaction, each.subnet_id, each.address);
    }
    std::vector<FixedIp> has = plan.keep;
    for (const Want& want : wanted) has.push_back(take(transaction, want, taker));
    port.set(ports_.fixed_ips, fixed_ips_value(has));
}

}  // namespace neutrino::ml2
