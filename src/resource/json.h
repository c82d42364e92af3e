#pragma once
// JSON text <-> Value.

#include <neutrino/value.h>

#include <stdexcept>
#include <string>
#include <string_view>

namespace neutrino::resource {

class JsonError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Strict JSON of RFC 8259; nested at most 64 deep. Of duplicate keys the last counts, as in Python. Integers beyond 64
// bits become reals. Throws JsonError.
Value json_parse(std::string_view text);

// Appends compact JSON. Unset members of a map are left out; an unset item is null.
void json_write(const Value& value, std::string& out);
void json_write_string(std::string_view text, std::string& out);
std::string json_text(const Value& value);

}  // namespace neutrino::resource
