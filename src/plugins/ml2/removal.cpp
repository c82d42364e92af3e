#include "plugins/ml2/removal.h"

#include "plugins/ml2/driver_calls.h"

#include <fmt/core.h>

namespace neutrino::ml2 {
namespace {

// Servers that share the database may be putting a port there right now: whoever has the row waits for the others, so
// that what the tables say afterwards is final.
void lock_row(Transaction& transaction, const ResourceType& type, std::string_view id) {
    transaction.execute(fmt::format("UPDATE {} SET name = name WHERE id = :id", type.table), parameters(id));
}

// Ids that a query finds but this server hasn't heard of.
std::string unheard_of(const Transaction& transaction, const ResourceType& type, const std::vector<Row>& rows) {
    for (const Row& row : rows) {
        if (!transaction.find(type, row.front().as_string())) return row.front().str();
    }
    return {};
}

Fault subnet_in_use(const Record& subnet, std::string_view port_id) {
    return Fault("SubnetInUse",
                 fmt::format("Subnet {} is in use: ports, such as {}, have addresses of it.", subnet.id(), port_id));
}

// Takes the addresses of the subnet from the ports that may lose them.
void release_addresses(Core& core, Transaction& transaction, const RequestContext& request, const Record& subnet) {
    const PortFields& fields = core.fields.port;
    for (const RecordPtr& port : transaction.find_by(fields.type, "fixed_ips.subnet_id", subnet.id())) {
        std::vector<Value> kept{Value::map({{"subnet_id", subnet.id()}, {"delete_subnet", true}})};
        for (const Value& item : port->value(fields.fixed_ips).items()) {
            if (item.at("subnet_id").as_string() != subnet.id()) kept.push_back(item);
        }
        Draft draft(*port);
        draft.give(fields.fixed_ips, Value::list(std::move(kept)));
        core.resources.update(transaction, request, port, std::move(draft));
    }
}

void check_subnet_unused(const Core& core, Transaction& transaction, const Record& subnet) {
    const PortFields& fields = core.fields.port;
    const bool automatic = core.subnet_rules.automatic(subnet);
    for (const RecordPtr& port : transaction.find_by(fields.type, "fixed_ips.subnet_id", subnet.id())) {
        const std::string_view device_owner = (*port)[fields.device_owner];
        // Hosts made up their own addresses in an automatic subnet: only a router's interface holds on to it.
        if (owner::is_disposable(device_owner) || (automatic && !owner::is_router(device_owner))) continue;
        throw subnet_in_use(subnet, port->id());
    }
    const auto rows =
        transaction.query("SELECT port_id FROM ipallocations WHERE subnet_id = :id", parameters(subnet.id()));
    if (const std::string port_id = unheard_of(transaction, fields.type, rows); !port_id.empty()) {
        throw subnet_in_use(subnet, port_id);
    }
}

std::vector<RecordPtr> ports_of(const Core& core, const View& view, std::string_view network_id) {
    return view.find_by(core.fields.port.type, "network_id", network_id);
}

void check_network_unused(const Core& core, Transaction& transaction, const Record& network) {
    const PortFields& fields = core.fields.port;
    std::string left;
    for (const RecordPtr& port : ports_of(core, transaction, network.id())) {
        if (owner::is_disposable((*port)[fields.device_owner])) continue;
        left += (left.empty() ? "" : ", ") + std::string(port->id());
    }
    if (left.empty()) {
        const auto rows = transaction.query("SELECT id FROM ports WHERE network_id = :id", parameters(network.id()));
        left = unheard_of(transaction, fields.type, rows);
    }
    if (left.empty()) return;
    throw Fault("NetworkInUse", fmt::format("Network {} is in use by these ports: {}.", network.id(), left));
}

}  // namespace

void remove_port(Core& core, Transaction& transaction, const RequestContext& request, const RecordPtr& port) {
    const PortFields& fields = core.fields.port;
    drivers_removing(core, transaction, request, DriverObject::port, port, (*port)[fields.network_id]);
    for (const Value& item : port->value(fields.fixed_ips).items()) {
        if (const auto address = ipam::Address::parse(item.at("ip_address").as_string())) {
            core.allocator.release(transaction, item.at("subnet_id").as_string(), *address);
        }
    }
    transaction.erase(fields.type, port->id());
}

void remove_subnet(Core& core, Transaction& transaction, const RequestContext& request, const RecordPtr& subnet) {
    const SubnetFields& fields = core.fields.subnet;
    lock_row(transaction, fields.type, subnet->id());
    check_subnet_unused(core, transaction, *subnet);
    drivers_removing(core, transaction, request, DriverObject::subnet, subnet, (*subnet)[fields.network_id]);
    release_addresses(core, transaction, request, *subnet);
    core.allocator.subnet_removed(transaction, subnet->id());
    transaction.erase(fields.type, subnet->id());
    touch_network(core, transaction, (*subnet)[fields.network_id]);
}

void remove_network(Core& core, Transaction& transaction, const RequestContext& request, const RecordPtr& network) {
    lock_row(transaction, core.fields.network.type, network->id());
    check_network_unused(core, transaction, *network);
    for (const RecordPtr& port : ports_of(core, transaction, network->id())) {
        core.resources.remove(transaction, request, port);
    }
    for (const RecordPtr& subnet : transaction.find_by(core.fields.subnet.type, "network_id", network->id())) {
        core.resources.remove(transaction, request, subnet);
    }
    drivers_removing(core, transaction, request, DriverObject::network, network, network->id());
    core.segments.release(transaction, network->id());
    transaction.erase(core.fields.network.type, network->id());
}

}  // namespace neutrino::ml2
