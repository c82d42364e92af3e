#include "plugins/router/association.h"

#include <fmt/core.h>

#include <algorithm>

namespace neutrino::router {
namespace {

bool is_ipv4(std::string_view address) {
    const auto parsed = base::Address::parse(address);
    return parsed && parsed->version == 4;
}

// Ports of these kinds are wired by a bridge on the host, where a distributed router can translate for them.
bool is_on_bridge(std::string_view vnic_type) {
    return vnic_type.empty() || vnic_type == "normal" || vnic_type == "smart-nic";
}

}  // namespace

void Association::settle(Transaction& transaction, const RequestContext& request, const Record* before,
                         Draft& draft) const {
    const FloatingIpFields& fields = core_.fields.floatingip;
    Record& floatingip = draft.record;
    const bool port_given = draft.is_given(fields.port_id);
    const bool address_given = draft.is_given(fields.fixed_ip_address);
    std::string port_id(floatingip[fields.port_id]);
    std::string address(floatingip[fields.fixed_ip_address]);
    if (address_given && !address.empty() && !(port_given && !port_id.empty())) {
        throw bad_floatingip("fixed_ip_address can't be specified without a port_id");
    }
    const bool moved = before == nullptr || port_id != (*before)[fields.port_id];
    if (!address_given && (port_given || !has_address(transaction, port_id, address))) address.clear();

    floatingip.set(fields.last_known_router_id, before ? before->value(fields.router_id) : Value::null());
    if (port_id.empty()) {
        floatingip.set(fields.port_id, Value::null());
        floatingip.set(fields.fixed_ip_address, Value::null());
        // Without a port, but with a router: others lead from there to where it pleases them.
        const bool kept = draft.is_given(fields.router_id) || (before && (*before)[fields.port_id].empty());
        if (!kept) floatingip.set(fields.router_id, Value::null());
        return;
    }
    const End end = find_end(transaction, request, floatingip, port_id, address);
    const RecordPtr subnet = find_for(core_, request, transaction, core_.fields.subnet.type, end.subnet_id);
    const RecordPtr router = router_between(transaction, *subnet, floatingip[fields.floating_network_id]);
    if (!router) throw unreachable(*end.port, *subnet, floatingip[fields.floating_network_id]);
    if ((*router)[core_.fields.router.distributed] && !is_on_bridge((*end.port)[core_.fields.port.vnic_type])) {
        throw bad_floatingip("the port's VNIC type allows no floating IP of a distributed router");
    }
    floatingip.set(fields.fixed_ip_address, end.address);
    if (moved) check_free(transaction, floatingip, end);
    if (moved || (*before)[fields.router_id] != router->id()) hold(transaction, *router, floatingip, end);
    floatingip.set(fields.router_id, router->id());
}

bool Association::has_address(const View& view, std::string_view port_id, std::string_view address) const {
    const RecordPtr port = view.find(core_.fields.port.type, port_id);
    return port && std::ranges::any_of((*port)[core_.fields.port.fixed_ips].items(),
                                       [&](const Value& item) { return item.at("ip_address").as_string() == address; });
}

Association::End Association::find_end(const View& view, const RequestContext& request, const Record& floatingip,
                                       std::string_view port_id, std::string_view address) const {
    const PortFields& ports = core_.fields.port;
    const RecordPtr port = find_for(core_, request, view, ports.type, port_id);
    if (!request.is_admin && port->project_id() != floatingip.project_id()) {
        throw bad_floatingip(fmt::format("port {} is owned by another project", port_id));
    }
    if ((*port)[ports.device_owner] == owner::kDhcp) {
        throw bad_floatingip(fmt::format("port {} serves DHCP and can't have a floating IP", port_id));
    }
    if (!address.empty() && !is_ipv4(address)) {
        throw bad_floatingip(fmt::format("{} is not an IPv4 address", address));
    }
    const Value* found = nullptr;
    for (const Value& item : (*port)[ports.fixed_ips].items()) {
        const std::string_view each = item.at("ip_address").as_string();
        if (address.empty() ? !is_ipv4(each) : each != address) continue;
        if (found != nullptr) {
            throw bad_floatingip(
                fmt::format("port {} has several fixed IPv4 addresses: fixed_ip_address must say which", port_id));
        }
        found = &item;
    }
    if (found == nullptr) {
        throw bad_floatingip(address.empty() ? fmt::format("port {} has no fixed IPv4 address", port_id)
                                             : fmt::format("port {} does not have fixed IP {}", port_id, address));
    }
    return {port, found->at("ip_address").str(), found->at("subnet_id").str()};
}

void Association::check_free(const View& view, const Record& floatingip, const End& end) const {
    const FloatingIpFields& fields = core_.fields.floatingip;
    for (const RecordPtr& other : view.find_by(fields.type, "port_id", end.port->id())) {
        if ((*other)[fields.floating_network_id] != floatingip[fields.floating_network_id]) continue;
        if ((*other)[fields.fixed_ip_address] != end.address || other->id() == floatingip.id()) continue;
        throw Fault("FloatingIPPortAlreadyAssociated",
                    fmt::format("Floating IP {} can't lead to {} of port {}: floating IP {} of the same network does.",
                                floatingip[fields.floating_ip_address], end.address, end.port->id(),
                                (*other)[fields.floating_ip_address]));
    }
}

void Association::hold(Transaction& transaction, const Record& router, const Record& floatingip, const End& end) const {
    lock_row(transaction, core_.fields.router.type, router.id());
    const auto gateway = transaction.query(
        "SELECT p.id FROM routers r JOIN ports p ON p.id = r.gw_port_id WHERE r.id = :router AND p.network_id = "
        ":network",
        parameters(router.id(), floatingip[core_.fields.floatingip.floating_network_id]));
    const auto interface = transaction.query(
        "SELECT p.port_id FROM routerports p JOIN ipallocations a ON a.port_id = p.port_id "
        "WHERE p.router_id = :router AND a.subnet_id = :subnet",
        parameters(router.id(), end.subnet_id));
    if (!gateway.empty() && !interface.empty()) return;
    const RecordPtr subnet = transaction.find(core_.fields.subnet.type, end.subnet_id);
    throw unreachable(*end.port, *subnet, floatingip[core_.fields.floatingip.floating_network_id]);
}

RecordPtr Association::router_between(const View& view, const Record& subnet,
                                      std::string_view external_network_id) const {
    const PortFields& ports = core_.fields.port;
    const std::string_view gateway = subnet[core_.fields.subnet.gateway_ip];
    // Of several routers the one that the subnet's hosts send to is best; it is found without looking at all of them.
    RecordPtr chosen;
    const auto consider = [&](const RecordPtr& candidate) {
        if (!owner::is_interface((*candidate)[ports.device_owner])) return;
        if (!has_address_of(core_, *candidate, subnet.id())) return;
        const RecordPtr router = router_of(core_, view, candidate->id());
        if (!router || (chosen && chosen->id() <= router->id())) return;
        const RecordPtr outside = view.find(ports.type, (*router)[core_.fields.router.gw_port_id]);
        if (outside && (*outside)[ports.network_id] == external_network_id) chosen = router;
    };
    if (!gateway.empty()) {
        for (const RecordPtr& each : view.find_by(ports.type, "fixed_ips.ip_address", gateway)) consider(each);
    }
    if (!chosen) {
        for (const RecordPtr& each : view.find_by(ports.type, "fixed_ips.subnet_id", subnet.id())) consider(each);
    }
    return chosen;
}

Fault Association::unreachable(const Record& port, const Record& subnet, std::string_view external_network_id) const {
    return Fault("ExternalGatewayForFloatingIPNotFound",
                 fmt::format("No router joins subnet {} of port {} and external network {}.", subnet.id(), port.id(),
                             external_network_id));
}

}  // namespace neutrino::router
