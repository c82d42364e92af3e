#include "plugins/router/plugin.h"

#include "plugins/router/association.h"
#include "plugins/router/core.h"
#include "plugins/router/floatingip_behaviour.h"
#include "plugins/router/hooks.h"
#include "plugins/router/router_behaviour.h"

#include <memory>

namespace neutrino::router {
namespace {

class RouterPlugin final : public Plugin, public L3 {
public:
    explicit RouterPlugin(const PluginOptions& source) : options_(read_options(source)) {}

    std::vector<std::string> supported_aliases() const override {
        std::vector<std::string> aliases{"router",
                                         "ext-gw-mode",
                                         "extraroute",
                                         "extraroute-atomic",
                                         "fip-port-details",
                                         "floating-ip-port-forwarding-detail",
                                         "floatingip-pools",
                                         "l3-ha",
                                         "l3-port-ip-change-not-allowed"};
        if (options_.enable_dvr) {
            aliases.emplace_back("dvr");
            aliases.emplace_back("router-admin-state-down-before-update");
        }
        return aliases;
    }
    std::string type() const override { return "L3_ROUTER_NAT"; }
    std::string description() const override {
        return "Routers between networks and to the outside, and floating IPs by which ports are reached from there";
    }

    void compose(Composition& composition) override {
        const Catalog& catalog = composition.catalog();
        core_ = std::make_unique<Core>(options_, composition);
        parts_ = std::make_unique<Parts>(*core_, catalog);
        association_ = std::make_unique<Association>(*core_);
        const bool down = composition.loaded("router-admin-state-down-before-update");
        composition.behave("routers", std::make_unique<RouterBehaviour>(*core_, *parts_, down));
        composition.behave("floatingips", std::make_unique<FloatingIpBehaviour>(*core_, *association_));
        composition.behave("floatingip_pools",
                           std::make_unique<FloatingIpPoolBehaviour>(*core_, catalog.get("floatingip_pools")));
        composition.compute("routers", "external_gateway_info", [this](const View& view, const Record& router) {
            return parts_->gateway.info(view, router);
        });
        composition.compute("floatingips", "port_details", [this](const View& view, const Record& floatingip) {
            return port_details(view, floatingip);
        });
        hooks_add(composition, *core_, parts_->gateway, composition.loaded("l3-port-ip-change-not-allowed"));
        composition.provide<L3>(*this);
    }

    void guard_interfaces(InterfaceGuard guard) override { core_->interface_guards.push_back(std::move(guard)); }
    RecordPtr router_between(const View& view, const Record& subnet,
                             std::string_view external_network_id) const override {
        return association_->router_between(view, subnet, external_network_id);
    }

private:
    Value port_details(const View& view, const Record& floatingip) const {
        const PortFields& ports = core_->fields.port;
        const RecordPtr port = view.find(ports.type, floatingip[core_->fields.floatingip.port_id]);
        if (!port) return Value::null();
        return Value::map({{"name", port->value(ports.name)},
                           {"network_id", port->value(ports.network_id)},
                           {"mac_address", port->value(ports.mac_address)},
                           {"admin_state_up", port->value(ports.admin_state_up)},
                           {"status", port->value(ports.status)},
                           {"device_id", port->value(ports.device_id)},
                           {"device_owner", port->value(ports.device_owner)}});
    }

    const Options options_;
    std::unique_ptr<Core> core_;
    std::unique_ptr<const Parts> parts_;
    std::unique_ptr<const Association> association_;
};

}  // namespace

void register_plugin(Registrar& registrar) {
    registrar.plugin("router", "neutron.services.l3_router.l3_router_plugin.L3RouterPlugin",
                     [](const PluginOptions& options) { return std::make_unique<RouterPlugin>(options); });
}

}  // namespace neutrino::router
