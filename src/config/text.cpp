#include "config/text.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>

namespace neutrino::config {

std::vector<std::string> split_list(std::string_view text) {
    constexpr std::string_view kBlanks = " \t\r\n";
    std::vector<std::string> items;
    while (!text.empty()) {
        const auto comma = text.find(',');
        std::string_view item = text.substr(0, comma);
        const auto first = item.find_first_not_of(kBlanks);
        if (first != std::string_view::npos)
            items.emplace_back(item.substr(first, item.find_last_not_of(kBlanks) - first + 1));
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    return items;
}

std::string join(const std::vector<std::string>& items, std::string_view separator) {
    std::string result;
    for (const auto& item : items) {
        if (!result.empty()) result += separator;
        result += item;
    }
    return result;
}

std::optional<bool> parse_bool(std::string_view text) {
    std::string lower(text);
    std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    if (std::ranges::count(std::array{"true", "1", "yes", "on"}, lower)) return true;
    if (std::ranges::count(std::array{"false", "0", "no", "off"}, lower)) return false;
    return std::nullopt;
}

std::optional<std::int64_t> parse_int(std::string_view text) {
    if (text.starts_with('+')) text.remove_prefix(1);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

std::optional<double> parse_real(std::string_view text) {
    double number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return number;
}

}  // namespace neutrino::config
