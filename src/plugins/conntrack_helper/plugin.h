#pragma once
// The service plugin "conntrack_helper".

#include <neutrino/plugin.h>

namespace neutrino::conntrack_helper {

void register_plugin(Registrar& registrar);

}  // namespace neutrino::conntrack_helper
