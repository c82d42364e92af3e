#include "plugins/ml2/network_behaviour.h"

#include "plugins/ml2/driver_calls.h"
#include "plugins/ml2/removal.h"

#include <fmt/core.h>

namespace neutrino::ml2 {

void NetworkBehaviour::create_prepare(const RequestContext&, const View&, Draft& draft) {
    core_.segments.requested(fields_, draft);
    draft.record.set(fields_.status, "ACTIVE");
}

RecordPtr NetworkBehaviour::create(Transaction& transaction, const RequestContext& request, Draft& draft) {
    Draft network = draft;
    const bool external = network.record[fields_.external];
    const auto segments = core_.segments.allocate(transaction, core_.segments.requested(fields_, draft), external);
    network.record.set(fields_.mtu, core_.segments.mtu(segments, network.record[fields_.mtu]));
    network.record.set(fields_.external_rbac, external);
    // Neutron writes a new network twice, and clients may compare what they see with it.
    network.record.set(fields_.revision_number, 1);
    forget_provider_attributes(network.record);
    core_.extensions.process(DriverObject::network, transaction, request, nullptr, network);
    const RecordPtr stored = transaction.insert(std::move(network.record));
    try {
        core_.segments.store(transaction, stored->id(), segments);
    } catch (const UniqueViolation&) {
        throw Fault("NeutronDbObjectDuplicateEntry", "A network has one segment a network type and physical network.",
                    FaultKind::conflict);
    }
    drivers_precommit(core_, transaction, request, {DriverObject::network, nullptr, *stored, stored->id()});
    return stored;
}

void NetworkBehaviour::created(const RequestContext& request, const RecordPtr& network) {
    drivers_created(core_, request, {DriverObject::network, nullptr, *network, network->id()});
}

void NetworkBehaviour::check_provider_update(const View& view, const Record& before, const Draft& draft) const {
    const bool types_given = draft.is_given(fields_.network_type) || draft.is_given(fields_.physical_network);
    const bool id_given = draft.is_given(fields_.segmentation_id);
    if (!types_given && !id_given) return;
    const auto segments = core_.segments.of_network(view, before.id());
    if (segments.size() != 1)
        throw invalid_input("provider attributes of a network with several segments can't be changed");
    const Segment& segment = segments.front();
    const Record& wanted = draft.record;
    if ((draft.is_given(fields_.network_type) && wanted[fields_.network_type] != segment.network_type) ||
        (draft.is_given(fields_.physical_network) && wanted[fields_.physical_network] != segment.physical_network)) {
        throw invalid_input("provider:network_type and provider:physical_network of a network can't be changed");
    }
    if (!id_given) return;
    if (segment.network_type != "vlan")
        throw invalid_input("only VLAN networks can get another provider:segmentation_id");
    Segment moved = segment;
    moved.segmentation_id = wanted[fields_.segmentation_id];
    core_.segments.driver("vlan").validate(moved);
    if (moved.segmentation_id != segment.segmentation_id && !core_.mechanisms.provider_update_allowed(before)) {
        throw invalid_input(
            "a mechanism driver with bound ports on the network doesn't allow another provider:segmentation_id");
    }
}

void NetworkBehaviour::check_unsharing(const View& view, const Record& before) const {
    const auto check_owner = [&](const Record& child) {
        if (child.project_id() == before.project_id()) return;
        throw Fault("InvalidSharedSetting", fmt::format("Network {} ({}) can't be made private: other projects use it.",
                                                        before[fields_.name], before.id()));
    };
    const PortFields& ports = core_.fields.port;
    for (const RecordPtr& port : view.find_by(ports.type, "network_id", before.id())) {
        // Those of the service itself are nobody's.
        if (!owner::is_service((*port)[ports.device_owner])) check_owner(*port);
    }
    for (const RecordPtr& subnet : view.find_by(core_.fields.subnet.type, "network_id", before.id())) {
        check_owner(*subnet);
    }
}

void NetworkBehaviour::check_no_gateways(const View& view, const Record& before) const {
    const PortFields& ports = core_.fields.port;
    for (const RecordPtr& port : view.find_by(ports.type, "network_id", before.id())) {
        if ((*port)[ports.device_owner] != owner::kRouterGateway) continue;
        throw Fault("ExternalNetworkInUse",
                    fmt::format("Network {} must stay external: routers have their gateway on it.", before.id()));
    }
}

void NetworkBehaviour::update_prepare(const RequestContext&, const View& view, const Record& before, Draft& draft) {
    check_provider_update(view, before, draft);
    const Record& wanted = draft.record;
    if (before[fields_.shared] && !wanted[fields_.shared]) check_unsharing(view, before);
    if (before[fields_.external] && !wanted[fields_.external]) check_no_gateways(view, before);
    if (draft.is_given(fields_.mtu)) {
        draft.record.set(fields_.mtu,
                         core_.segments.mtu(core_.segments.of_network(view, before.id()), wanted[fields_.mtu]));
    }
    if (draft.is_given(fields_.external)) draft.record.set(fields_.external_rbac, wanted[fields_.external]);
}

RecordPtr NetworkBehaviour::update(Transaction& transaction, const RequestContext& request, const Record& before,
                                   Draft& draft) {
    Draft network = draft;
    // Both checks again, for what other requests did since.
    if (before[fields_.shared] && !network.record[fields_.shared]) check_unsharing(transaction, before);
    if (before[fields_.external] && !network.record[fields_.external]) check_no_gateways(transaction, before);
    if (network.is_given(fields_.segmentation_id)) {
        core_.segments.renumber(transaction, before.id(), network.record[fields_.segmentation_id]);
    }
    forget_provider_attributes(network.record);
    core_.extensions.process(DriverObject::network, transaction, request, &before, network);
    // A segment is a resource of its own: moving it doesn't count as a change of the network.
    const RecordPtr stored = changes_only_provider_attributes(draft) ? transaction.find(fields_.type, before.id())
                                                                     : transaction.update(std::move(network.record));
    drivers_precommit(core_, transaction, request, {DriverObject::network, &before, *stored, stored->id()});
    return stored;
}

void NetworkBehaviour::updated(const RequestContext& request, const RecordPtr& before, const RecordPtr& after) {
    drivers_updated(core_, request, {DriverObject::network, before.get(), *after, after->id()});
}

void NetworkBehaviour::remove(Transaction& transaction, const RequestContext& request, const RecordPtr& network) {
    remove_network(core_, transaction, request, network);
}

bool NetworkBehaviour::visible(const RequestContext&, const View&, const Record& network) const {
    return network_offered(core_, network);
}

void NetworkBehaviour::forget_provider_attributes(Record& network) const {
    network.set(fields_.network_type, Value());
    network.set(fields_.physical_network, Value());
    network.set(fields_.segmentation_id, Value());
    network.set(fields_.segments, Value());
}

bool NetworkBehaviour::changes_only_provider_attributes(const Draft& draft) const {
    for (std::size_t i = 0; i < draft.given.size(); ++i) {
        const auto index = static_cast<std::int16_t>(i);
        const bool provider = index == fields_.network_type.index || index == fields_.physical_network.index ||
                              index == fields_.segmentation_id.index || index == fields_.segments.index;
        if (draft.given[i] && !provider) return false;
    }
    return true;
}

}  // namespace neutrino::ml2
