#include "base/address.h"

#include <arpa/inet.h>

#include <array>
#include <charconv>
#include <cstring>

namespace neutrino::base {
namespace {

constexpr std::size_t kLongestText = INET6_ADDRSTRLEN;

// The octets of an address, most significant first.
Bits from_octets(const unsigned char* octets, std::size_t count) {
    Bits bits = 0;
    for (std::size_t i = 0; i < count; ++i) bits = (bits << 8) | octets[i];
    return bits;
}

std::optional<unsigned> octet_of(std::string_view text) {
    unsigned value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    if (error != std::errc() || end != text.data() + text.size() || value > 0xff) return std::nullopt;
    return value;
}

}  // namespace

std::optional<Address> Address::parse(std::string_view text) {
    if (text.empty() || text.size() >= kLongestText || text.find('\0') != text.npos) return std::nullopt;
    std::array<char, kLongestText> terminated{};
    std::memcpy(terminated.data(), text.data(), text.size());
    std::array<unsigned char, 16> octets{};
    if (inet_pton(AF_INET, terminated.data(), octets.data()) == 1) return Address{4, from_octets(octets.data(), 4)};
    if (inet_pton(AF_INET6, terminated.data(), octets.data()) == 1) return Address{6, from_octets(octets.data(), 16)};
    return std::nullopt;
}

std::string Address::text() const {
    const std::size_t count = version == 6 ? 16 : 4;
    std::array<unsigned char, 16> octets{};
    for (std::size_t i = 0; i < count; ++i) octets[i] = static_cast<unsigned char>(bits >> (8 * (count - 1 - i)));
    std::array<char, kLongestText> text{};
    inet_ntop(version == 6 ? AF_INET6 : AF_INET, octets.data(), text.data(), text.size());
    return text.data();
}

Bits Prefix::host_mask() const {
    const int host_bits = width(network.version) - length;
    if (host_bits >= 128) return ~Bits{0};
    return (Bits{1} << host_bits) - 1;
}

Prefix Prefix::of(Address address, int length) {
    Prefix prefix{address, length};
    prefix.network.bits &= ~prefix.host_mask();
    return prefix;
}

std::optional<Prefix> Prefix::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = Address::parse(text.substr(0, slash));
    if (!address) return std::nullopt;
    int length = width(address->version);
    if (slash != std::string_view::npos) {
        const std::string_view digits = text.substr(slash + 1);
        const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), length);
        if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
        if (length < 0 || length > width(address->version)) return std::nullopt;
    }
    return of(*address, length);
}

bool Prefix::is_multicast() const {
    static const Prefix v4{{4, Bits{0xe0000000}}, 4};
    static const Prefix v6{{6, Bits{0xff} << 120}, 8};
    return (version() == 6 ? v6 : v4).contains(network);
}

bool Prefix::is_loopback() const {
    static const Prefix v4{{4, Bits{0x7f000000}}, 8};
    static const Prefix v6{{6, Bits{1}}, 128};
    return (version() == 6 ? v6 : v4).contains(network);
}

std::optional<Address> eui64_address(const Prefix& prefix, std::string_view mac) {
    constexpr std::size_t kMacLength = 17;
    if (mac.size() != kMacLength || prefix.version() != 6) return std::nullopt;
    Bits interface_id = 0;
    for (std::size_t i = 0; i < 6; ++i) {
        const auto octet = octet_of(mac.substr(i * 3, 2));
        if (!octet || (i < 5 && mac[i * 3 + 2] != ':' && mac[i * 3 + 2] != '-')) return std::nullopt;
        // The universal/local bit of the first octet is inverted, and fffe goes into the middle.
        interface_id = (interface_id << 8) | (i == 0 ? *octet ^ 0x02U : *octet);
        if (i == 2) interface_id = (interface_id << 16) | 0xfffeU;
    }
    return Address{6, (prefix.network.bits >> 64 << 64) | interface_id};
}

bool is_eui64(const Address& address) {
    // The two octets that stand between the halves of a MAC.
    constexpr int kShift = 24;
    constexpr unsigned kInserted = 0xfffe;
    return address.version == 6 && static_cast<unsigned>((address.bits >> kShift) & 0xffff) == kInserted;
}

}  // namespace neutrino::base
