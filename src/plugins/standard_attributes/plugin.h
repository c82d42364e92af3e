#pragma once
// The service plugins `timestamp`, `revisions` and `tag`: the attributes that they serve are kept by the store for
// every resource with standard attributes, and answered for by the API, so all that is left to them is to say so.

#include <neutrino/plugin.h>

namespace neutrino::standard_attributes {

void register_plugins(Registrar& registrar);

}  // namespace neutrino::standard_attributes
