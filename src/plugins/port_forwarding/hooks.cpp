#include "plugins/port_forwarding/hooks.h"

#include "base/address.h"

#include <fmt/core.h>

#include <algorithm>
#include <utility>

namespace neutrino::port_forwarding {
namespace {

bool has_address(const Fields& fields, const Record& port, std::string_view key, std::string_view value) {
    return std::ranges::any_of(port[fields.port.fixed_ips].items(),
                               [&](const Value& item) { return item.at(key).as_string() == value; });
}

class Guard {
public:
    Guard(const Fields& fields, Resources& resources) : fields_(fields), resources_(resources) {}

    // A distributed router translates floating IPs where the port is, and forwarded ports where its gateway is: no
    // port can have both.
    void associating(const View& view, const Draft& draft) const {
        if (!draft.is_given(fields_.floatingip.port_id)) return;
        const std::string_view port_id = draft.record[fields_.floatingip.port_id];
        if (port_id.empty()) return;
        for (const RecordPtr& forwarding : view.find_by(fields_.forwarding.type, "internal_port_id", port_id)) {
            const RecordPtr floatingip =
                view.find(fields_.floatingip.type, (*forwarding)[fields_.forwarding.floatingip_id]);
            const RecordPtr router =
                floatingip ? view.find(fields_.router.type, (*floatingip)[fields_.floatingip.router_id]) : nullptr;
            if (!router || !(*router)[fields_.router.distributed]) continue;
            throw Fault("PortHasPortForwarding",
                        fmt::format("Port {} has forwarded ports and can't have a floating IP too.", port_id));
        }
    }

    void check_unused(const View& view, std::string_view floatingip_id) const {
        if (view.count_by(fields_.forwarding.type, "floatingip_id", floatingip_id) == 0) return;
        throw Fault("FipInUseByPortForwarding", fmt::format("Ports of floating IP {} are forwarded.", floatingip_id));
    }

    // `left`: the port as it is now, or nullptr when it goes.
    void release(Transaction& transaction, const RequestContext& request, std::string_view port_id,
                 const Record* left) const {
        const auto& own = fields_.forwarding;
        for (const RecordPtr& forwarding : transaction.find_by(own.type, "internal_port_id", port_id)) {
            const std::string_view address = (*forwarding)[own.internal_ip_address];
            if (left != nullptr && has_address(fields_, *left, "ip_address", address)) continue;
            resources_.remove(transaction, request.elevated(), forwarding);
        }
    }

    void check_interface(const View& view, const Record& router, const Record& subnet) const {
        const auto cidr = base::Prefix::parse(subnet[fields_.subnet.cidr]);
        for (const RecordPtr& floatingip : view.find_by(fields_.floatingip.type, "router_id", router.id())) {
            for (const RecordPtr& each : view.find_by(fields_.forwarding.type, "floatingip_id", floatingip->id())) {
                const auto address = base::Address::parse((*each)[fields_.forwarding.internal_ip_address]);
                if (!cidr || !address || !cidr->contains(*address)) continue;
                const RecordPtr port = view.find(fields_.port.type, (*each)[fields_.forwarding.internal_port_id]);
                if (!port || !has_address(fields_, *port, "subnet_id", subnet.id())) continue;
                throw Fault("RouterInterfaceInUseByFloatingIP",
                            fmt::format("Router {} stays on subnet {}: forwarded ports of floating IP {} need it.",
                                        router.id(), subnet.id(), floatingip->id()));
            }
        }
    }

private:
    const Fields& fields_;
    Resources& resources_;
};

}  // namespace

void hooks_add(Composition& composition, L3& l3, const Fields& fields) {
    const Guard guard(fields, composition.resources());
    Hook floatingips;
    floatingips.before_write = [guard](Transaction& transaction, const Change& change) {
        if (change.kind == Change::Kind::remove) {
            guard.check_unused(transaction, change.before->id());
        } else {
            guard.associating(transaction, *change.draft);
        }
    };
    // Neutron finds fault with the port first.
    floatingips.after_write = [guard, &fields](Transaction& transaction, const Change& change) {
        if (change.kind != Change::Kind::update || (*change.after)[fields.floatingip.port_id].empty()) return;
        guard.check_unused(transaction, change.after->id());
    };
    composition.hook("floatingips", std::move(floatingips));

    Hook ports;
    ports.before_write = [guard](Transaction& transaction, const Change& change) {
        if (change.kind != Change::Kind::remove) return;
        guard.release(transaction, change.context, change.before->id(), nullptr);
    };
    ports.after_write = [guard](Transaction& transaction, const Change& change) {
        if (change.kind != Change::Kind::update) return;
        guard.release(transaction, change.context, change.after->id(), change.after.get());
    };
    composition.hook("ports", std::move(ports));

    l3.guard_interfaces([guard](Transaction& transaction, const Record& router, const Record& subnet) {
        guard.check_interface(transaction, router, subnet);
    });
}

}  // namespace neutrino::port_forwarding
