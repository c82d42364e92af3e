#include "plugins/conntrack_helper/plugin.h"
#include "plugins/core_part.h"
#include "plugins/local_ip/plugin.h"
#include "plugins/ml2/plugin.h"
#include "plugins/ndp_proxy/plugin.h"
#include "plugins/port_forwarding/plugin.h"
#include "plugins/registry.h"
#include "plugins/router/plugin.h"
#include "plugins/standard_attributes/plugin.h"

namespace neutrino::plugins {
namespace {

// What the core plugin is made of besides networks, subnets, ports, pools and address scopes.
CoreParts core_parts(const PluginOptions&) {
    CoreParts parts;
    return parts;
}

}  // namespace

void register_builtin(Registrar& registrar) {
    ml2::register_plugin(registrar, core_parts);
    router::register_plugin(registrar);
    port_forwarding::register_plugin(registrar);
    conntrack_helper::register_plugin(registrar);
    ndp_proxy::register_plugin(registrar);
    local_ip::register_plugin(registrar);
    standard_attributes::register_plugins(registrar);
}

}  // namespace neutrino::plugins
