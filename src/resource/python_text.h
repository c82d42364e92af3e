#pragma once
// How Python reads and compares values: the rules of the API are written in it, so "1_0" is ten and true is one.
// Private to the room.

#include <neutrino/value.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

namespace neutrino::resource {

// Python's integers have no end; beyond about 36 digits these stay at the largest or smallest.
using Whole = __int128;

// int(value): booleans count, reals lose their fraction, text may have spaces around, a sign, and digits of any script.
std::optional<Whole> python_int(const Value& value);
// float(value), without infinities and NaN.
std::optional<double> python_float(const Value& value);
// A boolean as oslo.utils understands words strictly.
std::optional<bool> python_bool(const Value& value);
// As an integer when it fits 64 bits, else as a real.
Value whole_value(Whole whole);
// str(value) of a scalar; JSON of lists and maps.
std::string python_str(const Value& value);

// ==: true is 1 and 1.0, in lists and maps too. The hash agrees with it.
bool python_equal(const Value& left, const Value& right) noexcept;
std::size_t python_hash(const Value& value) noexcept;
// Values that differ in this sense. Takes time by the value, not by what is in it already.
class ValueSet {
public:
    // False when it was there.
    bool insert(const Value& value) { return values_.insert(value).second; }

private:
    struct Hash {
        std::size_t operator()(const Value& value) const noexcept { return python_hash(value); }
    };
    struct Equal {
        bool operator()(const Value& a, const Value& b) const noexcept { return python_equal(a, b); }
    };
    std::unordered_set<Value, Hash, Equal> values_;
};
// The first item that equals an earlier one, or nullptr.
const Value* duplicate_find(std::span<const Value> items);

// Text in characters of Unicode. Malformed UTF-8 counts a byte a character.
std::size_t text_length(std::string_view text) noexcept;
std::string_view text_strip(std::string_view text) noexcept;
bool text_has_space(std::string_view text) noexcept;
std::size_t text_lines(std::string_view text) noexcept;
std::string text_lower(std::string_view text);  // ASCII letters only: what attributes compare with has no others
std::vector<std::string_view> text_split(std::string_view text, char separator);

// The value as messages quote it: text as it is, cut when it is long, else JSON.
std::string shown(const Value& value);

}  // namespace neutrino::resource
