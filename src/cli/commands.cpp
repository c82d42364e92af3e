#include "cli/commands.h"

#include "server/data_folders.h"
#include "server/loadout.h"
#include "server/settings.h"

#include <fmt/format.h>
#include <fmt/ostream.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <memory>
#include <ostream>
#include <string>
#include <vector>

namespace neutrino::cli {

void config_show(const config::Config& config, std::ostream& out) {
    for (const config::Shown& option : config.show())
        fmt::print(out, "[{}] {} = {}  ({})\n", option.group, option.name, option.value, option.origin);
    for (const config::Shown& option : config.unknown())
        fmt::print(out, "[{}] {} is not an option of Neutrino itself  ({})\n", option.group, option.name,
                   option.origin);
}

void db_upgrade(const config::Config& config, std::ostream& out) {
    const server::DataFolders folders = server::data_folders_find(config);
    const store::StoreOptions options = server::store_options(config, folders.schema);
    // Without a core plugin there are no extensions: the file is one that only names the database, as neutron-db-manage
    // is content with.
    std::unique_ptr<const server::Loadout> loadout;
    if (config.is_set("DEFAULT", "core_plugin")) loadout = std::make_unique<server::Loadout>(config, folders);
    const std::vector<store::TableSchema> none;
    const auto done = store::database_upgrade(options, loadout ? loadout->tables() : none);
    for (const std::string& line : done) fmt::print(out, "{}\n", line);
    if (done.empty()) fmt::print(out, "the database is up to date\n");
}

void extensions_list(const config::Config& config, std::ostream& out) {
    const server::Loadout loadout(config, server::data_folders_find(config));
    for (const resource::Definition* definition : loadout.selection().ordered) {
        if (!definition->core) fmt::print(out, "{:<40} {}\n", definition->alias, definition->name);
    }
}

void extensions_explain(const config::Config& config, std::ostream& out) {
    const server::Loadout loadout(config, server::data_folders_find(config));
    for (const plugins::Loaded& each : loadout.plugins().all()) {
        fmt::print(out, "plugin {}: {}{}\n", each.alias, each.reason,
                   each.file.empty() ? "" : ", from " + each.file.string());
    }
    for (const extensions::Explained& each : loadout.selection().explained) {
        fmt::print(out, "{} {}: {} ({})\n", each.loaded ? "loaded" : "skipped", each.alias, each.reason, each.file);
    }
    for (const std::string& warning : loadout.warnings()) fmt::print(out, "warning: {}\n", warning);
}

}  // namespace neutrino::cli
