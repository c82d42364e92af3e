#include "plugins/router/gateway.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace neutrino::router {
namespace {

std::set<std::string> members_of(const Value& items, std::string_view key) {
    std::set<std::string> found;
    for (const Value& item : items.items()) {
        if (const Value& member = item.at(key); member.truthy()) found.insert(member.str());
    }
    return found;
}

}  // namespace

RecordPtr Gateway::port_of(const View& view, const Record& router) const {
    const std::string_view id = router[core_.fields.router.gw_port_id];
    return id.empty() ? nullptr : view.find(core_.fields.port.type, id);
}

Value Gateway::info(const View& view, const Record& router) const {
    const RecordPtr port = port_of(view, router);
    if (!port) return Value::null();
    std::vector<Value> addresses;
    for (const Value& item : (*port)[core_.fields.port.fixed_ips].items()) {
        addresses.push_back(Value::map({{"subnet_id", item.at("subnet_id")}, {"ip_address", item.at("ip_address")}}));
    }
    return Value::map({{"network_id", port->value(core_.fields.port.network_id)},
                       {"external_fixed_ips", Value::list(std::move(addresses))},
                       {"enable_snat", router.value(core_.fields.router.enable_snat)}});
}

std::vector<RecordPtr> Gateway::change(Transaction& transaction, const RequestContext& request, Record& router,
                                       const Value& info) const {
    const RouterFields& routers = core_.fields.router;
    const Value& snat = info.at("enable_snat");
    router.set(routers.enable_snat, snat.is_bool() ? snat : Value(core_.options.enable_snat_by_default));

    const RecordPtr port = port_of(transaction, router);
    const RecordPtr network = check(transaction, request, router, info);
    const Value& addresses = info.at("external_fixed_ips");
    if (port && network && (*port)[core_.fields.port.network_id] == network->id()) {
        if (asks_for_others(*port, addresses)) {
            Draft readdressed(*port);
            readdressed.give(core_.fields.port.fixed_ips, addresses);
            core_.resources.update(transaction, request.elevated(), port, std::move(readdressed));
        }
        return {};
    }
    std::vector<RecordPtr> given_up;
    if (port) {
        check_unused(transaction, router);
        unlink(core_, router, port->id());
        router.set(routers.gw_port_id, Value::null());
        given_up.push_back(port);
    }
    if (network) attach(transaction, request, router, *network, addresses);
    return given_up;
}

RecordPtr Gateway::check(const View& view, const RequestContext& request, const Record& router,
                         const Value& info) const {
    if (!info.truthy()) {
        check_routes(view, router, nullptr);
        return nullptr;
    }
    const NetworkFields& networks = core_.fields.network;
    const SubnetFields& subnets = core_.fields.subnet;
    RecordPtr network = find_for(core_, request, view, networks.type, info.at("network_id").as_string());
    if (!(*network)[networks.external]) {
        throw bad_router(fmt::format("network {} is not an external network", network->id()));
    }
    const auto asked = members_of(info.at("external_fixed_ips"), "ip_address");
    for (const RecordPtr& subnet : subnets_of_network(core_, view, network->id())) {
        const std::string_view gateway = (*subnet)[subnets.gateway_ip];
        if (!gateway.empty() && asked.contains(std::string(gateway))) {
            throw bad_router(fmt::format("{} is the address of the external network's own gateway", gateway));
        }
    }
    check_routes(view, router, network.get());
    return network;
}

void Gateway::check_routes(const View& view, const Record& router, const Record* network) const {
    const Value& routes = router.value(core_.fields.router.routes);
    if (routes.items().empty()) return;
    Reach reach;
    for (const RecordPtr& port : attached_ports(core_, view, router)) {
        if (port->id() != router[core_.fields.router.gw_port_id]) routes_.extend(reach, view, *port);
    }
    if (network != nullptr) {
        for (const RecordPtr& subnet : subnets_of_network(core_, view, network->id())) {
            if (const auto cidr = cidr_of(core_, *subnet)) reach.prefixes.push_back(*cidr);
        }
    }
    routes_.check(router.id(), routes, reach);
}

bool Gateway::asks_for_others(const Record& port, const Value& addresses) const {
    if (!addresses.truthy()) return false;
    const Value& has = port.value(core_.fields.port.fixed_ips);
    return members_of(has, "subnet_id") != members_of(addresses, "subnet_id") ||
           members_of(has, "ip_address") != members_of(addresses, "ip_address");
}

void Gateway::attach(Transaction& transaction, const RequestContext& request, Record& router, const Record& network,
                     const Value& addresses) const {
    // Subnets that the request may not know of are not held against it.
    std::vector<RecordPtr> known;
    for (const RecordPtr& subnet : subnets_of_network(core_, transaction, network.id())) {
        if (core_.resources.find(request, transaction, subnet->type(), subnet->id())) known.push_back(subnet);
    }
    topology_.check_apart(transaction, router, known);
    Draft draft = service_port(core_, network.id(), router.id(), owner::kGateway);
    if (addresses.truthy()) draft.give(core_.fields.port.fixed_ips, addresses);
    const RecordPtr port = core_.resources.create(transaction, request.elevated(), std::move(draft));
    router.set(core_.fields.router.gw_port_id, port->id());
    link(core_, router, port->id(), owner::kGateway);
}

void Gateway::check_unused(Transaction& transaction, const Record& router) const {
    const FloatingIpFields& fields = core_.fields.floatingip;
    lock_row(transaction, core_.fields.router.type, router.id());
    // Other servers may have given the router floating IPs that this one hasn't heard of.
    const bool used =
        transaction.count_by(fields.type, "router_id", router.id()) > 0 ||
        !transaction.query("SELECT id FROM floatingips WHERE router_id = :id LIMIT 1", parameters(router.id())).empty();
    if (!used) return;
    throw Fault("RouterExternalGatewayInUseByFloatingIp",
                fmt::format("Router {} keeps its gateway: floating IPs need it.", router.id()));
}

void Gateway::subnet_added(Transaction& transaction, const RequestContext& request, const Record& subnet) const {
    const PortFields& ports = core_.fields.port;
    const SubnetFields& subnets = core_.fields.subnet;
    const RecordPtr network = transaction.find(core_.fields.network.type, subnet[subnets.network_id]);
    if (!network || !(*network)[core_.fields.network.external]) return;
    for (const RecordPtr& port : transaction.find_by(ports.type, "network_id", network->id())) {
        if ((*port)[ports.device_owner] != owner::kGateway) continue;
        // Hosts make up addresses of automatic subnets themselves: those don't count.
        std::vector<RecordPtr> settled = subnets_of_port(core_, transaction, *port);
        std::erase_if(settled, [&](const RecordPtr& each) { return is_automatic(core_, *each); });
        if (settled.size() > 1) continue;
        if (settled.size() == 1 && (*settled[0])[subnets.ip_version] == subnet[subnets.ip_version]) continue;
        const auto has = (*port)[ports.fixed_ips].items();
        std::vector<Value> addresses(has.begin(), has.end());
        addresses.push_back(Value::map({{"subnet_id", subnet.id()}}));
        Draft draft(*port);
        draft.give(ports.fixed_ips, Value::list(std::move(addresses)));
        core_.resources.update(transaction, request.elevated(), port, std::move(draft));
    }
}

}  // namespace neutrino::router
