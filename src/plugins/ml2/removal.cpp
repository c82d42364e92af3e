#include "plugins/ml2/removal.h"

#include "plugins/ml2/log.h"

#include <fmt/core.h>

namespace neutrino::ml2 {
namespace {

// Runs the drivers' precommit now and their postcommit after the commit, with the network's segments as they are now.
void tell_drivers(Core& core, Transaction& transaction, const RequestContext& request, DriverObject object,
                  const RecordPtr& removed, std::string_view network_id) {
    if (core.mechanisms.all().empty()) return;
    const auto segments = core.segments.of_network(transaction, network_id, true);
    core.mechanisms.precommit(object, DriverEvent::remove,
                              {request, transaction, &transaction, nullptr, removed.get(), segments});
    transaction.after_commit([&core, request, object, removed, segments] {
        try {
            core.mechanisms.postcommit(object, DriverEvent::remove,
                                       {request, core.database.image(), nullptr, nullptr, removed.get(), segments});
        } catch (const Fault& failure) {
            // Already logged by driver; the resource is gone whatever they say.
            log_error(
                fmt::format("{}: after the deletion of {}: {}", request.request_id, removed->id(), failure.message()));
        }
    });
}

std::vector<RecordPtr> ports_of(const Core& core, const View& view, std::string_view network_id) {
    return view.find_by(core.fields.port.type, "network_id", network_id);
}

// Takes the addresses of the subnet from the ports that may lose them.
void release_addresses(Core& core, Transaction& transaction, const Record& subnet) {
    const PortFields& fields = core.fields.port;
    for (const RecordPtr& port : transaction.find_by(fields.type, "fixed_ips.subnet_id", subnet.id())) {
        std::vector<Value> kept;
        for (const Value& item : port->value(fields.fixed_ips).items()) {
            if (item.at("subnet_id").as_string() != subnet.id()) kept.push_back(item);
        }
        Record record(*port);
        record.set(fields.fixed_ips, Value::list(std::move(kept)));
        transaction.update(std::move(record));
    }
}

bool goes_with_its_network(std::string_view device_owner) { return device_owner == owner::kDhcp; }

}  // namespace

void remove_port(Core& core, Transaction& transaction, const RequestContext& request, const RecordPtr& port) {
    const PortFields& fields = core.fields.port;
    tell_drivers(core, transaction, request, DriverObject::port, port, (*port)[fields.network_id]);
    for (const Value& item : port->value(fields.fixed_ips).items()) {
        if (const auto address = ipam::Address::parse(item.at("ip_address").as_string())) {
            core.allocator.release(transaction, item.at("subnet_id").as_string(), *address);
        }
    }
    transaction.erase(fields.type, port->id());
}

void remove_subnet(Core& core, Transaction& transaction, const RequestContext& request, const RecordPtr& subnet) {
    const SubnetFields& fields = core.fields.subnet;
    const PortFields& port_fields = core.fields.port;
    const bool automatic =
        (*subnet)[fields.ipv6_ra_mode] == "slaac" || (*subnet)[fields.ipv6_ra_mode] == "dhcpv6-stateless" ||
        (*subnet)[fields.ipv6_address_mode] == "slaac" || (*subnet)[fields.ipv6_address_mode] == "dhcpv6-stateless";
    for (const RecordPtr& port : transaction.find_by(port_fields.type, "fixed_ips.subnet_id", subnet->id())) {
        const std::string_view device_owner = (*port)[port_fields.device_owner];
        // Hosts made up their own addresses in an automatic subnet: only a router's interface holds on to it.
        if (device_owner == owner::kDhcp || (automatic && !owner::is_router(device_owner))) continue;
        throw Fault("SubnetInUse", fmt::format("Subnet {} is in use: ports, such as {}, have addresses of it.",
                                               subnet->id(), port->id()));
    }
    tell_drivers(core, transaction, request, DriverObject::subnet, subnet, (*subnet)[fields.network_id]);
    release_addresses(core, transaction, *subnet);
    core.allocator.subnet_removed(transaction, subnet->id());
    transaction.erase(fields.type, subnet->id());
    touch_network(core, transaction, (*subnet)[fields.network_id]);
}

void remove_network(Core& core, Transaction& transaction, const RequestContext& request, const RecordPtr& network) {
    std::string left;
    for (const RecordPtr& port : ports_of(core, transaction, network->id())) {
        if (goes_with_its_network((*port)[core.fields.port.device_owner])) continue;
        left += (left.empty() ? "" : ", ") + std::string(port->id());
    }
    if (!left.empty()) {
        throw Fault("NetworkInUse", fmt::format("Network {} is in use by these ports: {}.", network->id(), left));
    }
    for (const RecordPtr& port : ports_of(core, transaction, network->id()))
        remove_port(core, transaction, request, port);
    for (const RecordPtr& subnet : transaction.find_by(core.fields.subnet.type, "network_id", network->id())) {
        remove_subnet(core, transaction, request, subnet);
    }
    tell_drivers(core, transaction, request, DriverObject::network, network, network->id());
    core.segments.release(transaction, network->id());
    transaction.erase(core.fields.network.type, network->id());
}

}  // namespace neutrino::ml2
