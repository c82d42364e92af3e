#pragma once
// The numbers that allocation computes with, under this room's name.

#include "base/address.h"

namespace neutrino::ipam {

using base::Address;
using base::AddressHash;
using base::Bits;
using base::eui64_address;
using base::is_eui64;
using base::Prefix;
using base::Range;

}  // namespace neutrino::ipam
