#pragma once
// The rules in force: Neutron's default ones, and what the operator's files say instead.

#include "config/config.h"
#include "policy/engine.h"

#include <filesystem>
#include <string>
#include <vector>

namespace neutrino::server {

struct PolicyRules {
    std::vector<policy::RuleText> rules;
    std::vector<std::string> warnings;  // files that options name and that aren't there
};

// Reads the defaults of the folder, then [oslo_policy] policy_file, then the files of policy_dirs in order of their
// names; a later rule replaces an earlier one of its name, deprecated part included. Throws std::runtime_error that
// names a file that can't be understood.
PolicyRules policy_rules(const config::Config& config, const std::filesystem::path& defaults);

}  // namespace neutrino::server
