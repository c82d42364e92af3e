#include "resource/network_text.h"

#include "resource/python_text.h"

#include <bit>

namespace neutrino::resource {
namespace {

std::optional<base::Address> address_of(std::string_view text, int version) {
    const auto address = base::Address::parse(text);
    return address && address->version == version ? address : std::nullopt;
}

// "10.1" -> 10.1.0.0, "010.0.0.1" -> 10.0.0.1.
std::optional<base::Address> partial_ipv4(std::string_view text) {
    constexpr std::size_t kOctets = 4;
    if (text.find(':') != std::string_view::npos) return std::nullopt;
    const auto parts = text_split(text, '.');
    if (parts.size() > kOctets) return std::nullopt;
    base::Bits bits = 0;
    for (std::size_t i = 0; i < kOctets; ++i) {
        const auto octet = i < parts.size() ? python_int(Value(parts[i])) : Whole{0};
        if (!octet || *octet < 0 || *octet > 0xff) return std::nullopt;
        bits = (bits << 8) | static_cast<base::Bits>(*octet);
    }
    return base::Address{4, bits};
}

bool is_power_of_two(base::Bits bits) { return (bits & (bits - 1)) == 0; }

int bit_count(base::Bits bits) {
    return std::popcount(static_cast<std::uint64_t>(bits)) + std::popcount(static_cast<std::uint64_t>(bits >> 64));
}

std::optional<int> length_of(std::string_view text, int version) {
    const int width = base::Prefix::width(version);
    if (const auto number = python_int(Value(text))) {
        if (*number < 0 || *number > width) return std::nullopt;
        return static_cast<int>(*number);
    }
    const auto mask = address_of(text, version);
    if (!mask) return std::nullopt;
    const base::Bits all = version == 6 ? ~base::Bits{0} : base::Bits{0xffffffff};
    if (is_power_of_two((mask->bits ^ all) + 1)) return bit_count(mask->bits);
    if (is_power_of_two(mask->bits + 1)) return width - bit_count(mask->bits);
    return std::nullopt;
}

}  // namespace

std::optional<NetworkText> network_parse(std::string_view text) {
    const auto slash = text.find('/');
    const std::string_view head = text.substr(0, slash);
    for (const int version : {4, 6}) {
        auto address = address_of(head, version);
        if (!address && version == 4) address = partial_ipv4(head);
        if (!address) continue;
        const auto length =
            slash == std::string_view::npos ? base::Prefix::width(version) : length_of(text.substr(slash + 1), version);
        if (length) return NetworkText{*address, *length};
    }
    return std::nullopt;
}

}  // namespace neutrino::resource
