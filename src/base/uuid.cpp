#include "base/uuid.h"

#include <sys/random.h>

#include <array>
#include <cstdint>
#include <random>

namespace neutrino::base {
namespace {

std::mt19937_64 seeded() {
    std::array<std::uint32_t, 8> noise{};
    if (getrandom(noise.data(), sizeof(noise), 0) != static_cast<ssize_t>(sizeof(noise))) {
        std::random_device device;
        for (auto& word : noise) word = device();
    }
    std::seed_seq sequence(noise.begin(), noise.end());
    return std::mt19937_64(sequence);
}

std::string without(std::string text, std::string_view part) {
    for (auto at = text.find(part); at != std::string::npos; at = text.find(part)) text.erase(at, part.size());
    return text;
}

}  // namespace

std::string uuid_generate() {
    thread_local std::mt19937_64 random = seeded();
    constexpr char kDigits[] = "0123456789abcdef";
    std::array<std::uint64_t, 2> bits = {random(), random()};
    bits[0] = (bits[0] & ~0xF000ULL) | 0x4000ULL;              // version 4
    bits[1] = (bits[1] & ~(0xC0ULL << 56)) | (0x80ULL << 56);  // RFC 4122 variant
    std::string text(36, '-');
    std::size_t nibble = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i == 8 || i == 13 || i == 18 || i == 23) continue;
        text[i] = kDigits[(bits[nibble / 16] >> (60 - 4 * (nibble % 16))) & 0xF];
        ++nibble;
    }
    return text;
}

bool is_uuid_like(std::string_view text) {
    std::string plain = without(without(std::string(text), "urn:"), "uuid:");
    const auto first = plain.find_first_not_of("{}");
    if (first == std::string::npos) return false;
    plain = without(plain.substr(first, plain.find_last_not_of("{}") - first + 1), "-");
    return plain.size() == 32 && plain.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
}

}  // namespace neutrino::base
