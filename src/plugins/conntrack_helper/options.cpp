#include "plugins/conntrack_helper/options.h"

#include "plugins/option_reader.h"

namespace neutrino::conntrack_helper {

AllowedHelpers read_allowed_helpers(const PluginOptions& source) {
    std::vector<std::string> entries;
    const plugins::OptionReader reader(source);
    reader.list("DEFAULT", "allowed_conntrack_helpers", entries);
    AllowedHelpers allowed;
    for (const std::string& entry : entries) {
        const auto parts = plugins::text_parts(entry, ':');
        if (parts.size() != 2 || parts[0].empty() || parts[1].empty()) {
            plugins::option_refuse("DEFAULT", "allowed_conntrack_helpers", entry, "<helper>:<protocol> is expected");
        }
        allowed[std::string(parts[0])].emplace(parts[1]);
    }
    return allowed;
}

}  // namespace neutrino::conntrack_helper
