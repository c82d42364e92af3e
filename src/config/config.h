#pragma once
// The options in force, from files in oslo.config's format.

#include "config/ini.h"
#include "config/option.h"

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace neutrino::config {

struct Sources {
    std::vector<std::string> files;  // --config-file, in order: a later one overrides an earlier one
    std::vector<std::string> dirs;   // --config-dir: their *.conf, sorted, after the files
};

// One line of `neutrino config show`.
struct Shown {
    std::string group;
    std::string name;
    std::string value;   // secrets as "***"; "" when unset
    std::string origin;  // "default", "unset", or "file:line"
};

// Immutable once loaded; thread-safe. All values have been checked against their option, so the getters below throw
// std::logic_error only: for an option that nobody declared.
class Config {
public:
    // Throws ConfigError.
    static Config load(const Sources& sources);

    bool is_set(std::string_view group, std::string_view name) const;       // by a file or by a default
    bool is_given(std::string_view group, std::string_view name) const;     // by a file
    std::string text(std::string_view group, std::string_view name) const;  // "" when unset
    std::int64_t integer(std::string_view group, std::string_view name) const;
    bool boolean(std::string_view group, std::string_view name) const;
    std::vector<std::string> list(std::string_view group, std::string_view name) const;
    std::vector<std::string> multi(std::string_view group, std::string_view name) const;

    // For options that only a plugin knows: the text as it stands in the files, or the declared default, or "".
    std::string raw(std::string_view group, std::string_view name) const;

    // Groups whose name begins so, as they stand in the files: "cors." for [cors.NAME].
    std::vector<std::string> groups(std::string_view prefix) const;
    // What the files hold and nobody declared, without its value: it may be a secret.
    std::vector<Shown> unknown() const;
    std::vector<Shown> show() const;
    const std::vector<std::string>& files() const { return files_; }

    // The refusal of a value for a reason that only its reader knows: "FILE:LINE: [group] name: reason", or without
    // the place for a default. For options that nobody declared, too.
    ConfigError refusal(std::string_view group, std::string_view name, std::string_view reason) const;

private:
    using Key = std::pair<std::string, std::string>;
    struct Given {
        std::vector<IniEntry> entries;  // the last counts, but for MultiStr
    };

    const Option& option(std::string_view group, std::string_view name) const;
    const Given* given(const Option& option) const;
    std::string value(const Option& option) const;
    std::string expand(std::string_view text, std::string_view group, int depth) const;
    std::string reference(std::string_view name, std::string_view group, int depth) const;
    void check(const Option& option) const;

    std::map<Key, Option> options_;
    std::map<Key, Given> given_;
    std::vector<std::string> files_;
};

}  // namespace neutrino::config
