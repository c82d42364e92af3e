#pragma once
// The service plugin "ndp_proxy".

#include <neutrino/plugin.h>

namespace neutrino::ndp_proxy {

void register_plugin(Registrar& registrar);

}  // namespace neutrino::ndp_proxy
