#include "plugins/port_forwarding/port_range.h"

#include "plugins/option_reader.h"

namespace neutrino::port_forwarding {

std::optional<PortRange> PortRange::parse(const Value& value) {
    if (value.is_int()) return PortRange{value.as_int(), value.as_int()};
    if (!value.is_string()) return std::nullopt;
    const auto ends = plugins::text_parts(value.as_string(), ':');
    if (ends.size() > 2) return std::nullopt;
    const auto first = plugins::text_integer(ends.front());
    const auto last = plugins::text_integer(ends.back());
    if (!first || !last) return std::nullopt;
    return PortRange{*first, *last};
}

}  // namespace neutrino::port_forwarding
