#pragma once
// What a configuration loads: plugins, extensions, and the resource types that these make together. No database and no
// request yet, so that `neutrino extensions explain` sees what the server would.

#include "config/config.h"
#include "extensions/extensions.h"
#include "plugins/manager.h"
#include "server/data_folders.h"
#include "server/policy_rules.h"
#include "store/schema.h"

#include <neutrino/plugin.h>
#include <neutrino/resource_type.h>

#include <memory>
#include <string>
#include <vector>

namespace neutrino::server {

// Members are in the order of their making: code of shared objects (registry) outlives the plugins that it made, and
// the definitions outlive the types. Not to be copied: types and plugins refer to each other.
class Loadout {
public:
    // Throws std::runtime_error that names plugin, option, alias, folder or file. `config` outlives it.
    Loadout(const config::Config& config, const DataFolders& data);
    Loadout(const Loadout&) = delete;
    Loadout& operator=(const Loadout&) = delete;

    plugins::PluginManager& plugins() { return *plugins_; }
    const plugins::PluginManager& plugins() const { return *plugins_; }
    const extensions::Selection& selection() const { return selection_; }
    // What went wrong without stopping the start, a line each.
    const std::vector<std::string>& warnings() const { return warnings_; }
    const Catalog& catalog() const { return catalog_; }
    // Default policy rules: the folder's, and those of loaded definitions.
    const DefaultRules& policy() const { return policy_; }
    // Tables that loaded definitions bring along.
    const std::vector<store::TableSchema>& tables() const { return tables_; }

private:
    plugins::Registry registry_;
    std::unique_ptr<plugins::PluginManager> plugins_;
    extensions::Found found_;
    extensions::Selection selection_;
    std::vector<std::string> warnings_;
    Catalog catalog_;
    DefaultRules policy_;
    std::vector<store::TableSchema> tables_;
};

}  // namespace neutrino::server
