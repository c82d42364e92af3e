#include "resource/json.h"

#include <fmt/format.h>
#include <boost/json/basic_parser_impl.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <vector>

namespace neutrino::resource {
namespace {

constexpr std::size_t kMaxDepth = 64;

// Drops all but the last of members with one key; it takes the place of the first.
void unify(std::vector<Member>& members) {
    std::vector<std::size_t> order(members.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::ranges::stable_sort(order, {}, [&](std::size_t i) -> const std::string& { return members[i].key; });
    std::vector<bool> dropped(members.size());
    bool any = false;
    for (std::size_t first = 0, next = 1; next < order.size(); ++next) {
        if (members[order[first]].key != members[order[next]].key) {
            first = next;
            continue;
        }
        members[order[first]].value = std::move(members[order[next]].value);
        dropped[order[next]] = true;
        any = true;
    }
    if (!any) return;
    std::size_t kept = 0;
    for (std::size_t i = 0; i < members.size(); ++i) {
        if (dropped[i]) continue;
        if (kept != i) members[kept] = std::move(members[i]);
        ++kept;
    }
    members.resize(kept);
}

// Makes values from the parser's events. Reads reals itself: Boost 1.81 gets the last digit of many wrong.
class Builder {
public:
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

    using View = boost::json::string_view;
    using Error = boost::json::error_code;

    Value take() { return std::move(values_.back()); }

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_array_begin(Error&) { return true; }
    bool on_array_end(std::size_t count, Error&) {
        const auto begin = values_.end() - static_cast<std::ptrdiff_t>(count);
        std::vector<Value> items(std::make_move_iterator(begin), std::make_move_iterator(values_.end()));
        values_.erase(begin, values_.end());
        values_.push_back(Value::list(std::move(items)));
        return true;
    }
    bool on_object_begin(Error&) { return true; }
    bool on_object_end(std::size_t count, Error&) {
        std::vector<Member> members;
        members.reserve(count);
        const std::size_t value = values_.size() - count;
        const std::size_t key = keys_.size() - count;
        for (std::size_t i = 0; i < count; ++i)
            members.push_back({std::move(keys_[key + i]), std::move(values_[value + i])});
        values_.resize(value);
        keys_.resize(key);
        unify(members);
        values_.push_back(Value::map(std::move(members)));
        return true;
    }
    bool on_string_part(View part, std::size_t, Error&) { return keep(part); }
    bool on_string(View part, std::size_t, Error&) {
        keep(part);
        values_.emplace_back(text_);
        text_.clear();
        return true;
    }
    bool on_key_part(View part, std::size_t, Error&) { return keep(part); }
    bool on_key(View part, std::size_t, Error&) {
        keep(part);
        keys_.push_back(std::move(text_));
        text_.clear();
        return true;
    }
    bool on_number_part(View part, Error&) { return keep(part); }
    bool on_int64(std::int64_t number, View, Error&) { return number_done(Value(number)); }
    bool on_uint64(std::uint64_t number, View, Error&) { return number_done(Value(static_cast<double>(number))); }
    bool on_double(double roughly, View part, Error& error) {
        keep(part);
        double number = 0;
        const auto read = std::from_chars(text_.data(), text_.data() + text_.size(), number);
        if (read.ec == std::errc::result_out_of_range) number = roughly;  // none, or infinite
        if (std::isfinite(number)) return number_done(Value(number));
        error = boost::json::error::exponent_overflow;
        return false;
    }
    bool on_bool(bool value, Error&) {
        values_.emplace_back(value);
        return true;
    }
    bool on_null(Error&) {
        values_.push_back(Value::null());
        return true;
    }
    bool on_comment_part(View, Error&) { return true; }
    bool on_comment(View, Error&) { return true; }

private:
    bool keep(View part) {
        text_.append(part.data(), part.size());
        return true;
    }
    bool number_done(Value number) {
        text_.clear();
        values_.push_back(std::move(number));
        return true;
    }

    std::vector<Value> values_;
    std::vector<std::string> keys_;
    std::string text_;
};

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
    boost::json::basic_parser<Builder> parser(options);
    boost::json::error_code error;
    const std::size_t used = parser.write_some(false, text.data(), text.size(), error);
    if (!error && used < text.size()) error = boost::json::error::extra_data;
    if (error) throw JsonError(error.message());
    return parser.handler().take();
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
