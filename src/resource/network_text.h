#pragma once
// The spellings of prefixes that Neutron's clients may use. Private to the room.

#include "base/address.h"

#include <optional>
#include <string>
#include <string_view>

namespace neutrino::resource {

// A prefix as it was written: host bits are kept.
struct NetworkText {
    base::Address address;
    int length = 0;

    std::string text() const { return address.text() + "/" + std::to_string(length); }
    base::Prefix prefix() const { return base::Prefix::of(address, length); }
};

// Understands "10.0.0.1/24", an address alone, IPv4 with octets left out at the end ("10.1/16") or with leading zeros,
// and a netmask or its inverse in place of the length ("10.0.0.0/255.0.0.0", "fe80::/ffc0::").
std::optional<NetworkText> network_parse(std::string_view text);

}  // namespace neutrino::resource
