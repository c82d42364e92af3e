#include "plugins/ndp_proxy/behaviour.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace neutrino::ndp_proxy {
namespace {

Fault unreachable(std::string_view port_id, std::string_view router_id) {
    return Fault("PortUnreachableRouter",
                 fmt::format("Port {} and router {} share no IPv6 subnet.", port_id, router_id));
}

}  // namespace

RecordPtr NdpProxyBehaviour::find_for(const View& view, const RequestContext& request, const ResourceType& type,
                                      std::string_view id) const {
    RecordPtr record = resources_.find(request, view, type, id);
    if (!record) throw not_found(type.fault_name, id);
    return record;
}

std::vector<RecordPtr> NdpProxyBehaviour::router_ports(const View& view, const RequestContext& request,
                                                       std::string_view router_id, std::string_view network_id) const {
    std::vector<RecordPtr> ports = view.find_by(fields_.port.type, "device_id", router_id);
    std::erase_if(ports, [&](const RecordPtr& port) {
        return (*port)[fields_.port.network_id] != network_id ||
               !resources_.find(request, view, port->type(), port->id());
    });
    return ports;
}

RecordPtr NdpProxyBehaviour::create(Transaction& transaction, const RequestContext& request, Draft& draft) {
    Draft working = draft;
    Record& proxy = working.record;
    const std::string router_id(proxy[fields_.proxy.router_id]);
    const RecordPtr port = find_for(transaction, request, fields_.port.type, proxy[fields_.proxy.port_id]);
    const auto of_router = router_ports(transaction, request, router_id, (*port)[fields_.port.network_id]);
    if (of_router.empty()) throw unreachable(port->id(), router_id);
    const RecordPtr router = find_for(transaction, request, fields_.router.type, router_id);
    if (!(*router)[fields_.router.enable_ndp_proxy]) {
        throw Fault("RouterNDPProxyNotEnable", fmt::format("Router {} has enable_ndp_proxy off.", router_id));
    }
    proxy.set(fields_.proxy.ip_address, address_of(proxy, *port, of_router));
    check_scopes(transaction, request, *router, *port);
    try {
        return transaction.insert(std::move(proxy));
    } catch (const UniqueViolation&) {
        throw Fault("NeutronDbObjectDuplicateEntry",
                    fmt::format("Router {} has an NDP proxy of this address already.", router_id), FaultKind::conflict);
    }
}

std::string NdpProxyBehaviour::address_of(const Record& proxy, const Record& port,
                                          const std::vector<RecordPtr>& of_router) const {
    const auto addresses = ipv6_addresses(fields_, port);
    if (addresses.empty()) {
        throw Fault("BadRequest", fmt::format("Bad ndp_proxy request: port {} has no IPv6 address.", port.id()));
    }
    std::set<std::string> reached;
    for (const RecordPtr& each : of_router) {
        for (const Value& item : ipv6_addresses(fields_, *each)) reached.insert(item.at("subnet_id").str());
    }
    const auto is_reached = [&](const Value& item) { return reached.contains(item.at("subnet_id").str()); };
    const std::string_view asked = proxy[fields_.proxy.ip_address];
    if (asked.empty()) {
        const auto first = std::ranges::find_if(addresses, is_reached);
        if (first == addresses.end()) throw unreachable(port.id(), proxy[fields_.proxy.router_id]);
        return first->at("ip_address").str();
    }
    const auto found =
        std::ranges::find_if(addresses, [&](const Value& item) { return item.at("ip_address").as_string() == asked; });
    if (found != addresses.end() && is_reached(*found)) return std::string(asked);
    throw Fault("InvalidAddress",
                found == addresses.end()
                    ? fmt::format("{} is no IPv6 address of port {}.", asked, port.id())
                    : fmt::format("{} is out of reach of router {}.", asked, proxy[fields_.proxy.router_id]));
}

void NdpProxyBehaviour::check_scopes(const View& view, const RequestContext& request, const Record& router,
                                     const Record& port) const {
    const RecordPtr gateway = view.find(fields_.port.type, router[fields_.router.gw_port_id]);
    if (!gateway) throw not_found(fields_.port.type.fault_name, router[fields_.router.gw_port_id]);
    const auto scope = [&](const Record& of) {
        return state_.scope_of(view, *find_for(view, request, fields_.networks, of[fields_.port.network_id]));
    };
    const std::string outside = scope(*gateway);
    const std::string inside = scope(port);
    if (outside == inside) return;
    throw Fault("AddressScopeConflict",
                fmt::format("The external network is of IPv6 address scope '{}', the port's network of '{}'.", outside,
                            inside));
}

void check_interface(const Fields& fields, const View& view, const Record& router, const Record& subnet) {
    for (const RecordPtr& proxy : view.find_by(fields.proxy.type, "router_id", router.id())) {
        const RecordPtr port = view.find(fields.port.type, (*proxy)[fields.proxy.port_id]);
        if (!port) continue;
        for (const Value& item : ipv6_addresses(fields, *port)) {
            if (item.at("subnet_id").as_string() != subnet.id()) continue;
            if (item.at("ip_address").as_string() != (*proxy)[fields.proxy.ip_address]) continue;
            throw Fault("RouterInterfaceInUseByNDPProxy",
                        fmt::format("Router {} stays on subnet {}: NDP proxies need it.", router.id(), subnet.id()));
        }
    }
}

}  // namespace neutrino::ndp_proxy
