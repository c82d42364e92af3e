#include "plugins/option_reader.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>

namespace neutrino::plugins {

void option_refuse(std::string_view group, std::string_view name, std::string_view value, std::string_view reason) {
    throw Fault("InvalidConfigurationOption", fmt::format("[{}] {} = {}: {}.", group, name, value, reason));
}

std::string_view text_trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r\n";
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

std::vector<std::string_view> text_parts(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    while (true) {
        const auto end = text.find(separator);
        parts.push_back(text_trimmed(text.substr(0, end)));
        if (end == std::string_view::npos) return parts;
        text.remove_prefix(end + 1);
    }
}

std::vector<std::string> text_list(std::string_view text) {
    std::vector<std::string> items;
    for (const std::string_view part : text_parts(text, ',')) {
        if (!part.empty()) items.emplace_back(part);
    }
    return items;
}

std::optional<std::int64_t> text_integer(std::string_view text) {
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
    return value;
}

void OptionReader::list(std::string_view group, std::string_view name, std::vector<std::string>& into) const {
    if (const std::string value = text(group, name); !value.empty()) into = text_list(value);
}

void OptionReader::boolean(std::string_view group, std::string_view name, bool& into) const {
    constexpr std::string_view kYes[] = {"true", "True", "TRUE", "1", "yes", "on"};
    constexpr std::string_view kNo[] = {"false", "False", "FALSE", "0", "no", "off"};
    const std::string value = text(group, name);
    if (value.empty()) return;
    if (std::ranges::count(kYes, value) != 0) {
        into = true;
    } else if (std::ranges::count(kNo, value) != 0) {
        into = false;
    } else {
        option_refuse(group, name, value, "true or false is expected");
    }
}

std::optional<std::int64_t> OptionReader::integer_at_least(std::string_view group, std::string_view name,
                                                           std::int64_t least) const {
    const std::string value = text(group, name);
    if (value.empty()) return std::nullopt;
    const auto number = text_integer(text_trimmed(value));
    if (!number) option_refuse(group, name, value, "a whole number is expected");
    if (*number < least) option_refuse(group, name, value, fmt::format("it must be at least {}", least));
    return number;
}

}  // namespace neutrino::plugins
