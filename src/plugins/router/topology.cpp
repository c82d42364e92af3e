#include "plugins/router/topology.h"

#include <fmt/core.h>

#include <algorithm>

namespace neutrino::router {

void Topology::check_apart(const View& view, const Record& router, std::span<const RecordPtr> subnets) const {
    std::vector<RecordPtr> present;
    for (const RecordPtr& port : attached_ports(core_, view, router)) {
        for (const RecordPtr& subnet : subnets) {
            if (!has_address_of(core_, *port, subnet->id())) continue;
            throw bad_router(fmt::format("router {} has a port on subnet {} already", router.id(), subnet->id()));
        }
        const bool gateway = (*port)[core_.fields.port.device_owner] == owner::kGateway;
        const bool addressed = !(*port)[core_.fields.port.fixed_ips].items().empty();
        const auto theirs = gateway && addressed
                                ? subnets_of_network(core_, view, (*port)[core_.fields.port.network_id])
                                : subnets_of_port(core_, view, *port);
        present.insert(present.end(), theirs.begin(), theirs.end());
    }
    for (const RecordPtr& there : present) {
        const auto taken = cidr_of(core_, *there);
        for (const RecordPtr& subnet : subnets) {
            const auto cidr = cidr_of(core_, *subnet);
            if (!cidr || !taken || !cidr->overlaps(*taken)) continue;
            throw bad_router(fmt::format("subnet {} ({}) overlaps with subnet {} ({}), which the router is on",
                                         subnet->id(), cidr->text(), there->id(), taken->text()));
        }
    }
}

void Topology::check_advertised(const Record& subnet) const {
    const SubnetFields& fields = core_.fields.subnet;
    const bool foreign = subnet[fields.ip_version] == 6 && !subnet.value(fields.ipv6_ra_mode).has_value() &&
                         subnet.value(fields.ipv6_address_mode).has_value();
    if (foreign) {
        throw bad_router(fmt::format("hosts of subnet {} listen to advertisements of an external router", subnet.id()));
    }
}

}  // namespace neutrino::router
