#pragma once
// What routers and floating IPs have to say to changes of ports, subnets and networks.

#include "plugins/router/core.h"
#include "plugins/router/gateway.h"

namespace neutrino::router {

// `core` and `gateway` outlive the composition's handlers. `keeps_addresses`: the extension
// l3-port-ip-change-not-allowed is loaded.
void hooks_add(Composition& composition, const Core& core, const Gateway& gateway, bool keeps_addresses);

}  // namespace neutrino::router
