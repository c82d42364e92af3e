#include "plugins/ml2/core.h"

namespace neutrino::ml2 {

bool network_offered(const Core& core, const Record& network) {
    return network[core.fields.network.shared] || network[core.fields.network.external];
}

bool network_visible(const Core& core, const RequestContext& request, const Record& network) {
    if (request.is_admin || request.is_advsvc) return true;
    return network.project_id() == request.project_id || network_offered(core, network);
}

RecordPtr find_visible_network(const Core& core, const RequestContext& request, const View& view,
                               std::string_view network_id) {
    RecordPtr network = view.find(core.fields.network.type, network_id);
    if (!network || !network_visible(core, request, *network)) throw not_found("Network", network_id);
    return network;
}

void check_may_use_network(const Core& core, const RequestContext& request, const Record& network,
                           std::string_view what) {
    if (request.is_admin || request.is_advsvc) return;
    if (network.project_id() == request.project_id || network[core.fields.network.shared]) return;
    throw Fault("HTTPForbidden",
                "Project " + request.project_id + " may not create a " + std::string(what) + " on this network.",
                FaultKind::forbidden);
}

void touch_network(const Core& core, Transaction& transaction, std::string_view network_id) {
    if (transaction.find(core.fields.network.type, network_id)) transaction.touch(core.fields.network.type, network_id);
}

namespace owner {

bool is_router(std::string_view device_owner) {
    return device_owner == "network:router_interface" || device_owner == "network:router_interface_distributed" ||
           device_owner == "network:ha_router_replicated_interface";
}

bool is_router_or_snat(std::string_view device_owner) {
    return is_router(device_owner) || device_owner == "network:router_centralized_snat";
}

bool is_service(std::string_view device_owner) { return device_owner.starts_with("network:"); }

bool is_disposable(std::string_view device_owner) {
    return device_owner == kDhcp || device_owner == kDistributed || device_owner == "network:floatingip_agent_gateway";
}

}  // namespace owner

}  // namespace neutrino::ml2
