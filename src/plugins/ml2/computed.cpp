#include "plugins/ml2/computed.h"

namespace neutrino::ml2 {
namespace {

Value subnet_ids(const Core& core, const View& view, const Record& network) {
    std::vector<Value> ids;
    for (const RecordPtr& subnet : view.find_by(core.fields.subnet.type, "network_id", network.id())) {
        ids.emplace_back(subnet->id());
    }
    return Value::list(std::move(ids));
}

// One segment is shown as the network's own attribute, several only in the list of segments.
Value provider_attribute(const Core& core, const View& view, const Record& network, std::string_view name) {
    const auto segments = core.segments.of_network(view, network.id());
    if (segments.empty()) return Value::null();
    if (segments.size() > 1) return {};
    return provider_view(segments.front()).at(name);
}

Value several_segments(const Core& core, const View& view, const Record& network) {
    const auto segments = core.segments.of_network(view, network.id());
    if (segments.size() < 2) return {};
    std::vector<Value> items;
    for (const Segment& segment : segments) items.push_back(provider_view(segment));
    return Value::list(std::move(items));
}

// Subnets of one IP version on a network belong to one scope, if to any.
Value address_scope(const Core& core, const View& view, const Record& network, int ip_version) {
    const SubnetFields& subnets = core.fields.subnet;
    const SubnetPoolFields& pools = core.fields.pool;
    for (const RecordPtr& subnet : view.find_by(subnets.type, "network_id", network.id())) {
        if ((*subnet)[subnets.ip_version] != ip_version || (*subnet)[subnets.subnetpool_id].empty()) continue;
        const RecordPtr pool = view.find(pools.type, (*subnet)[subnets.subnetpool_id]);
        if (pool && !(*pool)[pools.address_scope_id].empty()) return pool->value(pools.address_scope_id);
    }
    return Value::null();
}

Value shared_network(const Core& core, const View& view, const Record& subnet) {
    const RecordPtr network = view.find(core.fields.network.type, subnet[core.fields.subnet.network_id]);
    return network && (*network)[core.fields.network.shared];
}

}  // namespace

void compute_attributes(Composition& composition, const Core& core) {
    const auto compute = [&](const ResourceType& type, std::string_view name, auto value) {
        const Attribute* attribute = type.attribute(name);
        if (attribute == nullptr || attribute->store.kind != Storage::Kind::computed) return;
        composition.compute(type.collection, name, [&core, value](const View& view, const Record& record) {
            return value(core, view, record);
        });
    };
    const ResourceType& networks = core.fields.network.type;
    compute(networks, "subnets", subnet_ids);
    compute(networks, "segments", several_segments);
    for (const char* name : {"provider:network_type", "provider:physical_network", "provider:segmentation_id"}) {
        compute(networks, name, [name](const Core& by, const View& view, const Record& network) {
            return provider_attribute(by, view, network, name);
        });
    }
    for (const int ip_version : {4, 6}) {
        compute(networks, ip_version == 4 ? "ipv4_address_scope" : "ipv6_address_scope",
                [ip_version](const Core& by, const View& view, const Record& network) {
                    return address_scope(by, view, network, ip_version);
                });
    }
    compute(core.fields.subnet.type, "shared", shared_network);
}

}  // namespace neutrino::ml2
