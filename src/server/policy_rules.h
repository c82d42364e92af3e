#pragma once
// The rules in force: Neutron's default ones, and what the operator's files say instead.

#include "config/config.h"
#include "policy/engine.h"

#include <filesystem>
#include <string>
#include <vector>

namespace neutrino::server {

// Rules that the definition of an extension brings along.
struct ExtensionRules {
    std::filesystem::path file;
    std::vector<policy::RuleText> rules;
};

// Where rules come from when no operator says otherwise.
struct DefaultRules {
    std::filesystem::path folder;
    std::vector<ExtensionRules> extensions;
};

struct PolicyRules {
    std::vector<policy::RuleText> rules;
    std::vector<std::string> warnings;  // files that options name and that aren't there
};

// Reads the defaults, then [oslo_policy] policy_file, then the files of policy_dirs in order of their names; a later
// rule of an operator replaces an earlier one of its name, deprecated part included. Extensions add rules and replace
// none. Throws std::runtime_error that names a file that can't be understood, or an extension's that replaces a rule.
PolicyRules policy_rules(const config::Config& config, const DefaultRules& defaults);

}  // namespace neutrino::server
