#include "plugins/router/interfaces.h"

#include "base/uuid.h"

#include <fmt/core.h>

#include <algorithm>

namespace neutrino::router {
namespace {

Value fixed_ip(std::string_view subnet_id, std::string_view address) {
    return Value::map({{"ip_address", address}, {"subnet_id", subnet_id}});
}

std::vector<Value> copy(std::span<const Value> items) { return {items.begin(), items.end()}; }

}  // namespace

Interfaces::Named Interfaces::named(const Value& body) {
    Named named;
    const auto take = [&body](std::string_view key, std::string& into) {
        const Value* value = body.find(key);
        if (value == nullptr) return;
        if (!value->is_string() || !base::is_uuid_like(value->as_string())) {
            throw bad_router(fmt::format("{} must be a UUID", key));
        }
        into = value->str();
    };
    take("port_id", named.port_id);
    take("subnet_id", named.subnet_id);
    if (named.port_id.empty() && named.subnet_id.empty()) {
        throw bad_router("either subnet_id or port_id must be specified");
    }
    return named;
}

Value Interfaces::add(Transaction& transaction, const RequestContext& request, const RecordPtr& router,
                      const Value& body) const {
    const Named wanted = named(body);
    if (!wanted.port_id.empty() && !wanted.subnet_id.empty()) {
        throw bad_router("subnet_id and port_id can't both be specified");
    }
    const Interface added = wanted.subnet_id.empty() ? add_port(transaction, request, *router, wanted.port_id)
                                                     : add_subnet(transaction, request, *router, wanted.subnet_id);
    Draft draft(*router);
    if (added.whole) link(core_, draft.record, added.port->id(), owner::of_interfaces(core_, *router));
    for (const RecordPtr& subnet : added.subnets) {
        distributed_.subnet_joined(transaction, request, draft.record, *added.port, *subnet);
    }
    core_.resources.update(transaction, request, router, std::move(draft));
    return answer(*router, added, added.subnets.back()->id());
}

Interfaces::Interface Interfaces::add_port(Transaction& transaction, const RequestContext& request,
                                           const Record& router, std::string_view port_id) const {
    const PortFields& ports = core_.fields.port;
    const RecordPtr port = find_for(core_, request, transaction, ports.type, port_id);
    if (!(*port)[ports.device_id].empty()) {
        throw Fault("PortInUse", fmt::format("Port {} of network {} is in use by device {}.", port_id,
                                             (*port)[ports.network_id], (*port)[ports.device_id]));
    }
    check_usable(transaction, request, *port);
    Draft draft(*port);
    draft.give(ports.device_id, router.id());
    draft.give(ports.device_owner, owner::of_interfaces(core_, router));
    Interface added;
    added.port = core_.resources.update(transaction, request, port, std::move(draft));
    check_attachable(transaction, request, router, *added.port);
    added.subnets = subnets_of_port(core_, transaction, *added.port);
    return added;
}

void Interfaces::check_usable(const View& view, const RequestContext& request, const Record& port) const {
    const auto addresses = port[core_.fields.port.fixed_ips].items();
    if (addresses.empty()) throw bad_router("a router's port must have at least one fixed IP");
    for (const Value& item : addresses) {
        topology_.check_advertised(
            *find_for(core_, request, view, core_.fields.subnet.type, item.at("subnet_id").as_string()));
    }
}

void Interfaces::check_attachable(const View& view, const RequestContext& request, const Record& router,
                                  const Record& port) const {
    if (has_ipv6_address(core_, port)) {
        for (const RecordPtr& other : attached_ports(core_, view, router)) {
            const bool same_network = (*other)[core_.fields.port.network_id] == port[core_.fields.port.network_id];
            if (!same_network || !has_ipv6_address(core_, *other)) continue;
            throw bad_router(
                fmt::format("the router has IPv6 subnets of network {} on port {}: a second port can't have some too",
                            port[core_.fields.port.network_id], other->id()));
        }
    }
    const auto subnets = subnets_of_port(core_, view, port);
    topology_.check_apart(view, router, subnets);
    const auto of_ipv4 = std::ranges::count_if(
        subnets, [&](const RecordPtr& subnet) { return (*subnet)[core_.fields.subnet.ip_version] == 4; });
    if (of_ipv4 > 1) throw bad_router("a router's port can't have several IPv4 subnets");
    check_in_pools(request, port, subnets);
}

void Interfaces::check_in_pools(const RequestContext& request, const Record& port,
                                const std::vector<RecordPtr>& subnets) const {
    if (request.is_admin) return;
    for (const Value& item : port[core_.fields.port.fixed_ips].items()) {
        const auto subnet = std::ranges::find_if(
            subnets, [&](const RecordPtr& each) { return each->id() == item.at("subnet_id").as_string(); });
        if (subnet == subnets.end() || (*subnet)->project_id() == request.project_id) continue;
        const auto address = base::Address::parse(item.at("ip_address").as_string());
        const auto pools = (**subnet)[core_.fields.subnet.allocation_pools].items();
        const bool inside = address && std::ranges::any_of(pools, [&](const Value& pool) {
                                const auto first = base::Address::parse(pool.at("start").as_string());
                                const auto last = base::Address::parse(pool.at("end").as_string());
                                return first && last && base::Range{*first, *last}.contains(*address);
                            });
        if (inside) continue;
        throw bad_router(
            fmt::format("port {} has an address outside of the pools of subnet {}, which another project owns",
                        port.id(), (*subnet)->id()));
    }
}

Interfaces::Interface Interfaces::add_subnet(Transaction& transaction, const RequestContext& request,
                                             const Record& router, std::string_view subnet_id) const {
    const SubnetFields& subnets = core_.fields.subnet;
    const RecordPtr subnet = find_for(core_, request, transaction, subnets.type, subnet_id);
    const std::string_view gateway = (*subnet)[subnets.gateway_ip];
    if (gateway.empty()) throw bad_router(fmt::format("subnet {} has no gateway IP", subnet_id));
    check_may_use(transaction, request, *subnet);
    topology_.check_advertised(*subnet);
    topology_.check_apart(transaction, router, std::vector{subnet});

    Interface added;
    added.subnets = {subnet};
    const Value address = fixed_ip(subnet_id, gateway);
    if ((*subnet)[subnets.ip_version] == 6 && cidr_of(core_, *subnet)) {
        added.port = ipv6_port(transaction, router, (*subnet)[subnets.network_id]);
    }
    if (added.port) {
        std::vector<Value> addresses = copy((*added.port)[core_.fields.port.fixed_ips].items());
        addresses.push_back(address);
        readdress(transaction, request, added.port, std::move(addresses));
        added.whole = false;
        return added;
    }
    Draft draft = service_port(core_, (*subnet)[subnets.network_id], router.id(), owner::of_interfaces(core_, router));
    draft.give(core_.fields.port.project_id, router.project_id());
    draft.give(core_.fields.port.fixed_ips, Value::list({address}));
    added.port = core_.resources.create(transaction, request.elevated(), std::move(draft));
    return added;
}

void Interfaces::check_may_use(Transaction& transaction, const RequestContext& request, const Record& subnet) const {
    if (request.is_admin || subnet.project_id() == request.project_id) return;
    // To share a network with everybody isn't enough.
    const auto shared = transaction.query(
        "SELECT id FROM networkrbacs WHERE object_id = :network AND action = 'access_as_shared' AND "
        "target_project = :project",
        parameters(subnet[core_.fields.subnet.network_id], request.project_id));
    if (!shared.empty()) return;
    throw bad_router(fmt::format("subnet {} is not owned by project {}", subnet.id(), request.project_id));
}

RecordPtr Interfaces::ipv6_port(const View& view, const Record& router, std::string_view network_id) const {
    const PortFields& ports = core_.fields.port;
    const std::string_view wanted = owner::of_interfaces(core_, router);
    for (RecordPtr& port : attached_ports(core_, view, router)) {
        const bool fits = (*port)[ports.device_owner] == wanted && (*port)[ports.network_id] == network_id;
        if (fits && has_ipv6_address(core_, *port)) return std::move(port);
    }
    return nullptr;
}

std::vector<RecordPtr> Interfaces::ports_of(const View& view, const Record& router) const {
    const PortFields& ports = core_.fields.port;
    const std::string_view wanted = owner::of_interfaces(core_, router);
    std::vector<RecordPtr> found;
    for (const Value& item : router[core_.fields.router.interfaces].items()) {
        if (item.at("port_type").as_string() != wanted) continue;
        if (RecordPtr port = view.find(ports.type, item.at("port_id").as_string())) found.push_back(std::move(port));
    }
    for (RecordPtr& port : view.find_by(ports.type, "device_id", router.id())) {
        if ((*port)[ports.device_owner] != wanted) continue;
        const auto same = [&](const RecordPtr& each) { return each->id() == port->id(); };
        if (std::ranges::none_of(found, same)) found.push_back(std::move(port));
    }
    return found;
}

Value Interfaces::remove(Transaction& transaction, const RequestContext& request, const RecordPtr& router,
                         const Value& body) const {
    const Named wanted = named(body);
    const Interface gone = wanted.port_id.empty() ? find_subnet(transaction, request, *router, wanted.subnet_id)
                                                  : find_port(transaction, *router, wanted);
    lock_row(transaction, router->type(), router->id());
    for (const RecordPtr& subnet : gone.subnets) check_unused(transaction, *router, *subnet);
    if (gone.port == nullptr) {
        throw Fault("RouterInterfaceNotFoundForSubnet",
                    fmt::format("Router {} has no interface on subnet {}.", router->id(), wanted.subnet_id));
    }
    Draft draft(*router);
    std::vector<RecordPtr> given_up;
    for (const RecordPtr& subnet : gone.subnets) {
        for (RecordPtr& snat : distributed_.subnet_left(transaction, request, draft.record, *subnet)) {
            given_up.push_back(std::move(snat));
        }
    }
    if (gone.whole) {
        unlink(core_, draft.record, gone.port->id());
        given_up.push_back(gone.port);
    } else {
        std::vector<Value> left;
        for (const Value& item : (*gone.port)[core_.fields.port.fixed_ips].items()) {
            if (item.at("subnet_id").as_string() != gone.subnets.front()->id()) left.push_back(item);
        }
        readdress(transaction, request, gone.port, std::move(left));
    }
    core_.resources.update(transaction, request, router, std::move(draft));
    for (const RecordPtr& port : given_up) core_.resources.remove(transaction, request.elevated(), port);
    return answer(*router, gone, gone.subnets.empty() ? Value::null() : Value(gone.subnets.front()->id()));
}

Interfaces::Interface Interfaces::find_port(const View& view, const Record& router, const Named& named) const {
    for (RecordPtr& port : ports_of(view, router)) {
        if (port->id() != named.port_id) continue;
        if (!named.subnet_id.empty() && !has_address_of(core_, *port, named.subnet_id)) {
            throw Fault("SubnetMismatchForPort",
                        fmt::format("Port {} has no address of subnet {}.", named.port_id, named.subnet_id));
        }
        auto subnets = subnets_of_port(core_, view, *port);
        return {std::move(port), std::move(subnets)};
    }
    throw Fault("RouterInterfaceNotFound",
                fmt::format("Port {} is no interface of router {}.", named.port_id, router.id()));
}

// Without a port when the router is on the network, but not on the subnet.
Interfaces::Interface Interfaces::find_subnet(const View& view, const RequestContext& request, const Record& router,
                                              std::string_view subnet_id) const {
    const SubnetFields& subnets = core_.fields.subnet;
    const RecordPtr subnet = find_for(core_, request, view, subnets.type, subnet_id);
    Interface found;
    for (const RecordPtr& port : ports_of(view, router)) {
        if ((*port)[core_.fields.port.network_id] != (*subnet)[subnets.network_id]) continue;
        found.subnets = {subnet};
        if (!has_address_of(core_, *port, subnet_id)) continue;
        if (!core_.resources.find(request, view, port->type(), port->id())) continue;
        found.port = port;
        found.whole = (*port)[core_.fields.port.fixed_ips].items().size() == 1;
        break;
    }
    return found;
}

void Interfaces::check_unused(Transaction& transaction, const Record& router, const Record& subnet) const {
    for (const L3::InterfaceGuard& guard : core_.interface_guards) guard(transaction, router, subnet);
    const auto cidr = cidr_of(core_, subnet);
    // The tables know of floating IPs that other servers gave the router, too.
    const auto rows = transaction.query("SELECT fixed_ip_address, fixed_port_id FROM floatingips WHERE router_id = :id",
                                        parameters(router.id()));
    for (const Row& row : rows) {
        const auto fixed = base::Address::parse(row[0].as_string());
        if (!fixed || !cidr || !cidr->contains(*fixed)) continue;
        const RecordPtr port = transaction.find(core_.fields.port.type, row[1].as_string());
        if (port && !has_address_of(core_, *port, subnet.id())) continue;
        throw Fault("RouterInterfaceInUseByFloatingIP",
                    fmt::format("Router {} stays on subnet {}: floating IPs need it.", router.id(), subnet.id()));
    }
    if (routes_.uses(router, subnet)) {
        throw Fault("RouterInterfaceInUseByRoute",
                    fmt::format("Router {} stays on subnet {}: routes lead through it.", router.id(), subnet.id()));
    }
}

void Interfaces::readdress(Transaction& transaction, const RequestContext& request, const RecordPtr& port,
                           std::vector<Value> fixed_ips) const {
    Draft draft(*port);
    draft.give(core_.fields.port.fixed_ips, Value::list(std::move(fixed_ips)));
    core_.resources.update(transaction, request.elevated(), port, std::move(draft));
}

Value Interfaces::answer(const Record& router, const Interface& interface, Value subnet_id) const {
    std::vector<Value> subnet_ids;
    for (const RecordPtr& subnet : interface.subnets) subnet_ids.emplace_back(subnet->id());
    return Value::map({{"id", router.id()},
                       {"tenant_id", interface.port->project_id()},
                       {"port_id", interface.port->id()},
                       {"network_id", (*interface.port)[core_.fields.port.network_id]},
                       {"subnet_id", std::move(subnet_id)},
                       {"subnet_ids", Value::list(std::move(subnet_ids))}});
}

}  // namespace neutrino::router
