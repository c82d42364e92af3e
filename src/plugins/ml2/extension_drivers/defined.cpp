#include "plugins/ml2/extension_drivers/defined.h"

#include <neutrino/ml2.h>

namespace neutrino::ml2 {
namespace {

struct Defined {
    const char* name;
    const char* alias;
};
constexpr Defined kDefined[] = {
    {"data_plane_status", "data-plane-status"},
    {"port_device_profile", "port-device-profile"},
    {"port_numa_affinity_policy", "port-numa-affinity-policy"},
    {"uplink_status_propagation", "uplink-status-propagation"},
};

class DefinedDriver final : public ExtensionDriver {
public:
    explicit DefinedDriver(const char* alias) : alias_(alias) {}
    std::vector<std::string> aliases() const override { return {alias_}; }

private:
    const char* const alias_;
};

}  // namespace

void register_defined_drivers(Registrar& registrar) {
    for (const Defined& each : kDefined) {
        registrar.extension_driver(
            each.name, [alias = each.alias](const PluginOptions&) { return std::make_unique<DefinedDriver>(alias); });
    }
}

}  // namespace neutrino::ml2
