#pragma once
// Extension drivers of Neutron whose definitions say everything: they only claim their alias.

#include <neutrino/plugin.h>

namespace neutrino::ml2 {

void register_defined_drivers(Registrar& registrar);

}  // namespace neutrino::ml2
