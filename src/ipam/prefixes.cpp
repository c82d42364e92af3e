#include "ipam/prefixes.h"

#include <algorithm>
#include <cmath>

namespace neutrino::ipam {
namespace {

constexpr int kUnitLengthV4 = 32;
constexpr int kUnitLengthV6 = 64;

std::vector<Range> merged_ranges(const std::vector<Prefix>& prefixes) {
    std::vector<Range> ranges;
    ranges.reserve(prefixes.size());
    for (const Prefix& prefix : prefixes) ranges.push_back(prefix.range());
    std::sort(ranges.begin(), ranges.end(), [](const Range& a, const Range& b) { return a.first < b.first; });
    std::vector<Range> merged;
    for (const Range& range : ranges) {
        const bool joins = !merged.empty() && merged.back().last.version == range.first.version &&
                           (range.first <= merged.back().last || range.first.bits - merged.back().last.bits == 1);
        if (joins) {
            merged.back().last = std::max(merged.back().last, range.last);
        } else {
            merged.push_back(range);
        }
    }
    return merged;
}

std::vector<Prefix> prefixes_of(const std::vector<Range>& ranges) {
    std::vector<Prefix> prefixes;
    for (const Range& range : ranges) {
        for (const Prefix& prefix : ipam::prefixes_of(range)) prefixes.push_back(prefix);
    }
    return prefixes;
}

}  // namespace

std::vector<Prefix> prefixes_of(const Range& range) {
    std::vector<Prefix> prefixes;
    const int width = Prefix::width(range.first.version);
    Address next = range.first;
    while (true) {
        // The largest block that is aligned at `next` and ends within the range.
        int length = width;
        while (length > 0) {
            const Prefix wider = Prefix::of(next, length - 1);
            if (wider.network != next || range.last < wider.last()) break;
            --length;
        }
        const Prefix block = Prefix::of(next, length);
        prefixes.push_back(block);
        if (block.last() >= range.last) return prefixes;
        next = block.last().plus(1);
    }
}

std::vector<Prefix> merge(std::vector<Prefix> prefixes) { return prefixes_of(merged_ranges(prefixes)); }

std::vector<Prefix> subtract(const std::vector<Prefix>& from, const std::vector<Prefix>& taken) {
    const std::vector<Range> holes = merged_ranges(taken);
    std::vector<Range> left;
    for (const Range& range : merged_ranges(from)) {
        Address next = range.first;
        bool exhausted = false;
        for (const Range& hole : holes) {
            if (hole.last < next || range.last < hole.first || hole.first.version != range.first.version) continue;
            if (next < hole.first) left.push_back({next, hole.first.minus(1)});
            if (hole.last >= range.last) {
                exhausted = true;
                break;
            }
            next = hole.last.plus(1);
        }
        if (!exhausted) left.push_back({next, range.last});
    }
    return prefixes_of(left);
}

bool covers(const std::vector<Prefix>& outer, const std::vector<Prefix>& inner) {
    return subtract(inner, outer).empty();
}

bool overlap(const std::vector<Prefix>& left, const std::vector<Prefix>& right) {
    for (const Prefix& one : left) {
        for (const Prefix& other : right) {
            if (one.overlaps(other)) return true;
        }
    }
    return false;
}

std::optional<Prefix> first_fit(const std::vector<Prefix>& free, int length) {
    const Prefix* best = nullptr;
    for (const Prefix& candidate : free) {
        if (candidate.length > length) continue;
        if (best == nullptr || candidate.length > best->length ||
            (candidate.length == best->length && candidate.network < best->network)) {
            best = &candidate;
        }
    }
    if (best == nullptr) return std::nullopt;
    return Prefix::of(best->network, length);
}

double quota_units(const Prefix& prefix) {
    const int unit = prefix.version() == 6 ? kUnitLengthV6 : kUnitLengthV4;
    return std::pow(2.0, unit - prefix.length);
}

}  // namespace neutrino::ipam
