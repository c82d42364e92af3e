#pragma once
// The file format of oslo.config.

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::config {

// A configuration that can't be used. The message says file, line, section and option as far as they are known, and
// why.
class ConfigError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// One assignment. The lines of a continued value are joined by '\n'; quotes around a whole value are gone.
struct IniEntry {
    std::string section;
    std::string key;
    std::string value;
    std::string file;
    int line = 0;
};

// Sections in brackets; `key = value` or `key: value`; '#' and ';' begin a comment at the start of a line only; an
// indented line continues the value before it. Repeated keys are kept, in order. Throws ConfigError.
std::vector<IniEntry> parse_ini(std::string_view text, std::string_view file_name);

}  // namespace neutrino::config
