#include "plugins/local_ip/plugin.h"

#include "plugins/local_ip/behaviour.h"

#include <fmt/core.h>

#include <memory>

namespace neutrino::local_ip {
namespace {

class LocalIpPlugin final : public Plugin {
public:
    std::vector<std::string> supported_aliases() const override { return {"local_ip"}; }
    std::string type() const override { return "LOCAL_IP"; }
    std::string description() const override { return "Addresses that lead to a different port on every host"; }

    void compose(Composition& composition) override {
        Resources& resources = composition.resources();
        fields_ = std::make_unique<const Fields>(composition.catalog());
        composition.behave("local_ips", std::make_unique<LocalIpBehaviour>(*fields_, resources));
        composition.behave("port_associations", std::make_unique<PortAssociationBehaviour>(*fields_, resources));
        Hook ports;
        ports.before_write = [this](Transaction& transaction, const Change& change) {
            if (change.kind == Change::Kind::remove) check_unused(transaction, change.before->id());
        };
        composition.hook("ports", std::move(ports));
    }

private:
    void check_unused(const View& view, std::string_view port_id) const {
        if (view.count_by(fields_->local_ip.type, "local_port_id", port_id) == 0) return;
        throw Fault("ServicePortInUse", fmt::format("Port {} can't be deleted: it is a local IP's.", port_id));
    }

    std::unique_ptr<const Fields> fields_;
};

}  // namespace

void register_plugin(Registrar& registrar) {
    registrar.plugin("local_ip", "neutron.services.local_ip.local_ip_plugin.LocalIPPlugin",
                     [](const PluginOptions&) { return std::make_unique<LocalIpPlugin>(); });
}

}  // namespace neutrino::local_ip
