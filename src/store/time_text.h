#pragma once
// Times as text.

#include <string>

namespace neutrino::store {

// Now, as the API shows times: "2024-01-31T09:00:00Z".
std::string time_now();

}  // namespace neutrino::store
