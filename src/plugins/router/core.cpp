#include "plugins/router/core.h"

#include <fmt/core.h>

#include <algorithm>

namespace neutrino::router {
namespace {

// The prefix of subnets that wait for a delegated one.
constexpr std::string_view kProvisionalPrefix = "::/64";

}  // namespace

namespace owner {

bool is_interface(std::string_view device_owner) {
    return device_owner == kInterface || device_owner == kDistributed || device_owner == kReplicated;
}

std::string_view of_interfaces(const Core& core, const Record& router) {
    if (router[core.fields.router.distributed]) return kDistributed;
    return router[core.fields.router.ha] ? kReplicated : kInterface;
}

}  // namespace owner

Fault bad_router(std::string_view reason) {
    return Fault("BadRequest", fmt::format("Bad router request: {}.", reason));
}

Fault bad_floatingip(std::string_view reason) {
    return Fault("BadRequest", fmt::format("Bad floatingip request: {}.", reason));
}

RecordPtr find_for(const Core& core, const RequestContext& request, const View& view, const ResourceType& type,
                   std::string_view id) {
    RecordPtr record = core.resources.find(request, view, type, id);
    if (!record) throw not_found(type.fault_name, id);
    return record;
}

void lock_row(Transaction& transaction, const ResourceType& type, std::string_view id) {
    transaction.execute(fmt::format("UPDATE {} SET status = status WHERE id = :id", type.table), parameters(id));
}

std::vector<RecordPtr> attached_ports(const Core& core, const View& view, const Record& router) {
    std::vector<RecordPtr> ports;
    for (const Value& item : router[core.fields.router.interfaces].items()) {
        if (RecordPtr port = view.find(core.fields.port.type, item.at("port_id").as_string())) {
            ports.push_back(std::move(port));
        }
    }
    return ports;
}

RecordPtr router_of(const Core& core, const View& view, std::string_view port_id) {
    const auto routers = view.find_by(core.fields.router.type, "interfaces.port_id", port_id);
    return routers.empty() ? nullptr : routers.front();
}

void link(const Core& core, Record& router, std::string_view port_id, std::string_view device_owner) {
    const auto links = router[core.fields.router.interfaces].items();
    std::vector<Value> with(links.begin(), links.end());
    with.push_back(Value::map({{"port_id", port_id}, {"port_type", device_owner}}));
    router.set(core.fields.router.interfaces, Value::list(std::move(with)));
}

void unlink(const Core& core, Record& router, std::string_view port_id) {
    std::vector<Value> without;
    for (const Value& item : router[core.fields.router.interfaces].items()) {
        if (item.at("port_id").as_string() != port_id) without.push_back(item);
    }
    router.set(core.fields.router.interfaces, Value::list(std::move(without)));
}

std::vector<RecordPtr> subnets_of_network(const Core& core, const View& view, std::string_view network_id) {
    return view.find_by(core.fields.subnet.type, "network_id", network_id);
}

std::vector<RecordPtr> subnets_of_port(const Core& core, const View& view, const Record& port) {
    std::vector<RecordPtr> subnets;
    for (const Value& item : port[core.fields.port.fixed_ips].items()) {
        if (RecordPtr subnet = view.find(core.fields.subnet.type, item.at("subnet_id").as_string())) {
            subnets.push_back(std::move(subnet));
        }
    }
    return subnets;
}

bool has_address_of(const Core& core, const Record& port, std::string_view subnet_id) {
    return std::ranges::any_of(port[core.fields.port.fixed_ips].items(),
                               [&](const Value& item) { return item.at("subnet_id").as_string() == subnet_id; });
}

bool has_ipv6_address(const Core& core, const Record& port) {
    return std::ranges::any_of(port[core.fields.port.fixed_ips].items(), [](const Value& item) {
        return item.at("ip_address").as_string().find(':') != std::string_view::npos;
    });
}

bool is_automatic(const Core& core, const Record& subnet) {
    const auto automatic = [](std::string_view mode) { return mode == "slaac" || mode == "dhcpv6-stateless"; };
    const SubnetFields& fields = core.fields.subnet;
    return automatic(subnet[fields.ipv6_ra_mode]) || automatic(subnet[fields.ipv6_address_mode]);
}

std::optional<base::Prefix> cidr_of(const Core& core, const Record& subnet) {
    const std::string_view cidr = subnet[core.fields.subnet.cidr];
    return cidr == kProvisionalPrefix ? std::nullopt : base::Prefix::parse(cidr);
}

Draft service_port(const Core& core, std::string_view network_id, std::string_view device_id,
                   std::string_view device_owner) {
    const PortFields& ports = core.fields.port;
    Draft draft = core.resources.draft(ports.type);
    draft.give(ports.project_id, "");
    draft.give(ports.network_id, network_id);
    draft.give(ports.device_id, device_id);
    draft.give(ports.device_owner, device_owner);
    return draft;
}

}  // namespace neutrino::router
