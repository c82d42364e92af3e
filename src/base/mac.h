#pragma once
// MAC addresses as text.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace neutrino::base {

// The 48 bits of a MAC address in one of its usual spellings: six octets with ':' or '-', three words with ':', '-' or
// '.', two halves with ':' or '-', or eleven or twelve digits in a row. Case doesn't matter.
std::optional<std::uint64_t> mac_parse(std::string_view text);

// "aa:bb:cc:dd:ee:ff".
std::string mac_text(std::uint64_t bits);

// A random address that begins with the first three octets of `base`, and with the fourth too unless it is "00". Throws
// std::invalid_argument when `base` isn't six octets separated by ':'.
std::string mac_generate(std::string_view base);

}  // namespace neutrino::base
