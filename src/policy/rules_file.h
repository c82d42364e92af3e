#pragma once
// Rules as they stand in files.

#include "policy/engine.h"
#include "resource/yaml.h"

#include <filesystem>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace neutrino::policy {

// "FILE:LINE: reason", or "FILE: reason".
class RulesFileError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// An operator's file maps names to checks, as oslo.policy's do: `get_network: "rule:admin_only"`, in YAML or JSON. A
// file of defaults may have a map for a check: {check: ..., deprecated: ...}. A file without any rule is fine. Throws
// RulesFileError.
std::vector<RuleText> rules_parse(std::string_view text, std::string_view source);
std::vector<RuleText> rules_read(const std::filesystem::path& file);
// The same, of a map in a larger document: `policy` of an extension's definition.
std::vector<RuleText> rules_take(const resource::YamlNode& map, std::string_view source);

}  // namespace neutrino::policy
