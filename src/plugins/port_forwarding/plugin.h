#pragma once
// The service plugin "port_forwarding".

#include <neutrino/plugin.h>

namespace neutrino::port_forwarding {

void register_plugin(Registrar& registrar);

}  // namespace neutrino::port_forwarding
