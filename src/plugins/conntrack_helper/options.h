#pragma once
// [DEFAULT] allowed_conntrack_helpers: which helpers may be asked for, and for which protocols.

#include <neutrino/plugin.h>

#include <map>
#include <set>
#include <string>

namespace neutrino::conntrack_helper {

using AllowedHelpers = std::map<std::string, std::set<std::string>, std::less<>>;  // helper -> protocols

// "ftp:tcp, sip:udp, sip:tcp". Throws Fault InvalidConfigurationOption.
AllowedHelpers read_allowed_helpers(const PluginOptions& source);

}  // namespace neutrino::conntrack_helper
