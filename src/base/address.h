#pragma once
// IP addresses, prefixes and ranges as numbers.

#include <compare>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::base {

using Bits = unsigned __int128;

struct Address {
    int version = 4;  // 4 or 6
    Bits bits = 0;

    static std::optional<Address> parse(std::string_view text);
    // Canonical: "10.0.0.1", "2001:db8::1".
    std::string text() const;
    Address plus(Bits distance) const { return {version, bits + distance}; }
    Address minus(Bits distance) const { return {version, bits - distance}; }

    friend bool operator==(const Address& left, const Address& right) noexcept {
        return left.version == right.version && left.bits == right.bits;
    }
    friend std::strong_ordering operator<=>(const Address& left, const Address& right) noexcept {
        if (left.version != right.version) return left.version <=> right.version;
        if (left.bits == right.bits) return std::strong_ordering::equal;
        return left.bits < right.bits ? std::strong_ordering::less : std::strong_ordering::greater;
    }
};

struct AddressHash {
    std::size_t operator()(const Address& address) const noexcept {
        const auto low = static_cast<std::uint64_t>(address.bits);
        const auto high = static_cast<std::uint64_t>(address.bits >> 64);
        return std::hash<std::uint64_t>{}(low ^ (high * 0x9e3779b97f4a7c15ULL));
    }
};

// Both ends belong to it.
struct Range {
    Address first;
    Address last;

    bool contains(const Address& address) const { return first <= address && address <= last; }
    bool overlaps(const Range& other) const { return first <= other.last && other.first <= last; }
    std::string text() const { return first.text() + "-" + last.text(); }
    friend bool operator==(const Range&, const Range&) = default;
};

// A network in CIDR notation, host bits clear.
struct Prefix {
    Address network;
    int length = 0;

    // Clears host bits: "10.0.0.1/24" reads as 10.0.0.0/24. A bare address is a prefix of its full length.
    static std::optional<Prefix> parse(std::string_view text);
    static Prefix of(Address address, int length);
    static int width(int version) { return version == 6 ? 128 : 32; }

    int version() const { return network.version; }
    Address first() const { return network; }
    Address last() const { return {network.version, network.bits | host_mask()}; }
    Range range() const { return {first(), last()}; }
    bool contains(const Address& address) const { return range().contains(address); }
    bool contains(const Prefix& other) const { return range().contains(other.network) && other.length >= length; }
    bool overlaps(const Prefix& other) const { return range().overlaps(other.range()); }
    bool is_multicast() const;
    bool is_loopback() const;
    std::string text() const { return network.text() + "/" + std::to_string(length); }
    friend bool operator==(const Prefix&, const Prefix&) = default;
    friend std::strong_ordering operator<=>(const Prefix& left, const Prefix& right) noexcept {
        if (const auto order = left.network <=> right.network; order != 0) return order;
        return left.length <=> right.length;
    }

private:
    Bits host_mask() const;
};

// The address that a host with this MAC takes in the prefix of its first 64 bits (RFC 4291, modified EUI-64); nothing
// when `mac` isn't six octets separated by ':' or '-'.
std::optional<Address> eui64_address(const Prefix& prefix, std::string_view mac);
// Whether the address looks as if a host made it that way.
bool is_eui64(const Address& address);

}  // namespace neutrino::base
