#pragma once
// Attributes that are not stored but follow from other resources: a network's subnets, segments and address scopes.

#include "plugins/ml2/core.h"

namespace neutrino::ml2 {

// Registers a provider for each of them whose extension is loaded. `core` must outlive the providers.
void compute_attributes(Composition& composition, const Core& core);

}  // namespace neutrino::ml2
