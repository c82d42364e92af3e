#pragma once
// What the service knows of each option: data, in options_*.cpp.

#include <cstdint>
#include <limits>
#include <span>
#include <string_view>

namespace neutrino::config {

enum class OptionType : std::uint8_t { text, integer, port, boolean, real, list, dict, multi, host };

struct Option {
    std::string_view group;
    std::string_view name;
    OptionType type = OptionType::text;
    std::string_view fallback = {};  // the default, as it would stand in a file; see `unset`
    bool unset = false;              // no default at all (None)
    bool secret = false;
    std::string_view choices = {};                                  // comma-separated; empty: any
    std::int64_t least = std::numeric_limits<std::int64_t>::min();  // integers
    std::int64_t most = std::numeric_limits<std::int64_t>::max();
    std::string_view deprecated = {};  // comma-separated former names, each "group.name"
};

// Every option that the service reads, or that real files of neutron-server hold and that may be shown.
std::span<const Option> core_options();      // [DEFAULT], [agent], [quotas], [ml2*], ... of Neutron
std::span<const Option> library_options();   // of the oslo libraries, and [neutrino]
std::span<const Option> keystone_options();  // of Keystone's middleware, and of users in [nova], [placement], ...

}  // namespace neutrino::config
