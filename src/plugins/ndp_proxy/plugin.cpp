#include "plugins/ndp_proxy/plugin.h"

#include "plugins/ndp_proxy/behaviour.h"
#include "plugins/option_reader.h"

#include <neutrino/l3.h>

#include <memory>
#include <stdexcept>

namespace neutrino::ndp_proxy {
namespace {

class NdpProxyPlugin final : public Plugin {
public:
    explicit NdpProxyPlugin(const PluginOptions& source) {
        plugins::OptionReader(source).boolean("DEFAULT", "enable_ndp_proxy_by_default", enabled_by_default_);
    }

    std::vector<std::string> supported_aliases() const override { return {"l3-ndp-proxy", "l3-ext-ndp-proxy"}; }
    std::string type() const override { return "NDPPROXY"; }
    std::string description() const override {
        return "Single IPv6 addresses behind routers that are reachable from outside";
    }
    std::vector<std::string> required_plugins() const override { return {"router"}; }

    void compose(Composition& composition) override {
        L3* const l3 = composition.find<L3>();
        if (l3 == nullptr) throw std::logic_error("ndp_proxy needs the plugin router");
        Resources& resources = composition.resources();
        fields_ = std::make_unique<const Fields>(composition.catalog());
        state_ = std::make_unique<const RouterState>(*fields_, resources, enabled_by_default_);
        composition.behave("ndp_proxies", std::make_unique<NdpProxyBehaviour>(*fields_, resources, *state_));
        Hook routers;
        routers.before_write = [this](Transaction& transaction, const Change& change) {
            if (change.kind == Change::Kind::create) state_->creating(transaction, *change.draft);
            if (change.kind == Change::Kind::update) state_->updating(transaction, *change.before, *change.draft);
        };
        routers.after_write = [this](Transaction& transaction, const Change& change) {
            if (change.kind == Change::Kind::update) state_->updated(transaction, *change.before, *change.after);
        };
        composition.hook("routers", std::move(routers));
        l3->guard_interfaces([this](Transaction& transaction, const Record& router, const Record& subnet) {
            check_interface(*fields_, transaction, router, subnet);
        });
    }

private:
    bool enabled_by_default_ = false;
    std::unique_ptr<const Fields> fields_;
    std::unique_ptr<const RouterState> state_;
};

}  // namespace

void register_plugin(Registrar& registrar) {
    registrar.plugin("ndp_proxy", "neutron.services.ndp_proxy.plugin.NDPProxyPlugin",
                     [](const PluginOptions& options) { return std::make_unique<NdpProxyPlugin>(options); });
}

}  // namespace neutrino::ndp_proxy
