#pragma once
// The service plugin "local_ip".

#include <neutrino/plugin.h>

namespace neutrino::local_ip {

void register_plugin(Registrar& registrar);

}  // namespace neutrino::local_ip
