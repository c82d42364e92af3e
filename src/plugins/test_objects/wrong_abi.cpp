#include <neutrino/plugin.h>

#include <cstdlib>

extern "C" __attribute__((visibility("default"))) unsigned neutrino_abi_version() { return neutrino::kAbiVersion + 1; }
extern "C" __attribute__((visibility("default"))) void neutrino_register(neutrino::Registrar&) { std::abort(); }
