#include "server/policy_rules.h"

#include "policy/rules_file.h"
#include "server/settings.h"

#include <fmt/core.h>

#include <algorithm>
#include <map>
#include <stdexcept>

namespace neutrino::server {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files_of(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(folder)) {
        const std::string extension = entry.path().extension();
        if (extension == ".yaml" || extension == ".json") files.push_back(entry.path());
    }
    std::ranges::sort(files);
    return files;
}

}  // namespace

PolicyRules policy_rules(const config::Config& config, const DefaultRules& defaults) {
    PolicyRules result;
    std::map<std::string, std::size_t> positions;
    const auto read = [&](const fs::path& file) {
        for (policy::RuleText& rule : policy::rules_read(file)) {
            const auto [place, added] = positions.emplace(rule.name, result.rules.size());
            if (added) {
                result.rules.push_back(std::move(rule));
            } else {
                result.rules[place->second] = std::move(rule);
            }
        }
    };
    for (const fs::path& file : files_of(defaults.folder)) read(file);
    for (const ExtensionRules& extension : defaults.extensions) {
        for (const policy::RuleText& rule : extension.rules) {
            if (!positions.emplace(rule.name, result.rules.size()).second) {
                throw std::runtime_error(
                    fmt::format("{}: the policy rule '{}' is there already: an extension can't replace it",
                                extension.file.string(), rule.name));
            }
            result.rules.push_back(rule);
        }
    }

    const std::string name = config.text("oslo_policy", "policy_file");
    if (const auto file = settings_file(config, name)) {
        read(*file);
    } else if (config.is_given("oslo_policy", "policy_file")) {
        result.warnings.push_back(
            config.refusal("oslo_policy", "policy_file", fmt::format("{} does not exist: the default rules hold", name))
                .what());
    }
    for (const std::string& folder : config.multi("oslo_policy", "policy_dirs")) {
        const auto found = settings_file(config, folder);
        if (!found || !fs::is_directory(*found)) continue;  // oslo.policy goes on without a word, too
        for (const fs::path& file : files_of(*found)) read(file);
    }

    // The engine falls back on "default"; the option may name another rule for that.
    const std::string fallback = config.text("oslo_policy", "policy_default_rule");
    if (fallback != "default") result.rules.push_back({"default", "rule:" + fallback, {}});
    return result;
}

}  // namespace neutrino::server
