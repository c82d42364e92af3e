#include "base/mac.h"

#include <array>
#include <random>
#include <stdexcept>

namespace neutrino::base {
namespace {

// How an address may be cut into words of hexadecimal digits.
struct Spelling {
    std::string_view separators;
    std::size_t words;
    std::size_t shortest;
    std::size_t longest;
};
constexpr std::array<Spelling, 4> kSpellings = {{
    {":-", 6, 1, 2},
    {":-.", 3, 1, 4},
    {":-", 2, 5, 6},
    {"", 1, 11, 12},
}};

std::optional<std::uint64_t> word_of(std::string_view digits) {
    std::uint64_t value = 0;
    for (const char c : digits) {
        unsigned digit = 0;
        if (c >= '0' && c <= '9') {
            digit = static_cast<unsigned>(c - '0');
        } else if (c >= 'a' && c <= 'f') {
            digit = static_cast<unsigned>(c - 'a') + 10;
        } else if (c >= 'A' && c <= 'F') {
            digit = static_cast<unsigned>(c - 'A') + 10;
        } else {
            return std::nullopt;
        }
        value = value * 16 + digit;
    }
    return value;
}

std::optional<std::uint64_t> parse_as(const Spelling& spelling, std::string_view text, char separator) {
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < spelling.words; ++i) {
        const bool last = i + 1 == spelling.words;
        const std::size_t end = last ? text.size() : text.find(separator);
        if (end == std::string_view::npos || end < spelling.shortest || end > spelling.longest) return std::nullopt;
        const auto word = word_of(text.substr(0, end));
        if (!word) return std::nullopt;
        bits = (bits << (48 / spelling.words)) | *word;
        text.remove_prefix(last ? end : end + 1);
    }
    return bits;
}

}  // namespace

std::optional<std::uint64_t> mac_parse(std::string_view text) {
    for (const Spelling& spelling : kSpellings) {
        if (spelling.words == 1) return parse_as(spelling, text, '\0');
        for (const char separator : spelling.separators) {
            if (const auto bits = parse_as(spelling, text, separator)) return bits;
        }
    }
    return std::nullopt;
}

std::string mac_text(std::uint64_t bits) {
    constexpr char kDigits[] = "0123456789abcdef";
    std::string text;
    for (int shift = 40; shift >= 0; shift -= 8) {
        const auto octet = static_cast<unsigned>(bits >> shift) & 0xff;
        if (!text.empty()) text += ':';
        text += kDigits[octet >> 4];
        text += kDigits[octet & 0xf];
    }
    return text;
}

std::string mac_generate(std::string_view base) {
    constexpr std::uint64_t kFourth = 0xff0000;
    const auto fixed = parse_as(kSpellings.front(), base, ':');
    if (!fixed) throw std::invalid_argument("'" + std::string(base) + "' is not six octets like fa:16:3e:00:00:00");
    thread_local std::mt19937_64 random{std::random_device{}()};
    const std::uint64_t mask = (*fixed & kFourth) != 0 ? 0xffff : 0xffffff;
    return mac_text((*fixed & ~mask) | (random() & mask));
}

}  // namespace neutrino::base
