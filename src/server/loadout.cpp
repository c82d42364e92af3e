#include "server/loadout.h"

#include "policy/rules_file.h"
#include "resource/definition.h"
#include "resource/rules.h"

#include <fmt/core.h>

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <map>
#include <stdexcept>
#include <string>
#include <utility>

namespace neutrino::server {
namespace {

namespace fs = std::filesystem;

// The operator's own folders: api_extensions_path, separated by colons.
std::vector<fs::path> folders_added(const config::Config& config) {
    std::vector<fs::path> folders;
    const std::string text = config.text("DEFAULT", "api_extensions_path");
    for (std::size_t begin = 0; begin < text.size();) {
        const std::size_t end = std::min(text.find(':', begin), text.size());
        if (end > begin) folders.emplace_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return folders;
}

std::unique_ptr<plugins::PluginManager> plugins_load(const config::Config& config, plugins::Registry& registry) {
    const std::string core = config.text("DEFAULT", "core_plugin");
    if (core.empty()) throw config.refusal("DEFAULT", "core_plugin", "is not set; Neutrino has ml2");
    PluginOptions options;
    options.option = [&config](std::string_view group, std::string_view name) { return config.raw(group, name); };
    return std::make_unique<plugins::PluginManager>(registry, options, core, config.list("DEFAULT", "service_plugins"));
}

// The extension path: what is built in, what plugins bring, what the operator adds.
std::vector<fs::path> extension_path(const DataFolders& data, const plugins::PluginManager& plugins,
                                     const std::vector<fs::path>& added) {
    std::vector<fs::path> path = {data.definitions};
    std::ranges::copy(plugins.extension_folders(), std::back_inserter(path));
    std::ranges::copy(added, std::back_inserter(path));
    return path;
}

resource::RuleSettings rule_settings(const config::Config& config, const plugins::PluginManager& plugins) {
    resource::RuleSettings settings;
    settings.base_mac = config.text("DEFAULT", "base_mac");
    settings.dns_domain = config.text("DEFAULT", "dns_domain");
    settings.max_allowed_address_pair = static_cast<int>(config.integer("DEFAULT", "max_allowed_address_pair"));
    settings.service_type_loaded = [&plugins](std::string_view type) {
        return std::ranges::any_of(plugins.all(), [&](const auto& loaded) { return loaded.plugin->type() == type; });
    };
    return settings;
}

std::vector<store::TableSchema> tables_parse(const extensions::Selection& selection) {
    std::vector<store::TableSchema> tables;
    std::map<std::string, fs::path> files;
    for (const resource::Definition* definition : selection.ordered) {
        if (definition->tables.empty()) continue;
        const std::string file = definition->file.string();
        store::Schema schema = store::schema_parse(definition->tables, file + ": tables");
        if (!schema.heads.empty() || !schema.statements.empty())
            throw std::runtime_error(file + ": tables: an extension can bring tables only, neither heads nor sql");
        for (store::TableSchema& table : schema.tables) {
            const auto [first, added] = files.emplace(table.name, definition->file);
            if (!added) {
                throw std::runtime_error(
                    fmt::format("table {} is described by {} and by {}", table.name, first->second.string(), file));
            }
            tables.push_back(std::move(table));
        }
    }
    return tables;
}

std::vector<ExtensionRules> rules_take(const extensions::Selection& selection) {
    std::vector<ExtensionRules> rules;
    for (const resource::Definition* definition : selection.ordered)
        rules.push_back({definition->file, policy::rules_take(definition->policy, definition->file.string())});
    return rules;
}

}  // namespace

Loadout::Loadout(const config::Config& config, const DataFolders& data) {
    plugins::register_builtin(registry_);
    // Shared objects of the operator's folders first: options may name what they register.
    const std::vector<fs::path> added = folders_added(config);
    for (const fs::path& folder : added)
        std::ranges::move(registry_.folder_load(folder), std::back_inserter(warnings_));
    // Then plugins: they say which extensions are wanted, and where else definitions are.
    plugins_ = plugins_load(config, registry_);
    found_ = extensions::definitions_find(extension_path(data, *plugins_, added), rule_settings(config, *plugins_));
    selection_ = extensions::select(found_, plugins_->claimed_aliases(), plugins_->default_aliases());
    std::ranges::copy(found_.problems, std::back_inserter(warnings_));
    std::ranges::copy(selection_.warnings, std::back_inserter(warnings_));
    resource::catalog_compose(selection_.ordered, catalog_);
    policy_ = {data.policies, rules_take(selection_)};
    tables_ = tables_parse(selection_);
}

}  // namespace neutrino::server
