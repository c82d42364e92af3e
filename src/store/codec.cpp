#include "store/codec.h"

#include "base/log.h"
#include "resource/json.h"
#include "store/time_text.h"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <charconv>
#include <chrono>
#include <string>

namespace neutrino::store {
namespace {

// "2024-01-31T09:00:00Z" and "2024-01-31 09:00:00.123456" begin alike, but for the letter between date and time.
constexpr std::size_t kTimeLength = 19;

Value time_encode(std::string_view text) {
    if (text.size() < kTimeLength) return Value(text);
    std::string column(text.substr(0, kTimeLength));
    column[10] = ' ';
    return Value(column + ".000000");
}

Value time_decode(std::string_view text) {
    if (text.size() < kTimeLength) return Value(text);
    std::string shown(text.substr(0, kTimeLength));
    shown[10] = 'T';
    return Value(shown + "Z");
}

std::string number_text(const Value& value) {
    if (value.is_bool()) return value.as_bool() ? "1" : "0";
    if (value.is_int()) return std::to_string(value.as_int());
    return fmt::format("{}", value.as_real());
}

// What a list or map that isn't there reads as.
Value json_nothing(Codec codec) {
    if (codec == Codec::json_list) return Value::list();
    if (codec == Codec::json_map) return Value::map();
    return Value::null();
}

Value json_encode(Codec codec, const Value& value) {
    // Such columns are often NOT NULL with an empty text as default.
    if (!value.has_value()) return codec == Codec::json_any ? Value::null() : Value("");
    return Value(resource::json_text(value));
}

Value json_decode(Codec codec, std::string_view text) {
    if (text.empty()) return json_nothing(codec);
    try {
        return resource::json_parse(text);
    } catch (const resource::JsonError& broken) {
        log::warning("the database holds broken JSON, read as empty: {}: {}", broken.what(), text);
        return json_nothing(codec);
    }
}

}  // namespace

std::string time_now() {
    const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
    return fmt::format("{:%Y-%m-%dT%H:%M:%SZ}", fmt::gmtime(now));
}

Codec codec_of(AttributeType type, bool json) noexcept {
    switch (type) {
        case AttributeType::boolean: return Codec::boolean;
        case AttributeType::integer: return Codec::integer;
        case AttributeType::real: return Codec::real;
        case AttributeType::time: return Codec::time;
        case AttributeType::list: return Codec::json_list;
        case AttributeType::map: return Codec::json_map;
        case AttributeType::string:
        case AttributeType::any: return json ? Codec::json_any : Codec::string;
    }
    return Codec::string;
}

Value column_encode(Codec codec, const Value& value) {
    if (codec == Codec::json_any || codec == Codec::json_list || codec == Codec::json_map)
        return json_encode(codec, value);
    if (!value.has_value()) return Value::null();
    switch (codec) {
        case Codec::boolean: return Value(value.truthy() ? 1 : 0);
        case Codec::integer:
            if (value.is_int()) return value;
            return column_decode(codec, false,
                                 value.is_string() ? value.as_string() : std::string_view(number_text(value)));
        case Codec::real:
            return value.is_real() || value.is_int() ? Value(value.as_real())
                                                     : column_decode(codec, false, value.as_string());
        case Codec::time: return time_encode(value.as_string());
        default: break;
    }
    if (value.is_string()) return value;
    return value.is_list() || value.is_map() ? Value(resource::json_text(value)) : Value(number_text(value));
}

Value column_decode(Codec codec, bool is_null, std::string_view text) {
    if (is_null) return json_nothing(codec);
    switch (codec) {
        case Codec::string: return Value(text);
        // PostgreSQL says t and f.
        case Codec::boolean: return Value(!text.empty() && text != "0" && text.front() != 'f' && text.front() != 'F');
        case Codec::integer: {
            std::int64_t number = 0;
            const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
            return parsed.ec == std::errc() ? Value(number) : Value::null();
        }
        case Codec::real: {
            double number = 0;
            const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
            return parsed.ec == std::errc() ? Value(number) : Value::null();
        }
        case Codec::time: return time_decode(text);
        default: return json_decode(codec, text);
    }
}

Value column_canonical(Codec codec, const Value& value) {
    switch (codec) {
        case Codec::string:
            if (value.is_string()) return value;
            break;
        case Codec::boolean:
            if (value.is_bool()) return value;
            break;
        case Codec::integer:
            if (value.is_int()) return value;
            break;
        case Codec::json_list:
            if (value.is_list()) return value;
            break;
        case Codec::json_map:
            if (value.is_map()) return value;
            break;
        default: break;
    }
    const Value encoded = column_encode(codec, value);
    if (!encoded.has_value()) return column_decode(codec, true, {});
    return column_decode(codec, false,
                         encoded.is_string() ? encoded.as_string() : std::string_view(number_text(encoded)));
}

}  // namespace neutrino::store
