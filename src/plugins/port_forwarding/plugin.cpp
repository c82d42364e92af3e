#include "plugins/port_forwarding/plugin.h"

#include "plugins/port_forwarding/behaviour.h"
#include "plugins/port_forwarding/hooks.h"

#include <memory>
#include <stdexcept>

namespace neutrino::port_forwarding {
namespace {

Value single(const PortRange& ports) { return ports.size() == 1 ? Value(ports.first) : Value::null(); }

// What a floating IP shows of its forwardings.
Value summary(const Fields& fields, const View& view, const Record& floatingip) {
    const auto& own = fields.forwarding;
    std::vector<Value> items;
    for (const RecordPtr& forwarding : view.find_by(own.type, "floatingip_id", floatingip.id())) {
        std::vector<Member> item{{"id", forwarding->id()},
                                 {"protocol", forwarding->value(own.protocol)},
                                 {"internal_port_id", forwarding->value(own.internal_port_id)},
                                 {"internal_ip_address", forwarding->value(own.internal_ip_address)}};
        const PortRange internal = internal_ports(fields, *forwarding);
        const PortRange external = external_ports(fields, *forwarding);
        if (internal.size() == 1) item.push_back({"internal_port", internal.first});
        if (external.size() == 1) item.push_back({"external_port", external.first});
        items.push_back(Value::map(std::move(item)));
    }
    return Value::list(std::move(items));
}

class PortForwardingPlugin final : public Plugin {
public:
    std::vector<std::string> supported_aliases() const override {
        return {"floating-ip-port-forwarding", "expose-port-forwarding-in-fip",
                "floating-ip-port-forwarding-description", "floating-ip-port-forwarding-port-ranges"};
    }
    std::string type() const override { return "PORTFORWARDING"; }
    std::string description() const override { return "Single ports of floating IPs that lead to different ports"; }
    std::vector<std::string> required_plugins() const override { return {"router"}; }

    void compose(Composition& composition) override {
        L3* const l3 = composition.find<L3>();
        if (l3 == nullptr) throw std::logic_error("port_forwarding needs the plugin router");
        fields_ = std::make_unique<const Fields>(composition.catalog());
        composition.behave("port_forwardings",
                           std::make_unique<PortForwardingBehaviour>(*fields_, composition.resources(), *l3));
        const auto compute = [&](const char* attribute, auto value) {
            composition.compute("port_forwardings", attribute,
                                [this, value](const View&, const Record& record) { return value(*fields_, record); });
        };
        compute("external_port", [](const Fields& f, const Record& r) { return single(external_ports(f, r)); });
        compute("internal_port", [](const Fields& f, const Record& r) { return single(internal_ports(f, r)); });
        compute("external_port_range",
                [](const Fields& f, const Record& r) { return Value(external_ports(f, r).text()); });
        compute("internal_port_range",
                [](const Fields& f, const Record& r) { return Value(internal_ports(f, r).text()); });
        composition.compute("floatingips", "port_forwardings", [this](const View& view, const Record& floatingip) {
            return summary(*fields_, view, floatingip);
        });
        hooks_add(composition, *l3, *fields_);
    }

private:
    std::unique_ptr<const Fields> fields_;
};

}  // namespace

void register_plugin(Registrar& registrar) {
    registrar.plugin("port_forwarding", "neutron.services.portforwarding.pf_plugin.PortForwardingPlugin",
                     [](const PluginOptions&) { return std::make_unique<PortForwardingPlugin>(); });
}

}  // namespace neutrino::port_forwarding
