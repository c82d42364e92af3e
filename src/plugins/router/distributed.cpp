#include "plugins/router/distributed.h"

#include <map>

namespace neutrino::router {

std::vector<RecordPtr> Distributed::snat_ports(const View& view, const Record& router) const {
    std::vector<RecordPtr> ports = attached_ports(core_, view, router);
    std::erase_if(ports,
                  [&](const RecordPtr& port) { return (*port)[core_.fields.port.device_owner] != owner::kSnat; });
    return ports;
}

void Distributed::add_port(Transaction& transaction, const RequestContext& request, Record& router,
                           std::string_view network_id, std::vector<Value> subnets) const {
    Draft draft = service_port(core_, network_id, router.id(), owner::kSnat);
    draft.give(core_.fields.port.fixed_ips, Value::list(std::move(subnets)));
    const RecordPtr port = core_.resources.create(transaction, request.elevated(), std::move(draft));
    link(core_, router, port->id(), owner::kSnat);
}

void Distributed::complete(Transaction& transaction, const RequestContext& request, Record& router) const {
    if (!router[core_.fields.router.distributed] || !has_gateway(router)) return;
    if (!snat_ports(transaction, router).empty()) return;
    std::map<std::string, std::vector<Value>> of_ipv6;  // by network: one port for all prefixes
    for (const RecordPtr& port : attached_ports(core_, transaction, router)) {
        if ((*port)[core_.fields.port.device_owner] != owner::kDistributed) continue;
        const std::string network_id((*port)[core_.fields.port.network_id]);
        for (const RecordPtr& subnet : subnets_of_port(core_, transaction, *port)) {
            Value wanted = Value::map({{"subnet_id", subnet->id()}});
            if ((*subnet)[core_.fields.subnet.ip_version] == 6) {
                of_ipv6[network_id].push_back(std::move(wanted));
            } else {
                add_port(transaction, request, router, network_id, {std::move(wanted)});
            }
        }
    }
    for (auto& [network_id, wanted] : of_ipv6) add_port(transaction, request, router, network_id, std::move(wanted));
}

void Distributed::subnet_joined(Transaction& transaction, const RequestContext& request, Record& router,
                                const Record& port, const Record& subnet) const {
    if (!router[core_.fields.router.distributed] || !has_gateway(router)) return;
    const std::string_view network_id = port[core_.fields.port.network_id];
    Value wanted = Value::map({{"subnet_id", subnet.id()}});
    if (subnet[core_.fields.subnet.ip_version] == 6) {
        for (const RecordPtr& snat : snat_ports(transaction, router)) {
            if ((*snat)[core_.fields.port.network_id] != network_id || !has_ipv6_address(core_, *snat)) continue;
            const auto has = (*snat)[core_.fields.port.fixed_ips].items();
            std::vector<Value> addresses(has.begin(), has.end());
            addresses.push_back(std::move(wanted));
            Draft draft(*snat);
            draft.give(core_.fields.port.fixed_ips, Value::list(std::move(addresses)));
            core_.resources.update(transaction, request.elevated(), snat, std::move(draft));
            return;
        }
    }
    add_port(transaction, request, router, network_id, {std::move(wanted)});
}

std::vector<RecordPtr> Distributed::subnet_left(Transaction& transaction, const RequestContext& request, Record& router,
                                                const Record& subnet) const {
    std::vector<RecordPtr> given_up;
    for (const RecordPtr& snat : snat_ports(transaction, router)) {
        if (!has_address_of(core_, *snat, subnet.id())) continue;
        std::vector<Value> left;
        for (const Value& item : (*snat)[core_.fields.port.fixed_ips].items()) {
            if (item.at("subnet_id").as_string() != subnet.id()) left.push_back(item);
        }
        if (left.empty()) {
            unlink(core_, router, snat->id());
            given_up.push_back(snat);
        } else {
            Draft draft(*snat);
            draft.give(core_.fields.port.fixed_ips, Value::list(std::move(left)));
            core_.resources.update(transaction, request.elevated(), snat, std::move(draft));
        }
    }
    return given_up;
}

std::vector<RecordPtr> Distributed::give_up(const View& view, Record& router) const {
    std::vector<RecordPtr> ports = snat_ports(view, router);
    for (const RecordPtr& port : ports) unlink(core_, router, port->id());
    return ports;
}

void Distributed::gateway_left(Transaction& transaction, const RequestContext& request,
                               std::string_view network_id) const {
    const PortFields& ports = core_.fields.port;
    std::vector<RecordPtr> of_agents;
    for (const RecordPtr& port : transaction.find_by(ports.type, "network_id", network_id)) {
        if ((*port)[ports.device_owner] == owner::kGateway) return;
        if ((*port)[ports.device_owner] == owner::kAgentGateway) of_agents.push_back(port);
    }
    for (const RecordPtr& port : of_agents) core_.resources.remove(transaction, request.elevated(), port);
}

}  // namespace neutrino::router
