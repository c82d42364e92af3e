#include "support.h"

NEUTRINO_PLUGIN(registrar) {
    register_empty(registrar, "first");
    register_empty(registrar, "second");
}
