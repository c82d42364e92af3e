#pragma once
// The core plugin: networks, subnets, ports, subnet pools and address scopes.

#include <neutrino/plugin.h>

namespace neutrino::ml2 {

// Registers the plugin "ml2" with its mechanism drivers and extension drivers.
void register_plugin(Registrar& registrar);

}  // namespace neutrino::ml2
