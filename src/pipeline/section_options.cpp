#include "pipeline/section_options.h"

#include "base/log.h"
#include "http/message.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace neutrino::pipeline {

namespace {

constexpr std::string_view kBlank = " \t\r\n";

std::string_view strip(std::string_view text) {
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

[[noreturn]] void fail(const PasteSection& section, std::string_view key, const std::string& value,
                       const std::string& why) {
    throw PasteError(section.title() + " " + std::string(key) + " = " + value + ": " + why);
}

}  // namespace

bool bool_setting(const PasteSection& section, std::string_view key, bool otherwise) {
    constexpr std::array<std::string_view, 4> kTrue = {"true", "1", "on", "yes"};
    constexpr std::array<std::string_view, 4> kFalse = {"false", "0", "off", "no"};
    const std::string* value = section.find(key);
    if (value == nullptr) return otherwise;
    const auto is_value = [&](std::string_view word) { return http::equals_ignoring_case(word, strip(*value)); };
    if (std::any_of(kTrue.begin(), kTrue.end(), is_value)) return true;
    if (std::any_of(kFalse.begin(), kFalse.end(), is_value)) return false;
    fail(section, key, *value, "neither true nor false");
}

std::size_t size_setting(const PasteSection& section, std::string_view key, std::size_t otherwise) {
    const std::string* value = section.find(key);
    if (value == nullptr) return otherwise;
    const std::string_view text = strip(*value);
    std::size_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size())
        fail(section, key, *value, "not a number, zero or more");
    return number;
}

std::vector<std::string> list_setting(const PasteSection& section, std::string_view key,
                                      const std::vector<std::string>& otherwise) {
    const std::string* value = section.find(key);
    if (value == nullptr) return otherwise;
    std::vector<std::string> out;
    std::string_view rest = *value;
    while (!rest.empty()) {
        const auto comma = rest.find(',');
        if (const std::string_view word = strip(rest.substr(0, comma)); !word.empty()) out.emplace_back(word);
        rest.remove_prefix(comma == std::string_view::npos ? rest.size() : comma + 1);
    }
    return out;
}

std::vector<CorsOptions> cors_options(const PasteSection& section, std::vector<CorsOptions> options) {
    if (options.empty()) options.emplace_back();
    CorsOptions& main = options.front();
    main.allowed_origin = list_setting(section, "allowed_origin", main.allowed_origin);
    main.allow_credentials = bool_setting(section, "allow_credentials", main.allow_credentials);
    main.expose_headers = list_setting(section, "expose_headers", main.expose_headers);
    const auto age = size_setting(section, "max_age", static_cast<std::size_t>(std::max(main.max_age, 0)));
    main.max_age = static_cast<int>(std::min<std::size_t>(age, INT32_MAX));
    main.allow_methods = list_setting(section, "allow_methods", main.allow_methods);
    main.allow_headers = list_setting(section, "allow_headers", main.allow_headers);
    return options;
}

HealthcheckOptions healthcheck_options(const PasteSection& section, HealthcheckOptions options) {
    options.backends = list_setting(section, "backends", options.backends);
    options.disable_by_file_paths = list_setting(section, "disable_by_file_paths", options.disable_by_file_paths);
    if (const std::string* path = section.find("disable_by_file_path")) options.disable_by_file_path = *path;
    if (const std::string* path = section.find("path")) options.path = *path;
    if (bool_setting(section, "detailed", false)) {
        log::warning("{} detailed = true is not supported: the health check says no more than whether",
                     section.title());
    }
    return options;
}

}  // namespace neutrino::pipeline
