#pragma once
// A mechanism driver that writes what it is told to the log: to see what drivers see, and the example of
// docs/writing-a-mechanism-driver.md.

#include <neutrino/ml2.h>

#include <memory>

namespace neutrino::ml2 {

std::unique_ptr<MechanismDriver> make_logger_driver();

}  // namespace neutrino::ml2
