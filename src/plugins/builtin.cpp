#include "plugins/registry.h"
#include "plugins/standard_attributes/plugin.h"

namespace neutrino::plugins {

void register_builtin(Registrar& registrar) { standard_attributes::register_plugins(registrar); }

}  // namespace neutrino::plugins
