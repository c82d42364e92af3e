#pragma once
// Whether ports are protected against spoofing: their network's setting, unless they have their own.

#include <neutrino/ml2.h>

#include <memory>

namespace neutrino::ml2 {

std::unique_ptr<ExtensionDriver> make_port_security_driver();

}  // namespace neutrino::ml2
