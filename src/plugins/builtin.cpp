#include "plugins/ml2/plugin.h"
#include "plugins/ml2/plugin.h"
#include "plugins/registry.h"
#include "plugins/standard_attributes/plugin.h"

namespace neutrino::plugins {

void register_builtin(Registrar& registrar) {
    ml2::register_plugin(registrar);
    standard_attributes::register_plugins(registrar);
}

}  // namespace neutrino::plugins
