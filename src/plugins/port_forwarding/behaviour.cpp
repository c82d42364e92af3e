#include "plugins/port_forwarding/behaviour.h"

#include <fmt/core.h>

#include <algorithm>

namespace neutrino::port_forwarding {
namespace {

Fault bad_request(std::string_view reason) {
    return Fault("BadRequest", fmt::format("Bad port_forwarding request: {}.", reason));
}

bool is_ipv4(std::string_view address) { return address.find(':') == std::string_view::npos; }

}  // namespace

PortRange external_ports(const Fields& fields, const Record& forwarding) {
    return {forwarding[fields.forwarding.external_start], forwarding[fields.forwarding.external_end]};
}

PortRange internal_ports(const Fields& fields, const Record& forwarding) {
    return {forwarding[fields.forwarding.internal_start], forwarding[fields.forwarding.internal_end]};
}

void PortForwardingBehaviour::settle_ports(Draft& draft) const {
    const auto settle = [&draft](Field<Value> single, Field<Value> range, Field<std::int64_t> start,
                                 Field<std::int64_t> end) {
        Record& forwarding = draft.record;
        // The single port says more than the range.
        for (const auto field : {range, single}) {
            if (!draft.is_given(field) || !forwarding.value(field).has_value()) continue;
            const auto ports = PortRange::parse(forwarding.value(field));
            if (!ports) throw bad_request("ports are numbers, or two of them with a colon");
            forwarding.set(start, ports->first);
            forwarding.set(end, ports->last);
        }
        for (const auto field : {range, single}) forwarding.set(field, Value());
        if (forwarding[start] == 0) throw bad_request("both external and internal ports must be named");
    };
    settle(own_.external_port, own_.external_port_range, own_.external_start, own_.external_end);
    settle(own_.internal_port, own_.internal_port_range, own_.internal_start, own_.internal_end);
}

void PortForwardingBehaviour::check_ports(const View& view, const Record& forwarding) const {
    const PortRange external = external_ports(fields_, forwarding);
    const PortRange internal = internal_ports(fields_, forwarding);
    if (internal.size() > 1 && internal.size() != external.size()) {
        throw bad_request("there must be one internal port, or as many as external ones");
    }
    const auto taken = [&](const RecordPtr& other) {
        return other->id() != forwarding.id() && (*other)[own_.protocol] == forwarding[own_.protocol];
    };
    for (const RecordPtr& other : view.find_by(own_.type, "internal_port_id", forwarding[own_.internal_port_id])) {
        const bool same = (*other)[own_.internal_ip_address] == forwarding[own_.internal_ip_address];
        if (!taken(other) || !same || !internal_ports(fields_, *other).overlaps(internal)) continue;
        throw bad_request(fmt::format("internal ports {} of {} have a forwarding already", internal.text(),
                                      forwarding[own_.internal_ip_address]));
    }
    for (const RecordPtr& other : view.find_by(own_.type, "floatingip_id", forwarding[own_.floatingip_id])) {
        if (!taken(other) || !external_ports(fields_, *other).overlaps(external)) continue;
        throw bad_request(fmt::format("external ports {} have a forwarding already", external.text()));
    }
}

void PortForwardingBehaviour::check_port_free(const View& view, const Record& forwarding) const {
    const std::string_view port_id = forwarding[own_.internal_port_id];
    const auto floatingips = view.find_by(fields_.floatingip.type, "port_id", port_id);
    if (floatingips.empty()) return;
    throw Fault("PortHasBindingFloatingIP",
                fmt::format("Floating IP {} leads to port {} with all its ports.",
                            (*floatingips.front())[fields_.floatingip.floating_ip_address], port_id));
}

RecordPtr PortForwardingBehaviour::floatingip_of(const View& view, const Record& forwarding) const {
    const std::string_view id = forwarding[own_.floatingip_id];
    RecordPtr floatingip = view.find(fields_.floatingip.type, id);
    if (!floatingip) throw not_found(fields_.floatingip.type.fault_name, id);
    return floatingip;
}

RecordPtr PortForwardingBehaviour::find_router(const View& view, const RequestContext& request,
                                               const Record& forwarding, const Record& floatingip) const {
    const std::string_view port_id = forwarding[own_.internal_port_id];
    const std::string_view address = forwarding[own_.internal_ip_address];
    const RecordPtr port = resources_.find(request, view, fields_.port.type, port_id);
    if (!port) throw not_found(fields_.port.type.fault_name, port_id);
    const auto addresses = (*port)[fields_.port.fixed_ips].items();
    const auto found = std::ranges::find_if(
        addresses, [&](const Value& item) { return item.at("ip_address").as_string() == address; });
    if (found == addresses.end() || !is_ipv4(address)) {
        throw bad_request(fmt::format("{} is no IPv4 address of port {}", address, port_id));
    }
    const std::string_view subnet_id = found->at("subnet_id").as_string();
    const RecordPtr subnet = resources_.find(request, view, fields_.subnet.type, subnet_id);
    if (!subnet) throw not_found(fields_.subnet.type.fault_name, subnet_id);
    const std::string_view network_id = floatingip[fields_.floatingip.floating_network_id];
    RecordPtr router = l3_.router_between(view, *subnet, network_id);
    if (!router) {
        throw bad_request(fmt::format("no router joins subnet {} and external network {}", subnet_id, network_id));
    }
    const std::string_view before = floatingip[fields_.floatingip.router_id];
    if (!before.empty() && before != router->id()) {
        throw bad_request(fmt::format("floating IP {} is on router {}, which port {} isn't behind", floatingip.id(),
                                      before, port_id));
    }
    return router;
}

void PortForwardingBehaviour::route(Transaction& transaction, const RequestContext& request,
                                    const RecordPtr& floatingip, Value router_id) const {
    Draft draft(*floatingip);
    draft.give(fields_.floatingip.router_id, std::move(router_id));
    resources_.update(transaction, request.elevated(), floatingip, std::move(draft));
}

void PortForwardingBehaviour::touch_ends(Transaction& transaction, const Record& forwarding) const {
    transaction.touch(fields_.floatingip.type, forwarding[own_.floatingip_id]);
    const std::string_view port_id = forwarding[own_.internal_port_id];
    if (transaction.find(fields_.port.type, port_id)) transaction.touch(fields_.port.type, port_id);
}

RecordPtr PortForwardingBehaviour::write(const std::function<RecordPtr()>& work) const {
    try {
        return work();
    } catch (const UniqueViolation&) {
        throw bad_request("another server has made a forwarding of these ports meanwhile");
    }
}

RecordPtr PortForwardingBehaviour::create(Transaction& transaction, const RequestContext& request, Draft& draft) {
    Draft working = draft;
    Record& forwarding = working.record;
    settle_ports(working);
    check_ports(transaction, forwarding);
    check_port_free(transaction, forwarding);
    const RecordPtr floatingip = floatingip_of(transaction, forwarding);
    if (!(*floatingip)[fields_.floatingip.port_id].empty()) {
        throw Fault("FloatingIPPortAlreadyAssociated",
                    fmt::format("Floating IP {} leads to port {} with all its ports.", floatingip->id(),
                                (*floatingip)[fields_.floatingip.port_id]));
    }
    const RecordPtr router = find_router(transaction, request, forwarding, *floatingip);
    if ((*floatingip)[fields_.floatingip.router_id].empty()) route(transaction, request, floatingip, router->id());
    RecordPtr stored = write([&] { return transaction.insert(std::move(forwarding)); });
    touch_ends(transaction, *stored);
    return stored;
}

RecordPtr PortForwardingBehaviour::update(Transaction& transaction, const RequestContext& request, const Record& before,
                                          Draft& draft) {
    Draft working = draft;
    Record& forwarding = working.record;
    settle_ports(working);
    if (working.is_given(own_.internal_port_id)) check_port_free(transaction, forwarding);
    const RecordPtr floatingip = floatingip_of(transaction, forwarding);
    find_router(transaction, request, forwarding, *floatingip);
    check_ports(transaction, forwarding);
    RecordPtr stored = write([&] { return Behaviour::update(transaction, request, before, working); });
    if (*stored == before) return stored;
    touch_ends(transaction, *stored);
    return transaction.find(own_.type, stored->id());
}

void PortForwardingBehaviour::remove(Transaction& transaction, const RequestContext& request,
                                     const RecordPtr& forwarding) {
    transaction.erase(own_.type, forwarding->id());
    touch_ends(transaction, *forwarding);
    const RecordPtr floatingip = floatingip_of(transaction, *forwarding);
    if (transaction.count_by(own_.type, "floatingip_id", floatingip->id()) == 0) {
        route(transaction, request, floatingip, Value::null());
    }
}

}  // namespace neutrino::port_forwarding
