#include "plugins/ml2/port_behaviour.h"

#include "base/mac.h"
#include "plugins/ml2/driver_calls.h"
#include "plugins/ml2/removal.h"

#include <fmt/core.h>

#include <algorithm>

namespace neutrino::ml2 {
namespace {

// A base leaves at least 65,536 addresses: so many misses in a row mean that hardly one of them is free.
constexpr int kMacTries = 32;

Fault mac_in_use(std::string_view network_id, std::string_view mac) {
    return Fault("MacAddressInUse", fmt::format("MAC address {} is in use on network {} already.", mac, network_id));
}

// Servers that share the database find each other's ports in the tables only.
template <class Write>
RecordPtr write_port(const Write& write, std::string_view network_id, std::string_view mac) {
    try {
        return write();
    } catch (const UniqueViolation& taken) {
        if (std::string_view(taken.what()).find("ipallocations") == std::string_view::npos) {
            throw mac_in_use(network_id, mac);
        }
        throw Fault("IpAddressAlreadyAllocated", "An address of the port has been given to another one meanwhile.");
    }
}

}  // namespace

bool PortBehaviour::mac_is_used(const View& view, const Record& port, std::string_view mac) const {
    const auto owners = view.find_by(fields_.type, "mac_address", mac);
    return std::any_of(owners.begin(), owners.end(), [&](const RecordPtr& owner) {
        return (*owner)[fields_.network_id] == port[fields_.network_id] && owner->id() != port.id();
    });
}

void PortBehaviour::make_mac_canonical(Record& port) const {
    if (const auto mac = base::mac_parse(port[fields_.mac_address]))
        port.set(fields_.mac_address, base::mac_text(*mac));
}

void PortBehaviour::settle_mac(const View& view, Record& port) const {
    if (const std::string_view mac = port[fields_.mac_address]; !mac.empty()) {
        if (mac_is_used(view, port, mac)) throw mac_in_use(port[fields_.network_id], mac);
        return;
    }
    for (int tries = 0; tries < kMacTries; ++tries) {
        const std::string mac = base::mac_generate(core_.options.base_mac);
        if (mac_is_used(view, port, mac)) continue;
        port.set(fields_.mac_address, mac);
        return;
    }
    throw Fault("MacAddressGenerationFailure",
                fmt::format("No free MAC address like {} was found for network {}.", core_.options.base_mac,
                            port[fields_.network_id]),
                FaultKind::unavailable);
}

void PortBehaviour::create_prepare(const RequestContext& request, const View& view, Draft& draft) {
    Record& port = draft.record;
    const RecordPtr network = find_visible_network(core_, request, view, port[fields_.network_id]);
    check_may_use_network(core_, request, *network, "port");
    options_.check_owner(request, view, port);
    make_mac_canonical(port);
    options_.complete(port);
}

RecordPtr PortBehaviour::create(Transaction& transaction, const RequestContext& request, Draft& draft) {
    Draft working = draft;
    Record& port = working.record;
    const std::string network_id(port[fields_.network_id]);
    if (!transaction.find(core_.fields.network.type, network_id)) throw not_found("Network", network_id);
    settle_mac(transaction, port);
    const bool unaddressed = port.value(fields_.fixed_ips).is_list() && port[fields_.fixed_ips].items().empty();
    addresses_.assign(transaction, working);
    port.set(fields_.ip_allocation, unaddressed ? "none" : "immediate");
    core_.extensions.process(DriverObject::port, transaction, request, nullptr, working);
    options_.complete_pairs(port);
    options_.check_pairs_secured(port);
    // Neutron writes a new port twice, and clients may compare what they see with it.
    port.set(fields_.revision_number, 1);
    const std::string mac(port[fields_.mac_address]);
    const RecordPtr stored = write_port([&] { return transaction.insert(std::move(port)); }, network_id, mac);
    drivers_precommit(core_, transaction, request, {DriverObject::port, nullptr, *stored, network_id});
    return stored;
}

void PortBehaviour::created(const RequestContext& request, const RecordPtr& port) {
    drivers_created(core_, request, {DriverObject::port, nullptr, *port, (*port)[fields_.network_id]});
    binder_.bind(request, port->id());
}

bool PortBehaviour::releases_device(const Record& before, const Draft& draft) const {
    const Record& port = draft.record;
    return before[fields_.vnic_type] == kVnicPhysical && draft.is_given(fields_.device_id) &&
           port[fields_.device_id].empty() && draft.is_given(fields_.device_owner) &&
           port[fields_.device_owner].empty() && !before[fields_.device_id].empty();
}

void PortBehaviour::update_prepare(const RequestContext& request, const View& view, const Record& before,
                                   Draft& draft) {
    Record& port = draft.record;
    if (draft.is_given(fields_.device_owner) || port[fields_.device_id] != before[fields_.device_id]) {
        options_.check_owner(request, view, port);
    }
    make_mac_canonical(port);
    options_.check_mac_change(before, draft);
    options_.complete_given(before, draft);
}

RecordPtr PortBehaviour::update(Transaction& transaction, const RequestContext& request, const Record& before,
                                Draft& draft) {
    Draft working = draft;
    Record& port = working.record;
    const std::string network_id(before[fields_.network_id]);
    options_.check_mac_change(before, working);
    if (releases_device(before, working)) port.set(fields_.mac_address, Value::null());
    if (port[fields_.mac_address] != before[fields_.mac_address]) settle_mac(transaction, port);
    addresses_.reassign(transaction, before, working);
    if (working.is_given(fields_.extra_dhcp_opts)) {
        port.set(fields_.extra_dhcp_opts, options_.dhcp_options_merged(before.value(fields_.extra_dhcp_opts),
                                                                       port.value(fields_.extra_dhcp_opts)));
    }
    core_.extensions.process(DriverObject::port, transaction, request, &before, working);
    options_.complete_pairs(port);
    options_.check_pairs_secured(port);
    if (options_.binding_changes(before, port)) {
        options_.unbind(port);
        port.set(fields_.status, "DOWN");
    }
    const std::string mac(port[fields_.mac_address]);
    const RecordPtr stored = write_port([&] { return transaction.update(std::move(port)); }, network_id, mac);
    drivers_precommit(core_, transaction, request, {DriverObject::port, &before, *stored, network_id});
    return stored;
}

void PortBehaviour::updated(const RequestContext& request, const RecordPtr& before, const RecordPtr& after) {
    drivers_updated(core_, request, {DriverObject::port, before.get(), *after, (*after)[fields_.network_id]});
    // The update that stores a failure to bind is no occasion to try again.
    const bool just_failed = (*after)[fields_.vif_type] == kVifFailed && (*before)[fields_.vif_type] != kVifFailed;
    if (!just_failed) binder_.bind(request, after->id());
}

void PortBehaviour::remove(Transaction& transaction, const RequestContext& request, const RecordPtr& port) {
    remove_port(core_, transaction, request, port);
}

bool PortBehaviour::visible(const RequestContext& request, const View& view, const Record& port) const {
    const RecordPtr network = view.find(core_.fields.network.type, port[fields_.network_id]);
    return network && !request.project_id.empty() && network->project_id() == request.project_id;
}

std::optional<std::vector<Behaviour::LookUp>> PortBehaviour::visible_among(const RequestContext& request,
                                                                           const View& view) const {
    std::vector<LookUp> own_networks;
    for (const RecordPtr& network : view.find_by(core_.fields.network.type, "project_id", Value(request.project_id))) {
        own_networks.push_back({"network_id", Value(network->id())});
    }
    return own_networks;
}

}  // namespace neutrino::ml2
