#include "plugins/ml2/subnet_behaviour.h"

#include "ipam/pools.h"
#include "plugins/ml2/driver_calls.h"
#include "plugins/ml2/pool_space.h"
#include "plugins/ml2/removal.h"

#include <fmt/core.h>

namespace neutrino::ml2 {
namespace {

constexpr std::string_view kSubnetPool = "SubnetPool";

Value or_null(const Value& value) { return value.has_value() ? value : Value::null(); }
Value or_empty(const Value& value) { return value.has_value() ? value : Value::list(); }

bool visible_pool(const SubnetPoolFields& fields, const RequestContext& request, const Record& pool) {
    return request.is_admin || request.is_advsvc || pool.project_id() == request.project_id || pool[fields.shared];
}

}  // namespace

std::string SubnetBehaviour::choose_pool(const View& view, const Record& subnet) const {
    const std::string_view named = subnet[fields_.subnetpool_id];
    const bool use_default = subnet[fields_.use_default_subnetpool];
    if (use_default && !named.empty())
        throw bad_subnet("subnetpool_id and use_default_subnetpool can't be given together");
    if (!use_default) return std::string(named);
    const auto cidr = ipam::Prefix::parse(subnet[fields_.cidr]);
    const std::int64_t ip_version = cidr ? cidr->version() : subnet[fields_.ip_version];
    if (ip_version == 6 && core_.options.prefix_delegation) return std::string(kPrefixDelegation);
    std::string found;
    view.each(core_.fields.pool.type, [&](const RecordPtr& pool) {
        if ((*pool)[core_.fields.pool.is_default] && (*pool)[core_.fields.pool.ip_version] == ip_version)
            found = pool->id();
        return found.empty();
    });
    if (found.empty()) throw bad_subnet(fmt::format("there is no default subnet pool for IPv{}", ip_version));
    return found;
}

void SubnetBehaviour::create_prepare(const RequestContext& request, const View& view, Draft& draft) {
    Record& subnet = draft.record;
    const RecordPtr network = find_visible_network(core_, request, view, subnet[fields_.network_id]);
    check_may_use_network(core_, request, *network, "subnet");
    const bool has_cidr = subnet.value(fields_.cidr).has_value();
    if (has_cidr && subnet.value(fields_.prefixlen).has_value())
        throw bad_subnet("cidr and prefixlen can't be given together");
    if (has_cidr) {
        if (const auto cidr = ipam::Prefix::parse(subnet[fields_.cidr])) subnet.set(fields_.cidr, cidr->text());
    }
    std::string pool = choose_pool(view, subnet);
    if (pool.empty() && !has_cidr) throw bad_subnet("it needs a cidr or a subnet pool");
    if (pool == kPrefixDelegation) {
        if (has_cidr) {
            pool.clear();  // a prefix that is known needs no delegation
        } else {
            rules_.check_delegated(subnet);
            subnet.set(fields_.cidr, kProvisionalPrefix);
        }
    } else if (!pool.empty() && !has_cidr && subnet[fields_.allocation_pools].has_value()) {
        throw bad_subnet("allocation_pools are for subnets with a cidr");
    }
    if (pool.empty()) rules_.check(subnet, nullptr, subnet.value(fields_.gateway_ip));
    subnet.set(fields_.subnetpool_id, pool.empty() ? Value::null() : Value(pool));
    subnet.set(fields_.use_default_subnetpool, Value());
    for (const auto field : {fields_.ipv6_ra_mode, fields_.ipv6_address_mode})
        subnet.set(field, or_null(subnet.value(field)));
    for (const auto field : {fields_.dns_nameservers, fields_.host_routes, fields_.service_types}) {
        subnet.set(field, or_empty(subnet.value(field)));
    }
}

void SubnetBehaviour::place_from_pool(Transaction& transaction, const RequestContext& request, Record& subnet) const {
    const SubnetPoolFields& pools = core_.fields.pool;
    const std::string pool_id(subnet[fields_.subnetpool_id]);
    const RecordPtr pool = transaction.find(pools.type, pool_id);
    if (!pool || !visible_pool(pools, request, *pool)) throw not_found(kSubnetPool, pool_id);
    const std::int64_t ip_version = subnet[fields_.ip_version];
    if (ip_version != (*pool)[pools.ip_version]) {
        throw bad_subnet(
            fmt::format("an IPv{} subnet can't come from an IPv{} subnet pool", ip_version, (*pool)[pools.ip_version]));
    }
    const PoolSpace space(core_, transaction, *pool);
    const auto exact = ipam::Prefix::parse(subnet[fields_.cidr]);
    const Value& wanted_length = subnet.value(fields_.prefixlen);
    const int length = exact                       ? exact->length
                       : wanted_length.has_value() ? prefix_length(wanted_length)
                                                   : prefix_length(pool->value(pools.default_prefixlen));
    if (length > ipam::Prefix::width(static_cast<int>(ip_version))) {
        throw Fault("AddrFormatError", fmt::format("IPv{} has no prefix of length {}.", ip_version, length),
                    FaultKind::bad_request);
    }
    space.check_length(length);
    space.check_quota(subnet.project_id(), length);
    if (exact) {
        subnet.set(fields_.cidr, space.exactly(*exact).text());
        return;
    }
    // A gateway says where the subnet lies; without one it is the first host, in IPv6 as well.
    if (const auto gateway = ipam::Address::parse(subnet[fields_.gateway_ip])) {
        subnet.set(fields_.cidr, space.exactly(ipam::Prefix::of(*gateway, length)).text());
    } else {
        const ipam::Prefix cidr = space.any(length);
        subnet.set(fields_.cidr, cidr.text());
        subnet.set(fields_.gateway_ip, cidr.first().plus(1).text());
    }
}

void SubnetBehaviour::place(Transaction& transaction, const RequestContext& request, Record& subnet) const {
    const bool from_pool = subnet.value(fields_.subnetpool_id).has_value() && !rules_.delegated(subnet);
    if (from_pool) {
        place_from_pool(transaction, request, subnet);
        rules_.check(subnet, nullptr, Value());
    }
    const ipam::Prefix cidr = rules_.cidr(subnet);
    if (subnet.value(fields_.gateway_ip).is_unset()) subnet.set(fields_.gateway_ip, ipam::default_gateway(cidr).text());
    const auto gateway = rules_.gateway(subnet);
    if (gateway && cidr.length < ipam::Prefix::width(cidr.version()) && cidr.contains(*gateway) &&
        !ipam::gateway_allowed(cidr, *gateway)) {
        throw Fault("IpamValueInvalid",
                    fmt::format("Gateway {} is no host address of {}.", gateway->text(), cidr.text()),
                    FaultKind::conflict);
    }
    auto pools = ranges_of(subnet.value(fields_.allocation_pools));
    if (pools.empty()) {
        pools = ipam::default_pools(cidr, gateway);
    } else {
        pools = ipam::checked_pools(std::move(pools), cidr);
        if (gateway) ipam::check_gateway_outside(*gateway, pools);
    }
    subnet.set(fields_.allocation_pools, pools_value(pools));
    subnet.set(fields_.prefixlen, Value());
}

void SubnetBehaviour::check_room_on_network(const View& view, const Record& network, const Record& subnet) const {
    if (rules_.delegated(subnet)) return;
    const ipam::Prefix cidr = rules_.cidr(subnet);
    for (const RecordPtr& other : view.find_by(fields_.type, "network_id", network.id())) {
        if (!rules_.cidr(*other).overlaps(cidr)) continue;
        throw invalid_input(
            fmt::format("the subnet {} of network {} overlaps with another one", cidr.text(), network.id()));
    }
}

void SubnetBehaviour::check_affinity(const View& view, const Record& network, const Record& subnet) const {
    const SubnetPoolFields& pools = core_.fields.pool;
    const auto scope_of = [&](std::string_view pool_id) -> std::string {
        const RecordPtr pool = pool_id.empty() ? nullptr : view.find(pools.type, pool_id);
        return pool ? std::string((*pool)[pools.address_scope_id]) : std::string();
    };
    const std::string_view pool_id = subnet[fields_.subnetpool_id];
    const std::string scope = scope_of(pool_id);
    const auto others = view.find_by(fields_.type, "network_id", network.id());
    std::string network_scope;
    for (const RecordPtr& other : others) {
        if ((*other)[fields_.ip_version] != subnet[fields_.ip_version]) continue;
        if (network_scope.empty()) network_scope = scope_of((*other)[fields_.subnetpool_id]);
    }
    if (!network_scope.empty() && !pool_id.empty() && scope != network_scope) {
        throw Fault("NetworkAddressScopeAffinityError",
                    "Subnets of one IP version on a network must belong to the same address scope.");
    }
    for (const RecordPtr& other : others) {
        if ((*other)[fields_.ip_version] != subnet[fields_.ip_version]) continue;
        const std::string_view other_pool = (*other)[fields_.subnetpool_id];
        if (other_pool == pool_id || (!network_scope.empty() && scope == network_scope)) continue;
        throw Fault("NetworkSubnetPoolAffinityError",
                    "Subnets of one IP version on a network must come from the same subnet pool.");
    }
}

void SubnetBehaviour::add_automatic_addresses(Transaction& transaction, const RequestContext& request,
                                              const Record& subnet) const {
    const PortFields& ports = core_.fields.port;
    for (const RecordPtr& port : transaction.find_by(ports.type, "network_id", subnet[fields_.network_id])) {
        if (owner::is_router_or_snat((*port)[ports.device_owner])) continue;
        // Asking for the addresses that it has brings a port those that it lacks.
        Draft draft(*port);
        draft.give(ports.fixed_ips, port->value(ports.fixed_ips));
        core_.resources.update(transaction, request, port, std::move(draft));
    }
}

RecordPtr SubnetBehaviour::create(Transaction& transaction, const RequestContext& request, Draft& draft) {
    Draft subnet = draft;
    Record& record = subnet.record;
    const RecordPtr network = transaction.find(core_.fields.network.type, record[fields_.network_id]);
    if (!network) throw not_found("Network", record[fields_.network_id]);
    place(transaction, request, record);
    check_room_on_network(transaction, *network, record);
    check_affinity(transaction, *network, record);
    core_.extensions.process(DriverObject::subnet, transaction, request, nullptr, subnet);
    RecordPtr stored = transaction.insert(std::move(subnet.record));
    core_.allocator.subnet_added(transaction, stored->id(), rules_.pools(*stored));
    touch_network(core_, transaction, network->id());
    if (rules_.automatic(*stored)) add_automatic_addresses(transaction, request, *stored);
    drivers_precommit(core_, transaction, request, {DriverObject::subnet, nullptr, *stored, network->id()});
    return stored;
}

void SubnetBehaviour::created(const RequestContext& request, const RecordPtr& subnet) {
    drivers_created(core_, request, {DriverObject::subnet, nullptr, *subnet, (*subnet)[fields_.network_id]});
}

void SubnetBehaviour::update_prepare(const RequestContext&, const View& view, const Record& before, Draft& draft) {
    Record& subnet = draft.record;
    const Value given_gateway = draft.is_given(fields_.gateway_ip) ? subnet.value(fields_.gateway_ip) : Value();
    for (const auto field : {fields_.dns_nameservers, fields_.host_routes, fields_.service_types}) {
        subnet.set(field, or_empty(subnet.value(field)));
    }
    rules_.check(subnet, &before, given_gateway);
    if (draft.is_given(fields_.allocation_pools)) {
        subnet.set(
            fields_.allocation_pools,
            pools_value(ipam::checked_pools(ranges_of(subnet.value(fields_.allocation_pools)), rules_.cidr(subnet))));
    }
    check_gateway(view, before, draft);
}

void SubnetBehaviour::check_gateway(const View& view, const Record& before, const Draft& draft) const {
    const Record& subnet = draft.record;
    const auto gateway = rules_.gateway(subnet);
    const auto had = rules_.gateway(before);
    if (had && gateway != had) check_gateway_unused(view, before, had->text());
    if (gateway && (gateway != had || draft.is_given(fields_.allocation_pools))) {
        ipam::check_gateway_outside(*gateway, rules_.pools(subnet));
    }
}

void SubnetBehaviour::check_gateway_unused(const View& view, const Record& subnet, std::string_view gateway) const {
    const PortFields& ports = core_.fields.port;
    for (const RecordPtr& port : view.find_by(ports.type, "fixed_ips.ip_address", gateway)) {
        if (!owner::is_router((*port)[ports.device_owner])) continue;
        for (const Value& item : (*port)[ports.fixed_ips].items()) {
            if (item.at("subnet_id").as_string() != subnet.id() || item.at("ip_address").as_string() != gateway)
                continue;
            throw Fault("GatewayIpInUse", fmt::format("Gateway {} of subnet {} is the address of router port {}.",
                                                      gateway, subnet.id(), port->id()));
        }
    }
}

RecordPtr SubnetBehaviour::update(Transaction& transaction, const RequestContext& request, const Record& before,
                                  Draft& draft) {
    Draft subnet = draft;
    // Again, for what other requests did since.
    check_gateway(transaction, before, subnet);
    core_.extensions.process(DriverObject::subnet, transaction, request, &before, subnet);
    if (subnet.is_given(fields_.allocation_pools)) {
        core_.allocator.pools_replaced(transaction, before.id(), rules_.pools(subnet.record));
    }
    const RecordPtr stored = transaction.update(std::move(subnet.record));
    touch_network(core_, transaction, (*stored)[fields_.network_id]);
    drivers_precommit(core_, transaction, request,
                      {DriverObject::subnet, &before, *stored, (*stored)[fields_.network_id]});
    return stored;
}

void SubnetBehaviour::updated(const RequestContext& request, const RecordPtr& before, const RecordPtr& after) {
    drivers_updated(core_, request, {DriverObject::subnet, before.get(), *after, (*after)[fields_.network_id]});
}

void SubnetBehaviour::remove(Transaction& transaction, const RequestContext& request, const RecordPtr& subnet) {
    remove_subnet(core_, transaction, request, subnet);
}

bool SubnetBehaviour::visible(const RequestContext&, const View& view, const Record& subnet) const {
    const RecordPtr network = view.find(core_.fields.network.type, subnet[fields_.network_id]);
    return network && (*network)[core_.fields.network.shared];
}

}  // namespace neutrino::ml2
