#include "support.h"

#include <neutrino/ml2.h>

namespace {

// Needs a function of the SDK that is in the executable.
class Driver : public neutrino::MechanismDriver {
public:
    void initialize() override { throw neutrino::not_found("Driver", "good"); }
};

}  // namespace

NEUTRINO_PLUGIN(registrar) {
    register_empty(registrar, "good");
    registrar.mechanism_driver("good_driver",
                               [](const neutrino::PluginOptions&) { return std::make_unique<Driver>(); });
}
