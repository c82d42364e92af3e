#include "plugins/router/hooks.h"

#include <fmt/core.h>

#include <algorithm>
#include <set>

namespace neutrino::router {
namespace {

// Ports that only their router or floating IP may delete.
bool is_guarded(std::string_view device_owner) {
    return owner::is_interface(device_owner) || device_owner == owner::kGateway || device_owner == owner::kSnat ||
           device_owner == owner::kAgentGateway || device_owner == owner::kFloatingIp;
}

// Ports whose IPv4 addresses routers rely on.
bool is_settled(std::string_view device_owner) {
    return owner::is_interface(device_owner) || device_owner == owner::kSnat || device_owner == owner::kHighlyAvailable;
}

class PortHook {
public:
    PortHook(const Core& core, bool keeps_addresses)
        : core_(core), ports_(core.fields.port), keeps_addresses_(keeps_addresses) {}

    void removing(Transaction& transaction, const Change& change) const {
        const Record& port = *change.before;
        if (change.requested) check_deletable(transaction, port);
        release_floatingips(transaction, change.context, port.id());
        release_gateway(transaction, change.context, port);
    }

    void updated(Transaction& transaction, const Change& change) const {
        const Record& before = *change.before;
        if (!keeps_addresses_ || !is_settled(before[ports_.device_owner])) return;
        if (!transaction.find(core_.fields.router.type, before[ports_.device_id])) return;
        if (ipv4_addresses(before) == ipv4_addresses(*change.after)) return;
        throw Fault("BadRequest", fmt::format("Bad ports request: the IPv4 addresses of port {} belong to router {}.",
                                              before.id(), before[ports_.device_id]));
    }

private:
    std::set<std::string> ipv4_addresses(const Record& port) const {
        std::set<std::string> found;
        for (const Value& item : port[ports_.fixed_ips].items()) {
            const std::string_view address = item.at("ip_address").as_string();
            if (address.find(':') == std::string_view::npos) found.emplace(address);
        }
        return found;
    }

    void check_deletable(const View& view, const Record& port) const {
        const std::string_view device_owner = port[ports_.device_owner];
        // What is left of a router without addresses may be cleaned up by hand, and so may what nobody owns.
        if (!is_guarded(device_owner) || port[ports_.fixed_ips].items().empty()) return;
        const ResourceType& type =
            device_owner == owner::kFloatingIp ? core_.fields.floatingip.type : core_.fields.router.type;
        if (!view.find(type, port[ports_.device_id])) return;
        throw Fault("ServicePortInUse",
                    fmt::format("Port {} can't be deleted by itself: it belongs to {} {}, as its device owner {} says.",
                                port.id(), type.member, port[ports_.device_id], device_owner));
    }

    void release_floatingips(Transaction& transaction, const RequestContext& request, std::string_view port_id) const {
        const FloatingIpFields& fields = core_.fields.floatingip;
        for (const RecordPtr& floatingip : transaction.find_by(fields.type, "port_id", port_id)) {
            Draft draft(*floatingip);
            draft.give(fields.port_id, Value::null());
            core_.resources.update(transaction, request.elevated(), floatingip, std::move(draft));
        }
    }

    // A gateway without addresses may go alone.
    void release_gateway(Transaction& transaction, const RequestContext& request, const Record& port) const {
        const RouterFields& fields = core_.fields.router;
        for (const RecordPtr& router : transaction.find_by(fields.type, "gw_port_id", port.id())) {
            Draft draft(*router);
            unlink(core_, draft.record, port.id());
            draft.record.set(fields.gw_port_id, Value::null());
            core_.resources.update(transaction, request.elevated(), router, std::move(draft));
        }
    }

    const Core& core_;
    const PortFields& ports_;
    const bool keeps_addresses_;
};

// Floating IPs that lead nowhere go with their network.
void release_network(const Core& core, Transaction& transaction, const RequestContext& request, const Record& network) {
    const FloatingIpFields& fields = core.fields.floatingip;
    for (const RecordPtr& floatingip : transaction.find_by(fields.type, "floating_network_id", network.id())) {
        if (!(*floatingip)[fields.port_id].empty() || !(*floatingip)[fields.router_id].empty()) continue;
        core.resources.remove(transaction, request.elevated(), floatingip);
    }
}

}  // namespace

void hooks_add(Composition& composition, const Core& core, const Gateway& gateway, bool keeps_addresses) {
    Hook ports;
    const PortHook hook(core, keeps_addresses);
    ports.before_write = [hook](Transaction& transaction, const Change& change) {
        if (change.kind == Change::Kind::remove) hook.removing(transaction, change);
    };
    ports.after_write = [hook](Transaction& transaction, const Change& change) {
        if (change.kind == Change::Kind::update) hook.updated(transaction, change);
    };
    composition.hook("ports", std::move(ports));

    Hook subnets;
    subnets.after_write = [&gateway](Transaction& transaction, const Change& change) {
        if (change.kind == Change::Kind::create) gateway.subnet_added(transaction, change.context, *change.after);
    };
    composition.hook("subnets", std::move(subnets));

    Hook networks;
    networks.before_write = [&core](Transaction& transaction, const Change& change) {
        if (change.kind == Change::Kind::remove) {
            release_network(core, transaction, change.context, *change.before);
        }
    };
    composition.hook("networks", std::move(networks));
}

}  // namespace neutrino::router
