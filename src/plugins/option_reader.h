#pragma once
// Options of plugins, read from text with Neutron's meaning of it. All functions throw Fault InvalidConfigurationOption
// that names the section, the option, the value and what would be right.

#include <neutrino/plugin.h>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::plugins {

// Reads into variables that hold the defaults: an option that isn't set leaves them alone.
class OptionReader {
public:
    explicit OptionReader(const PluginOptions& source) : source_(source) {}

    std::string text(std::string_view group, std::string_view name) const { return source_.option(group, name); }
    void list(std::string_view group, std::string_view name, std::vector<std::string>& into) const;
    void boolean(std::string_view group, std::string_view name, bool& into) const;
    template <class Number>
    void integer(std::string_view group, std::string_view name, Number& into, std::int64_t least = 0) const {
        if (const auto value = integer_at_least(group, name, least)) into = static_cast<Number>(*value);
    }

private:
    std::optional<std::int64_t> integer_at_least(std::string_view group, std::string_view name,
                                                 std::int64_t least) const;

    const PluginOptions& source_;
};

[[noreturn]] void option_refuse(std::string_view group, std::string_view name, std::string_view value,
                                std::string_view reason);

std::string_view text_trimmed(std::string_view text);
// With empty parts.
std::vector<std::string_view> text_parts(std::string_view text, char separator);
// Of a list with commas; without empty ones.
std::vector<std::string> text_list(std::string_view text);
// A whole number and nothing else.
std::optional<std::int64_t> text_integer(std::string_view text);

}  // namespace neutrino::plugins
