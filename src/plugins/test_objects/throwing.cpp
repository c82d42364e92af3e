#include "support.h"

#include <stdexcept>

NEUTRINO_PLUGIN(registrar) {
    register_empty(registrar, "half_registered");
    throw std::runtime_error("no luck today");
}
