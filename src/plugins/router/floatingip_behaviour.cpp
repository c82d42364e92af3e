#include "plugins/router/floatingip_behaviour.h"

#include "base/uuid.h"

#include <fmt/core.h>

#include <algorithm>

namespace neutrino::router {
namespace {

// Nobody binds the ports that hold floating addresses.
constexpr std::string_view kNotApplicable = "N/A";

std::string ipv4_address_of(const Core& core, const Record& port) {
    for (const Value& item : port[core.fields.port.fixed_ips].items()) {
        const auto address = base::Address::parse(item.at("ip_address").as_string());
        if (address && address->version == 4) return item.at("ip_address").str();
    }
    return {};
}

// Servers that share the database find each other's associations in the tables only.
template <class Write>
RecordPtr write_floatingip(const Write& write) {
    try {
        return write();
    } catch (const UniqueViolation&) {
        throw Fault("FloatingIPPortAlreadyAssociated",
                    "Another floating IP of the network has been given the port's address meanwhile.");
    }
}

}  // namespace

void FloatingIpBehaviour::check_network(const View& view, const RequestContext& request,
                                        std::string_view network_id) const {
    const RecordPtr network = find_for(core_, request, view, core_.fields.network.type, network_id);
    if (!(*network)[core_.fields.network.external]) {
        throw bad_floatingip(fmt::format("network {} is not a valid external network", network_id));
    }
    const auto subnets = subnets_of_network(core_, view, network_id);
    if (std::ranges::none_of(subnets,
                             [&](const RecordPtr& subnet) { return (*subnet)[core_.fields.subnet.ip_version] == 4; })) {
        throw bad_floatingip(fmt::format("network {} has no IPv4 subnet", network_id));
    }
}

RecordPtr FloatingIpBehaviour::take_address(Transaction& transaction, const RequestContext& request,
                                            const Record& floatingip) const {
    const PortFields& ports = core_.fields.port;
    const std::string_view network_id = floatingip[fields_.floating_network_id];
    Draft draft = service_port(core_, network_id, floatingip.id(), owner::kFloatingIp);
    draft.give(ports.status, kNotApplicable);
    std::vector<Member> wanted;
    if (const Value& subnet = floatingip.value(fields_.subnet_id); subnet.has_value()) {
        wanted.push_back({"subnet_id", subnet});
    }
    if (const Value& address = floatingip.value(fields_.floating_ip_address); address.has_value()) {
        wanted.push_back({"ip_address", address});
    }
    if (!wanted.empty()) draft.give(ports.fixed_ips, Value::list({Value::map(std::move(wanted))}));
    const RecordPtr port = core_.resources.create(transaction, request.elevated(), std::move(draft));
    if (ipv4_address_of(core_, *port).empty()) {
        throw Fault("ExternalIpAddressExhausted",
                    fmt::format("No IPv4 address of external network {} was found.", network_id));
    }
    return port;
}

RecordPtr FloatingIpBehaviour::create(Transaction& transaction, const RequestContext& request, Draft& draft) {
    Draft working = draft;
    Record& floatingip = working.record;
    check_network(transaction, request, floatingip[fields_.floating_network_id]);
    floatingip.set(fields_.id, base::uuid_generate());
    const RecordPtr port = take_address(transaction, request, floatingip);
    floatingip.set(fields_.floating_port_id, port->id());
    floatingip.set(fields_.floating_ip_address, ipv4_address_of(core_, *port));
    floatingip.set(fields_.status, "DOWN");
    association_.settle(transaction, request, nullptr, working);
    return write_floatingip([&] { return transaction.insert(std::move(floatingip)); });
}

RecordPtr FloatingIpBehaviour::update(Transaction& transaction, const RequestContext& request, const Record& before,
                                      Draft& draft) {
    Draft working = draft;
    association_.settle(transaction, request, &before, working);
    return write_floatingip([&] { return Behaviour::update(transaction, request, before, working); });
}

void FloatingIpBehaviour::remove(Transaction& transaction, const RequestContext& request, const RecordPtr& floatingip) {
    const RecordPtr port = transaction.find(core_.fields.port.type, (*floatingip)[fields_.floating_port_id]);
    transaction.erase(fields_.type, floatingip->id());
    if (port) core_.resources.remove(transaction, request.elevated(), port);
}

std::vector<RecordPtr> FloatingIpPoolBehaviour::list(const RequestContext& request, const View& view) {
    const SubnetFields& subnets = core_.fields.subnet;
    std::vector<RecordPtr> pools;
    for (const RecordPtr& network : view.find_by(core_.fields.network.type, "router:external", true)) {
        for (const RecordPtr& subnet : subnets_of_network(core_, view, network->id())) {
            if ((*subnet)[subnets.ip_version] != 4) continue;
            auto pool = std::make_shared<Record>(type_);
            pool->set("subnet_id", subnet->id());
            pool->set("subnet_name", subnet->value(subnets.name));
            pool->set("network_id", network->id());
            pool->set("cidr", subnet->value(subnets.cidr));
            pool->set("project_id", request.project_id);
            pools.push_back(std::move(pool));
        }
    }
    std::ranges::sort(pools, {}, [](const RecordPtr& pool) { return pool->get("subnet_id").str(); });
    return pools;
}

}  // namespace neutrino::router
