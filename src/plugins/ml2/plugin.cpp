#include "plugins/ml2/plugin.h"

#include "plugins/ml2/address_scope_behaviour.h"
#include "plugins/ml2/computed.h"
#include "plugins/ml2/core.h"
#include "plugins/ml2/extension_drivers/defined.h"
#include "plugins/ml2/extension_drivers/port_security.h"
#include "plugins/ml2/mechanisms/logger.h"
#include "plugins/ml2/network_behaviour.h"
#include "plugins/ml2/port_behaviour.h"
#include "plugins/ml2/subnet_behaviour.h"
#include "plugins/ml2/subnetpool_behaviour.h"

#include <algorithm>
#include <iterator>

namespace neutrino::ml2 {
namespace {

// What is served whatever drivers are loaded.
constexpr const char* kAliases[] = {
    "address-scope",
    "allowed-address-pairs",
    "binding",
    "default-subnetpools",
    "empty-string-filtering",
    "external-net",
    "extra_dhcp_opt",
    "filter-validation",
    "ip-substring-filtering",
    "multi-provider",
    "net-mtu",
    "net-mtu-writable",
    "port-device-profile",
    "port-mac-address-regenerate",
    "port-mac-override",
    "port-numa-affinity-policy",
    "provider",
    "standard-attr-description",
    "subnet-service-types",
    "subnet_allocation",
    "subnet_onboard",
    "subnetpool-prefix-ops",
};

class Ml2Plugin final : public Plugin {
public:
    Ml2Plugin(const PluginOptions& source, plugins::CoreParts parts)
        : options_(read_options(source)),
          mechanisms_(options_.mechanism_drivers, source),
          extensions_(options_.extension_drivers, source),
          segments_(options_),
          parts_(std::move(parts)) {}

    std::vector<std::string> supported_aliases() const override {
        std::vector<std::string> aliases(std::begin(kAliases), std::end(kAliases));
        for (const auto& of_drivers : {mechanisms_.aliases(), extensions_.aliases()}) {
            for (const std::string& alias : of_drivers) {
                if (std::find(aliases.begin(), aliases.end(), alias) == aliases.end()) aliases.push_back(alias);
            }
        }
        for (const auto& part : parts_) {
            for (std::string& alias : part->aliases()) aliases.push_back(std::move(alias));
        }
        return aliases;
    }
    std::string type() const override { return "CORE"; }
    std::string description() const override { return "Modular layer 2: networks, subnets, ports and their addresses"; }

    void compose(Composition& composition) override {
        core_ = std::make_unique<Core>(options_, composition, segments_, mechanisms_, extensions_);
        segments_.compose(core_->fields.segment);
        extensions_.compose(composition.catalog());
        composition.behave("networks", std::make_unique<NetworkBehaviour>(*core_));
        composition.behave("subnets", std::make_unique<SubnetBehaviour>(*core_));
        composition.behave("ports", std::make_unique<PortBehaviour>(*core_));
        composition.behave("subnetpools", std::make_unique<SubnetPoolBehaviour>(*core_));
        composition.behave("address_scopes", std::make_unique<AddressScopeBehaviour>(*core_));
        compute_attributes(composition, *core_);
        listen();
        for (const auto& part : parts_) part->compose(composition);
    }

    void start() override {
        segments_.start(core_->database);
        // Changes are heard since before; hearing of a port twice does no harm.
        const PortFields& ports = core_->fields.port;
        core_->database.image().each(ports.type, [&](const RecordPtr& port) {
            core_->allocator.heard(Value(), port->value(ports.fixed_ips));
            return true;
        });
        extensions_.initialize();
        mechanisms_.initialize();
        for (const auto& part : parts_) part->start();
    }

    void stop() override {
        for (auto part = parts_.rbegin(); part != parts_.rend(); ++part) (*part)->stop();
    }

private:
    // The address book follows the ports and subnets of all servers.
    void listen() {
        core_->database.listen(core_->fields.port.type, [this](const RecordPtr& before, const RecordPtr& after) {
            const auto addresses = [this](const RecordPtr& port) {
                return port ? port->value(core_->fields.port.fixed_ips) : Value();
            };
            core_->allocator.heard(addresses(before), addresses(after));
        });
        core_->database.listen(core_->fields.subnet.type, [this](const RecordPtr& before, const RecordPtr& after) {
            if (before && !after) core_->allocator.subnet_gone(before->id());
        });
    }

    const Options options_;
    MechanismDrivers mechanisms_;
    ExtensionDrivers extensions_;
    Segments segments_;
    std::unique_ptr<Core> core_;
    plugins::CoreParts parts_;
};

}  // namespace

void register_plugin(Registrar& registrar, plugins::CorePartsMaker parts) {
    registrar.plugin("ml2", "neutron.plugins.ml2.plugin.Ml2Plugin",
                     [parts = std::move(parts)](const PluginOptions& options) {
                         return std::make_unique<Ml2Plugin>(options, parts(options));
                     });
    registrar.mechanism_driver("logger", [](const PluginOptions&) { return make_logger_driver(); });
    registrar.extension_driver("port_security", [](const PluginOptions&) { return make_port_security_driver(); });
    register_defined_drivers(registrar);
}

}  // namespace neutrino::ml2
