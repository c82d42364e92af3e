#include "resource/json.h"

#include <fmt/format.h>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace neutrino::resource {
namespace {

constexpr std::size_t kMaxDepth = 64;

Value convert(const boost::json::value& value) {
    switch (value.kind()) {
        case boost::json::kind::null: return Value::null();
        case boost::json::kind::bool_: return Value(value.get_bool());
        case boost::json::kind::int64: return Value(static_cast<std::int64_t>(value.get_int64()));
        case boost::json::kind::uint64: return Value(static_cast<double>(value.get_uint64()));
        case boost::json::kind::double_: return Value(value.get_double());
        case boost::json::kind::string:
            return Value(std::string_view(value.get_string().data(), value.get_string().size()));
        case boost::json::kind::array: {
            std::vector<Value> items;
            items.reserve(value.get_array().size());
            for (const auto& item : value.get_array()) items.push_back(convert(item));
            return Value::list(std::move(items));
        }
        case boost::json::kind::object: {
            std::vector<Member> members;  // Boost.JSON has already let the last of duplicate keys win
            members.reserve(value.get_object().size());
            for (const auto& [key, item] : value.get_object()) members.push_back({std::string(key), convert(item)});
            return Value::map(std::move(members));
        }
    }
    return Value::null();
}

void write_real(double value, std::string& out) {
    if (!std::isfinite(value)) {
        out += "null";
        return;
    }
    const std::string text = fmt::format("{}", value);
    out += text;
    if (text.find_first_of(".e") == std::string::npos) out += ".0";
}

}  // namespace

Value json_parse(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = kMaxDepth;
    boost::json::error_code error;
    const boost::json::value value =
        boost::json::parse(boost::json::string_view(text.data(), text.size()), error, {}, options);
    if (error) throw JsonError(error.message());
    return convert(value);
}

void json_write_string(std::string_view text, std::string& out) {
    constexpr char kDigits[] = "0123456789abcdef";
    out += '"';
    std::size_t begin = 0;  // of what has not been appended yet
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text.substr(begin, i - begin));
        begin = i + 1;
        switch (c) {
            case '"': out += "\\\""; break;
            case '\\': out += "\\\\"; break;
            case '\n': out += "\\n"; break;
            case '\r': out += "\\r"; break;
            case '\t': out += "\\t"; break;
            case '\b': out += "\\b"; break;
            case '\f': out += "\\f"; break;
            default:
                out += "\\u00";
                out += kDigits[c >> 4];
                out += kDigits[c & 0xF];
        }
    }
    out.append(text.substr(begin));
    out += '"';
}

void json_write(const Value& value, std::string& out) {
    switch (value.kind()) {
        case Value::Kind::unset:
        case Value::Kind::null: out += "null"; break;
        case Value::Kind::boolean: out += value.as_bool() ? "true" : "false"; break;
        case Value::Kind::integer: {
            char digits[24];
            const auto end = std::to_chars(digits, digits + sizeof(digits), value.as_int()).ptr;
            out.append(digits, end);
            break;
        }
        case Value::Kind::real: write_real(value.as_real(), out); break;
        case Value::Kind::string: json_write_string(value.as_string(), out); break;
        case Value::Kind::list: {
            out += '[';
            bool first = true;
            for (const auto& item : value.items()) {
                if (!first) out += ',';
                first = false;
                json_write(item, out);
            }
            out += ']';
            break;
        }
        case Value::Kind::map: {
            out += '{';
            bool first = true;
            for (const auto& [key, item] : value.members()) {
                if (item.is_unset()) continue;
                if (!first) out += ',';
                first = false;
                json_write_string(key, out);
                out += ':';
                json_write(item, out);
            }
            out += '}';
            break;
        }
    }
}

std::string json_text(const Value& value) {
    std::string out;
    json_write(value, out);
    return out;
}

}  // namespace neutrino::resource
