#include "resource/python_text.h"

#include "resource/json.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <functional>
#include <limits>

namespace neutrino::resource {
namespace {

constexpr Whole kMost = static_cast<Whole>(1) << 120;  // ten times this fits
constexpr std::size_t kMostDigits = 4300;              // Python's own limit on int(text)
constexpr std::size_t kShownBytes = 256;

// The zero of each script that has decimal digits (Unicode 14, category Nd).
constexpr std::array<char32_t, 66> kZeros = {
    0x30,    0x660,   0x6f0,   0x7c0,   0x966,   0x9e6,   0xa66,   0xae6,   0xb66,   0xbe6,   0xc66,
    0xce6,   0xd66,   0xde6,   0xe50,   0xed0,   0xf20,   0x1040,  0x1090,  0x17e0,  0x1810,  0x1946,
    0x19d0,  0x1a80,  0x1a90,  0x1b50,  0x1bb0,  0x1c40,  0x1c50,  0xa620,  0xa8d0,  0xa900,  0xa9d0,
    0xa9f0,  0xaa50,  0xabf0,  0xff10,  0x104a0, 0x10d30, 0x11066, 0x110f0, 0x11136, 0x111d0, 0x112f0,
    0x11450, 0x114d0, 0x11650, 0x116c0, 0x11730, 0x118e0, 0x11950, 0x11c50, 0x11d50, 0x11da0, 0x16a60,
    0x16ac0, 0x16b50, 0x1d7ce, 0x1d7d8, 0x1d7e2, 0x1d7ec, 0x1d7f6, 0x1e140, 0x1e2f0, 0x1e950, 0x1fbf0};

struct Character {
    char32_t code = 0;
    std::size_t bytes = 1;
};

Character character_at(std::string_view text, std::size_t at) noexcept {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char first = byte(at);
    const std::size_t length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : first >= 0xc0 ? 2 : 1;
    if (length == 1 || at + length > text.size()) return {first, 1};
    char32_t code = first & (0xffU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) {
        if ((byte(at + i) & 0xc0) != 0x80) return {first, 1};
        code = (code << 6) | (byte(at + i) & 0x3fU);
    }
    return {code, length};
}

bool is_space(char32_t c) noexcept {
    return (c >= 0x09 && c <= 0x0d) || (c >= 0x1c && c <= 0x20) || c == 0x85 || c == 0xa0 || c == 0x1680 ||
           (c >= 0x2000 && c <= 0x200a) || c == 0x2028 || c == 0x2029 || c == 0x202f || c == 0x205f || c == 0x3000;
}

int digit_of(char32_t c) noexcept {
    const auto after = std::upper_bound(kZeros.begin(), kZeros.end(), c);
    if (after == kZeros.begin()) return -1;
    const char32_t distance = c - *(after - 1);
    return distance < 10 ? static_cast<int>(distance) : -1;
}

// The text of a number in ASCII, without spaces around and underscores between digits; nothing when an underscore
// stands elsewhere or a character has no place in a number. `extra` are further characters that may occur.
std::optional<std::string> number_text(std::string_view text, std::string_view extra) {
    text = text_strip(text);
    std::string plain;
    bool after_digit = false;
    for (std::size_t i = 0; i < text.size();) {
        const Character c = character_at(text, i);
        i += c.bytes;
        if (const int digit = digit_of(c.code); digit >= 0) {
            plain += static_cast<char>('0' + digit);
            after_digit = true;
        } else if (c.code == '_') {
            if (!after_digit || i >= text.size() || digit_of(character_at(text, i).code) < 0) return std::nullopt;
            after_digit = false;
        } else if (c.code < 0x80 && extra.find(static_cast<char>(c.code)) != std::string_view::npos) {
            plain += static_cast<char>(c.code);
            after_digit = false;
        } else {
            return std::nullopt;
        }
    }
    return plain;
}

std::optional<Whole> int_of_text(std::string_view text) {
    const auto plain = number_text(text, "+-");
    if (!plain) return std::nullopt;
    std::string_view digits = *plain;
    const bool negative = digits.starts_with('-');
    if (negative || digits.starts_with('+')) digits.remove_prefix(1);
    if (digits.empty() || digits.size() > kMostDigits || digits.find_first_of("+-") != std::string_view::npos)
        return std::nullopt;
    Whole value = 0;
    for (const char c : digits) value = std::min(kMost, value * 10 + (c - '0'));
    return negative ? -value : value;
}

std::optional<double> float_of_text(std::string_view text) {
    const auto plain = number_text(text, "+-.eE");
    if (!plain) return std::nullopt;
    std::string_view digits = *plain;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    if (plain->starts_with("+-")) return std::nullopt;
    double value = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
    if (digits.empty() || error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
    return value;
}

bool is_number(const Value& value) noexcept { return value.is_bool() || value.is_int() || value.is_real(); }

// A number as what it compares by: the integer if it is one.
struct Number {
    std::optional<std::int64_t> whole;
    double real = 0;
    friend bool operator==(const Number&, const Number&) = default;
};

Number number_of(const Value& value) noexcept {
    if (value.is_bool()) return {value.as_bool() ? 1 : 0, 0};
    if (value.is_int()) return {value.as_int(), 0};
    const double real = value.as_real();
    constexpr double kEdge = 9223372036854775808.0;  // 2^63
    if (real >= -kEdge && real < kEdge && std::trunc(real) == real) return {static_cast<std::int64_t>(real), 0};
    return {std::nullopt, real};
}

constexpr std::size_t mix(std::size_t seed, std::size_t hash) noexcept {
    return seed ^ (hash + 0x9e3779b97f4a7c15ULL + (seed << 6) + (seed >> 2));
}

}  // namespace

std::optional<Whole> python_int(const Value& value) {
    if (value.is_string()) return int_of_text(value.as_string());
    if (value.is_bool()) return value.as_bool() ? 1 : 0;
    if (value.is_int()) return value.as_int();
    if (!value.is_real() || !std::isfinite(value.as_real())) return std::nullopt;
    const double real = std::trunc(value.as_real());
    if (std::abs(real) >= static_cast<double>(kMost)) return real < 0 ? -kMost : kMost;
    return static_cast<Whole>(real);
}

std::optional<double> python_float(const Value& value) {
    if (value.is_string()) return float_of_text(value.as_string());
    if (value.is_bool()) return value.as_bool() ? 1.0 : 0.0;
    if (value.is_int()) return static_cast<double>(value.as_int());
    if (value.is_real() && std::isfinite(value.as_real())) return value.as_real();
    return std::nullopt;
}

std::optional<bool> python_bool(const Value& value) {
    if (value.is_bool()) return value.as_bool();
    if (value.is_int()) {
        if (value.as_int() == 0 || value.as_int() == 1) return value.as_int() == 1;
        return std::nullopt;
    }
    if (!value.is_string()) return std::nullopt;
    const std::string word = text_lower(text_strip(value.as_string()));
    for (const std::string_view yes : {"1", "t", "true", "on", "y", "yes"}) {
        if (word == yes) return true;
    }
    for (const std::string_view no : {"0", "f", "false", "off", "n", "no"}) {
        if (word == no) return false;
    }
    return std::nullopt;
}

Value whole_value(Whole whole) {
    if (whole >= std::numeric_limits<std::int64_t>::min() && whole <= std::numeric_limits<std::int64_t>::max())
        return Value(static_cast<std::int64_t>(whole));
    return Value(static_cast<double>(whole));
}

std::string python_str(const Value& value) {
    if (value.is_string()) return value.str();
    if (value.is_bool()) return value.as_bool() ? "True" : "False";
    return json_text(value);
}

bool python_equal(const Value& left, const Value& right) noexcept {
    if (is_number(left) && is_number(right)) return number_of(left) == number_of(right);
    if (left.kind() != right.kind()) return false;
    if (left.is_list()) return std::ranges::equal(left.items(), right.items(), python_equal);
    if (!left.is_map()) return left == right;
    return left.members().size() == right.members().size() &&
           std::ranges::all_of(left.members(), [&](const Member& member) {
               const Value* other = right.find(member.key);
               return other && python_equal(member.value, *other);
           });
}

std::size_t python_hash(const Value& value) noexcept {
    if (is_number(value)) {
        const Number number = number_of(value);
        return number.whole ? std::hash<std::int64_t>{}(*number.whole) : std::hash<double>{}(number.real);
    }
    std::size_t hash = static_cast<std::size_t>(value.kind());
    if (value.is_list()) {
        for (const Value& item : value.items()) hash = mix(hash, python_hash(item));
    } else if (value.is_map()) {
        for (const Member& member : value.members())  // in any order
            hash += mix(std::hash<std::string>{}(member.key), python_hash(member.value));
    } else if (value.is_string()) {
        hash = std::hash<std::string_view>{}(value.as_string());
    }
    return hash;
}

const Value* duplicate_find(std::span<const Value> items) {
    ValueSet seen;
    for (const Value& item : items) {
        if (!seen.insert(item)) return &item;
    }
    return nullptr;
}

std::size_t text_length(std::string_view text) noexcept {
    std::size_t length = 0;
    for (std::size_t i = 0; i < text.size(); i += character_at(text, i).bytes) ++length;
    return length;
}

std::string_view text_strip(std::string_view text) noexcept {
    std::size_t begin = text.size();
    std::size_t end = 0;
    for (std::size_t i = 0; i < text.size();) {
        const Character c = character_at(text, i);
        const std::size_t next = i + c.bytes;
        if (!is_space(c.code)) {
            begin = std::min(begin, i);
            end = next;
        }
        i = next;
    }
    return end > begin ? text.substr(begin, end - begin) : std::string_view();
}

bool text_has_space(std::string_view text) noexcept {
    for (std::size_t i = 0; i < text.size();) {
        const Character c = character_at(text, i);
        if (is_space(c.code)) return true;
        i += c.bytes;
    }
    return false;
}

std::size_t text_lines(std::string_view text) noexcept {
    std::size_t lines = 0;
    bool open = false;
    for (std::size_t i = 0; i < text.size();) {
        const Character c = character_at(text, i);
        i += c.bytes;
        const bool ends = (c.code >= 0x0a && c.code <= 0x0d) || (c.code >= 0x1c && c.code <= 0x1e) || c.code == 0x85 ||
                          c.code == 0x2028 || c.code == 0x2029;
        if (c.code == '\r' && i < text.size() && text[i] == '\n') ++i;
        open = !ends;
        lines += ends ? 1 : 0;
    }
    return lines + (open ? 1 : 0);
}

std::string text_lower(std::string_view text) {
    std::string lower(text);
    for (char& c : lower) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return lower;
}

std::vector<std::string_view> text_split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (;;) {
        const auto at = text.find(separator);
        parts.push_back(text.substr(0, at));
        if (at == std::string_view::npos) return parts;
        text.remove_prefix(at + 1);
    }
}

std::string shown(const Value& value) {
    std::string text = value.is_string() ? value.str() : json_text(value);
    if (text.size() <= kShownBytes) return text;
    std::size_t end = kShownBytes;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;  // never within a character
    text.resize(end);
    return text + "...";
}

}  // namespace neutrino::resource
