#pragma once
// Ranges of TCP, UDP or SCTP ports, as port forwardings name them.

#include <neutrino/value.h>

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>

namespace neutrino::port_forwarding {

// Both ends belong to it; 1 to 65535.
struct PortRange {
    std::int64_t first = 0;
    std::int64_t last = 0;

    // A number, or text: "80" or "80:90". Nothing for what is neither.
    static std::optional<PortRange> parse(const Value& value);
    std::string text() const { return std::to_string(first) + ":" + std::to_string(last); }
    std::int64_t size() const { return last - first + 1; }
    bool overlaps(const PortRange& other) const { return std::max(first, other.first) <= std::min(last, other.last); }
    friend bool operator==(const PortRange&, const PortRange&) = default;
};

}  // namespace neutrino::port_forwarding
