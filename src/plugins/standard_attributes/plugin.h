#pragma once
// The service plugins `timestamp` and `revisions`: they serve attributes that the store keeps for every resource with
// standard attributes, so all that is left to them is to say so.

#include <neutrino/plugin.h>

namespace neutrino::standard_attributes {

void register_plugins(Registrar& registrar);

}  // namespace neutrino::standard_attributes
