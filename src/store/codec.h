#pragma once
// How one attribute is written in one SQL column, the same for every database and as Neutron writes it.

#include <neutrino/resource_type.h>
#include <neutrino/value.h>

#include <cstdint>
#include <string_view>

namespace neutrino::store {

enum class Codec : std::uint8_t {
    string,
    boolean,  // 0, 1
    integer,
    real,
    time,       // "2024-01-31T09:00:00Z" <-> "2024-01-31 09:00:00.000000", UTC
    json_any,   // JSON text; NULL = null
    json_list,  // JSON text; NULL or empty text = []
    json_map,   // JSON text; NULL or empty text = {}
};

Codec codec_of(AttributeType type, bool json) noexcept;

// The parameter of a statement: null, an integer, a real or a string.
Value column_encode(Codec codec, const Value& value);
// Never throws: what the column should not hold reads as the nearest sensible value (null for broken JSON).
Value column_decode(Codec codec, bool is_null, std::string_view text);
// The value as it would be read back.
Value column_canonical(Codec codec, const Value& value);

}  // namespace neutrino::store
