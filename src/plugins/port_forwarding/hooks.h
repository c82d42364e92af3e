#pragma once
// What port forwardings have to say to changes of floating IPs, ports and routers.

#include "plugins/port_forwarding/fields.h"

#include <neutrino/l3.h>
#include <neutrino/plugin.h>

namespace neutrino::port_forwarding {

// `fields` outlives the composition's handlers.
void hooks_add(Composition& composition, L3& l3, const Fields& fields);

}  // namespace neutrino::port_forwarding
