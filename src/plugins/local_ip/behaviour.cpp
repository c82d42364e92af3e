#include "plugins/local_ip/behaviour.h"

#include "base/uuid.h"

#include <fmt/core.h>

#include <algorithm>

namespace neutrino::local_ip {
namespace {

Fault bad_request(std::string_view resource, std::string_view reason) {
    return Fault("BadRequest", fmt::format("Bad {} request: {}.", resource, reason));
}

// The address of the port that is asked for, or its only one.
std::string address_of(const Fields& fields, const Record& port, std::string_view asked) {
    const auto addresses = port[fields.port.fixed_ips].items();
    if (addresses.empty()) throw Fault("LocalIPNoIP", fmt::format("Port {} has no fixed IP.", port.id()));
    if (asked.empty()) {
        if (addresses.size() == 1) return addresses.front().at("ip_address").str();
        throw Fault("LocalIPNoRequestedIP",
                    fmt::format("Port {} has several fixed IPs: one of them must be named.", port.id()));
    }
    const auto found =
        std::ranges::find_if(addresses, [&](const Value& item) { return item.at("ip_address").as_string() == asked; });
    if (found != addresses.end()) return std::string(asked);
    throw Fault("LocalIPRequestedIPNotFound", fmt::format("Port {} does not have fixed IP {}.", port.id(), asked));
}

bool leads_to(const Value& association, std::string_view port_id) {
    return association.at("fixed_port_id").as_string() == port_id;
}

}  // namespace

RecordPtr LocalIpBehaviour::make_port(Transaction& transaction, const RequestContext& request,
                                      const Record& local_ip) const {
    const std::string_view network_id = local_ip[fields_.local_ip.network_id];
    if (!resources_.find(request, transaction, fields_.networks, network_id)) throw not_found("Network", network_id);
    const auto subnets = transaction.find_by(fields_.subnet.type, "network_id", network_id);
    if (std::ranges::none_of(subnets,
                             [&](const RecordPtr& subnet) { return (*subnet)[fields_.subnet.ip_version] == 4; })) {
        throw bad_request("local_ip", fmt::format("network {} has no IPv4 subnet", network_id));
    }
    const auto& ports = fields_.port;
    Draft draft = resources_.draft(ports.type);
    draft.give(ports.project_id, local_ip.project_id());
    draft.give(ports.network_id, network_id);
    draft.give(ports.device_id, local_ip.id());
    draft.give(ports.device_owner, kPortOwner);
    draft.give(ports.status, "N/A");
    if (const Value& address = local_ip.value(fields_.local_ip.local_ip_address); address.has_value()) {
        draft.give(ports.fixed_ips, Value::list({Value::map({{"ip_address", address}})}));
    }
    return resources_.create(transaction, request.elevated(), std::move(draft));
}

RecordPtr LocalIpBehaviour::create(Transaction& transaction, const RequestContext& request, Draft& draft) {
    Record local_ip = draft.record;
    local_ip.set(fields_.local_ip.id, base::uuid_generate());
    RecordPtr port;
    std::string address;
    if (const std::string_view port_id = local_ip[fields_.local_ip.local_port_id]; !port_id.empty()) {
        port = resources_.find(request, transaction, fields_.port.type, port_id);
        if (!port) throw bad_request("local_ip", fmt::format("port {} is not found", port_id));
        address = address_of(fields_, *port, local_ip[fields_.local_ip.local_ip_address]);
    } else if (!local_ip[fields_.local_ip.network_id].empty()) {
        port = make_port(transaction, request, local_ip);
        address = (*port)[fields_.port.fixed_ips].items().front().at("ip_address").str();
    } else {
        throw Fault("LocalIPPortOrNetworkRequired", "A local IP needs a port or a network.");
    }
    local_ip.set(fields_.local_ip.local_port_id, port->id());
    local_ip.set(fields_.local_ip.network_id, port->value(fields_.port.network_id));
    local_ip.set(fields_.local_ip.local_ip_address, address);
    return transaction.insert(std::move(local_ip));
}

void LocalIpBehaviour::remove(Transaction& transaction, const RequestContext& request, const RecordPtr& local_ip) {
    if (!(*local_ip)[fields_.local_ip.associations].items().empty()) {
        throw Fault("LocalIPInUse", fmt::format("Local IP {} leads to ports still.", local_ip->id()));
    }
    const RecordPtr port = transaction.find(fields_.port.type, (*local_ip)[fields_.local_ip.local_port_id]);
    transaction.erase(fields_.local_ip.type, local_ip->id());
    if (port && (*port)[fields_.port.device_owner] == kPortOwner) {
        resources_.remove(transaction, request.elevated(), port);
    }
}

RecordPtr PortAssociationBehaviour::local_ip_require(const View& view, std::string_view id) const {
    RecordPtr local_ip = view.find(fields_.local_ip.type, id);
    if (!local_ip) throw not_found(fields_.local_ip.type.fault_name, id);
    return local_ip;
}

RecordPtr PortAssociationBehaviour::shown(const View& view, const Record& local_ip, const Value& association) const {
    const RecordPtr port = view.find(fields_.port.type, association.at("fixed_port_id").as_string());
    auto record = std::make_shared<Record>(fields_.association.type);
    record->set(fields_.association.local_ip_id, local_ip.id());
    record->set(fields_.association.local_ip_address, local_ip.value(fields_.local_ip.local_ip_address));
    record->set(fields_.association.fixed_port_id, association.at("fixed_port_id"));
    record->set(fields_.association.fixed_ip, association.at("fixed_ip"));
    record->set(fields_.association.host, port ? (*port)[fields_.port.host] : std::string_view());
    return record;
}

RecordPtr PortAssociationBehaviour::create(Transaction& transaction, const RequestContext& request, Draft& draft) {
    const Record& wanted = draft.record;
    const RecordPtr local_ip = local_ip_require(transaction, wanted[fields_.association.local_ip_id]);
    const std::string_view port_id = wanted[fields_.association.fixed_port_id];
    const RecordPtr port = resources_.find(request, transaction, fields_.port.type, port_id);
    if (!port) throw bad_request("local_ip_port_association", fmt::format("port {} is not found", port_id));
    const std::string address = address_of(fields_, *port, wanted[fields_.association.fixed_ip]);

    const auto had = (*local_ip)[fields_.local_ip.associations].items();
    if (std::ranges::any_of(had, [&](const Value& each) { return leads_to(each, port_id); })) {
        throw Fault("NeutronDbObjectDuplicateEntry",
                    fmt::format("Local IP {} leads to port {} already.", local_ip->id(), port_id), FaultKind::conflict);
    }
    std::vector<Value> associations(had.begin(), had.end());
    associations.push_back(Value::map({{"fixed_port_id", port_id}, {"fixed_ip", address}}));
    const Value added = associations.back();
    Draft changed(*local_ip);
    changed.give(fields_.local_ip.associations, Value::list(std::move(associations)));
    const RecordPtr after = resources_.update(transaction, request, local_ip, std::move(changed));
    return shown(transaction, *after, added);
}

void PortAssociationBehaviour::remove(Transaction& transaction, const RequestContext& request,
                                      const RecordPtr& association) {
    const RecordPtr local_ip = local_ip_require(transaction, (*association)[fields_.association.local_ip_id]);
    std::vector<Value> left;
    for (const Value& each : (*local_ip)[fields_.local_ip.associations].items()) {
        if (!leads_to(each, (*association)[fields_.association.fixed_port_id])) left.push_back(each);
    }
    Draft changed(*local_ip);
    changed.give(fields_.local_ip.associations, Value::list(std::move(left)));
    resources_.update(transaction, request, local_ip, std::move(changed));
}

std::vector<RecordPtr> PortAssociationBehaviour::list_of(const RequestContext&, const View& view,
                                                         std::string_view local_ip_id) {
    std::vector<RecordPtr> records;
    const RecordPtr local_ip = local_ip_require(view, local_ip_id);
    for (const Value& each : (*local_ip)[fields_.local_ip.associations].items()) {
        records.push_back(shown(view, *local_ip, each));
    }
    return records;
}

RecordPtr PortAssociationBehaviour::show_of(const RequestContext&, const View& view, std::string_view local_ip_id,
                                            std::string_view fixed_port_id) {
    const RecordPtr local_ip = local_ip_require(view, local_ip_id);
    for (const Value& each : (*local_ip)[fields_.local_ip.associations].items()) {
        if (leads_to(each, fixed_port_id)) return shown(view, *local_ip, each);
    }
    return nullptr;
}

}  // namespace neutrino::local_ip
