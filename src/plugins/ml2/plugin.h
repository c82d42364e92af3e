#pragma once
// The core plugin: networks, subnets, ports, subnet pools and address scopes.

#include "plugins/core_part.h"

#include <neutrino/plugin.h>

namespace neutrino::ml2 {

// Registers the plugin "ml2" with its mechanism drivers and extension drivers; `parts` makes what belongs to it but has
// a folder of its own.
void register_plugin(Registrar& registrar, plugins::CorePartsMaker parts);

}  // namespace neutrino::ml2
