#pragma once
// UUIDs as text, the way Neutron's API and tables have them.

#include <string>
#include <string_view>

namespace neutrino::base {

// A random (version 4) UUID, e.g. "0f1a2b3c-...". Seeded from the kernel once a thread. Not for secrets.
std::string uuid_generate();

// Whether the text is a UUID as oslo.utils has it: case, dashes, braces and "urn:", "uuid:" don't count.
bool is_uuid_like(std::string_view text);

}  // namespace neutrino::base
