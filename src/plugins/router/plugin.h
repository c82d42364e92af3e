#pragma once
// The service plugin "router": routers and floating IPs.

#include <neutrino/plugin.h>

namespace neutrino::router {

void register_plugin(Registrar& registrar);

}  // namespace neutrino::router
