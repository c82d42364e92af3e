#include "cli/commands.h"

#include "resource/json.h"
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
#include <utility>
#include <vector>

namespace neutrino::cli {
namespace {

Value attribute_describe(const Attribute& attribute) {
    std::vector<Member> members;
    const auto flag = [&](const char* name, bool set) { members.push_back({name, set}); };
    flag("post", attribute.post);
    flag("put", attribute.put);
    flag("visible", attribute.visible);
    flag("filter", attribute.filter);
    flag("sort", attribute.sort);
    flag("primary_key", attribute.primary_key);
    flag("required_by_policy", attribute.required_by_policy);
    flag("enforce_policy", attribute.enforce_policy);
    if (attribute.has_default) {
        members.push_back({"default", attribute.default_value.is_unset() ? Value("<unset>") : attribute.default_value});
    }
    if (attribute.validate) {
        const Value& argument = attribute.validate_argument;
        members.push_back({"validate", attribute.validate_name});
        members.push_back({"validate_argument", argument.is_unset() ? Value::null() : argument});
    }
    if (!attribute.origin.empty()) members.push_back({"extension", attribute.origin});
    return Value::map(std::move(members));
}

}  // namespace

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

void extensions_attributes(const config::Config& config, std::ostream& out) {
    const server::Loadout loadout(config, server::data_folders_find(config));
    std::vector<Member> types;
    for (const ResourceType* type : loadout.catalog().all()) {
        if (!type->api) continue;
        std::vector<Member> attributes;
        for (const Attribute& attribute : type->attributes) {
            if (!attribute.internal) attributes.push_back({attribute.name, attribute_describe(attribute)});
        }
        types.push_back({type->collection, Value::map(std::move(attributes))});
    }
    out << resource::json_text(Value::map(std::move(types))) << '\n';
}

}  // namespace neutrino::cli
