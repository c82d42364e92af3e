#include "plugins/router/high_availability.h"

#include <fmt/core.h>

#include <algorithm>

namespace neutrino::router {

HighAvailability::HighAvailability(const Core& core, const Catalog& catalog)
    : core_(core), networks_(catalog.find("ha_router_networks")) {
    if (networks_ == nullptr) return;
    project_id_ = networks_->field<std::string>("project_id");
    network_id_ = networks_->field<std::string>("network_id");
}

RecordPtr HighAvailability::network_of(const View& view, std::string_view project_id) const {
    const RecordPtr row = view.find(*networks_, project_id);
    return row ? view.find(core_.fields.network.type, (*row)[network_id_]) : nullptr;
}

void HighAvailability::ensure_network(Transaction& transaction, const RequestContext& request,
                                      std::string_view project_id) const {
    if (networks_ == nullptr || network_of(transaction, project_id)) return;
    const RequestContext admin = request.elevated();
    const NetworkFields& networks = core_.fields.network;
    Draft draft = core_.resources.draft(networks.type);
    draft.give(networks.project_id, "");
    draft.give(networks.name, fmt::format("HA network tenant {}", project_id));
    if (!core_.options.ha_network_type.empty()) draft.give(networks.network_type, core_.options.ha_network_type);
    if (!core_.options.ha_physical_network.empty()) {
        draft.give(networks.physical_network, core_.options.ha_physical_network);
    }
    const RecordPtr network = core_.resources.create(transaction, admin, std::move(draft));

    const SubnetFields& subnets = core_.fields.subnet;
    draft = core_.resources.draft(subnets.type);
    draft.give(subnets.project_id, "");
    draft.give(subnets.network_id, network->id());
    draft.give(subnets.name, fmt::format("HA subnet tenant {}", project_id));
    draft.give(subnets.ip_version, 4);
    draft.give(subnets.cidr, core_.options.ha_network_cidr);
    draft.give(subnets.enable_dhcp, false);
    draft.give(subnets.gateway_ip, Value::null());
    core_.resources.create(transaction, admin, std::move(draft));

    Record row(*networks_);
    row.set(project_id_, project_id);
    row.set(network_id_, network->id());
    transaction.insert(std::move(row));
}

void HighAvailability::release_network(Transaction& transaction, const RequestContext& request,
                                       std::string_view project_id) const {
    if (networks_ == nullptr) return;
    const RecordPtr network = network_of(transaction, project_id);
    if (!network || transaction.count_by(core_.fields.port.type, "network_id", network->id()) > 0) return;
    const RouterFields& routers = core_.fields.router;
    const auto others = transaction.find_by(routers.type, "project_id", project_id);
    const auto needs_it = [&](const RecordPtr& router) { return (*router)[routers.ha]; };
    if (std::ranges::any_of(others, needs_it)) return;
    core_.resources.remove(transaction, request.elevated(), network);
}

std::vector<RecordPtr> HighAvailability::give_up(Transaction& transaction, Record& router) const {
    std::vector<RecordPtr> ports = attached_ports(core_, transaction, router);
    std::erase_if(ports, [&](const RecordPtr& port) {
        return (*port)[core_.fields.port.device_owner] != owner::kHighlyAvailable;
    });
    for (const RecordPtr& port : ports) unlink(core_, router, port->id());
    if (const RecordPtr network = networks_ ? network_of(transaction, router.project_id()) : nullptr) {
        transaction.execute("DELETE FROM ha_router_vrid_allocations WHERE network_id = :network AND vr_id = :id",
                            parameters(network->id(), router.value(core_.fields.router.ha_vr_id)));
    }
    router.set(core_.fields.router.ha_vr_id, Value::null());
    return ports;
}

}  // namespace neutrino::router
