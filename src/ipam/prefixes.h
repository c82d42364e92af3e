#pragma once
// Sets of prefixes: what a subnet pool owns, what is left of it, and where a new subnet fits.

#include "ipam/address.h"

#include <optional>
#include <vector>

namespace neutrino::ipam {

// The fewest prefixes that cover the same addresses, in order.
std::vector<Prefix> merge(std::vector<Prefix> prefixes);
// The fewest prefixes that cover a range exactly.
std::vector<Prefix> prefixes_of(const Range& range);
// What of `from` none of `taken` covers, merged.
std::vector<Prefix> subtract(const std::vector<Prefix>& from, const std::vector<Prefix>& taken);
// Whether every address of `inner` is in `outer`.
bool covers(const std::vector<Prefix>& outer, const std::vector<Prefix>& inner);
bool overlap(const std::vector<Prefix>& left, const std::vector<Prefix>& right);
// The first block of this length in the smallest free prefix that holds one.
std::optional<Prefix> first_fit(const std::vector<Prefix>& free, int length);

// What a prefix counts against default_quota: addresses for IPv4, /64 networks for IPv6 (a longer prefix is a
// fraction).
double quota_units(const Prefix& prefix);

}  // namespace neutrino::ipam
