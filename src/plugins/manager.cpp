#include "plugins/manager.h"

#include "base/log.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>

namespace neutrino::plugins {
namespace {

constexpr std::string_view kCoreType = "CORE";
// Loaded without being named (Neutron's DEFAULT_SERVICE_PLUGINS).
constexpr std::array<std::string_view, 6> kDefaultPlugins = {"auto_allocate",           "tag",     "timestamp",
                                                             "network_ip_availability", "flavors", "revisions"};

bool is_default(std::string_view alias) {
    return std::find(kDefaultPlugins.begin(), kDefaultPlugins.end(), alias) != kDefaultPlugins.end();
}

// Runs `step` of a plugin; what it throws becomes a std::runtime_error that begins with `where`.
template <class Step>
auto named_run(std::string_view where, Step step) {
    try {
        return step();
    } catch (const std::exception& error) {
        throw std::runtime_error(fmt::format("{}: {}", where, error.what()));
    } catch (...) {
        throw std::runtime_error(fmt::format("{}: it threw something that is no std::exception", where));
    }
}

void stop_logged(const Loaded& loaded) noexcept {
    try {
        loaded.plugin->stop();
    } catch (const std::exception& error) {
        log::error("plugin {} doesn't stop as it should: {}", loaded.alias, error.what());
    } catch (...) {
        log::error("plugin {} doesn't stop as it should: it threw something that is no std::exception", loaded.alias);
    }
}

}  // namespace

// Fills the list, with what each plugin requires before it.
class PluginManager::Loader {
public:
    Loader(Registry& registry, const PluginOptions& options, std::vector<Loaded>& loaded)
        : registry_(registry), core_options_(options), service_options_(options), loaded_(loaded) {
        core_options_.mechanism_driver = [&registry, options](std::string_view name) {
            return registry.mechanism_driver_make(name, options);
        };
        core_options_.extension_driver = [&registry, options](std::string_view name) {
            return registry.extension_driver_make(name, options);
        };
    }

    void core_load(std::string_view name) {
        const std::string where = "[DEFAULT] core_plugin";
        if (name.empty()) throw std::runtime_error(where + " is not set: it has to name a core plugin, e.g. ml2");
        Loaded core = make(name, where, core_options_, "core_plugin");
        if (core.plugin->type() != kCoreType) {
            throw std::runtime_error(
                fmt::format("{}: '{}' is a service plugin (of type {}); name it in service_plugins", where, core.alias,
                            core.plugin->type()));
        }
        const Plugin& plugin = *core.plugin;
        const std::string alias = core.alias;
        accept(std::move(core));
        for (const std::string& required : plugin.required_plugins()) service_require(required, alias);
    }

    void service_load(std::string_view name, const std::string& where, const std::string& reason) {
        const PluginEntry& entry = entry_find(name, where);
        if (is_loaded(entry.alias)) return;
        if (std::find(loading_.begin(), loading_.end(), entry.alias) != loading_.end()) {
            throw std::runtime_error(fmt::format("{}: plugins require each other: {} -> {}", where,
                                                 fmt::join(loading_, " -> "), entry.alias));
        }
        loading_.push_back(entry.alias);
        Loaded service = make(name, where, service_options_, reason);
        for (const std::string& required : service.plugin->required_plugins()) service_require(required, service.alias);
        type_check(service, where);
        loading_.pop_back();
        accept(std::move(service));
    }

private:
    void service_require(const std::string& required, const std::string& by) {
        service_load(required, fmt::format("plugin '{}', which requires '{}'", by, required), "required by " + by);
    }

    const PluginEntry& entry_find(std::string_view name, const std::string& where) {
        const PluginEntry* entry = named_run(where, [&] { return registry_.plugin_find(name); });
        if (entry == nullptr) throw std::runtime_error(fmt::format("{}: {}", where, registry_.plugin_missing(name)));
        return *entry;
    }

    Loaded make(std::string_view name, const std::string& where, const PluginOptions& options,
                const std::string& reason) {
        const PluginEntry& entry = entry_find(name, where);
        const std::string plugin = fmt::format("{}: plugin '{}'", where, entry.alias);
        Loaded loaded{entry.alias, reason, entry.file, named_run(plugin, [&] { return entry.make(options); })};
        if (loaded.plugin == nullptr) throw std::runtime_error(plugin + ": it made nothing");
        return loaded;
    }

    void accept(Loaded loaded) {
        log::debug("plugin {} is loaded ({})", loaded.alias, loaded.reason);
        loaded_.push_back(std::move(loaded));
    }

    bool is_loaded(std::string_view alias) const {
        return std::any_of(loaded_.begin(), loaded_.end(), [&](const Loaded& each) { return each.alias == alias; });
    }

    void type_check(const Loaded& service, const std::string& where) const {
        const std::string type = service.plugin->type();
        if (type == kCoreType) {
            throw std::runtime_error(
                fmt::format("{}: '{}' is a core plugin; it can be named in core_plugin only", where, service.alias));
        }
        for (const Loaded& each : loaded_) {
            if (each.plugin->type() == type) {
                throw std::runtime_error(
                    fmt::format("{}: plugin '{}' is of service type {}, and so is '{}' ({}): only one "
                                "of them can be loaded",
                                where, service.alias, type, each.alias, each.reason));
            }
        }
    }

    Registry& registry_;
    PluginOptions core_options_;
    const PluginOptions& service_options_;
    std::vector<Loaded>& loaded_;
    std::vector<std::string> loading_;  // service plugins that wait for those that they require
};

PluginManager::PluginManager(Registry& registry, const PluginOptions& options, std::string_view core_plugin,
                             const std::vector<std::string>& service_plugins) {
    Loader loader(registry, options, loaded_);
    loader.core_load(core_plugin);
    for (const std::string& name : service_plugins) {
        if (!name.empty()) loader.service_load(name, "[DEFAULT] service_plugins", "service_plugins");
    }
    for (const std::string_view name : kDefaultPlugins) {
        if (registry.plugin_find(name) != nullptr) loader.service_load(name, "default service plugins", "default");
    }
}

PluginManager::~PluginManager() {
    stop();
    while (!loaded_.empty()) loaded_.pop_back();
}

std::map<std::string, std::vector<std::string>> PluginManager::claimed_aliases() const {
    std::set<std::string> hidden;
    for (const Loaded& each : loaded_) {
        for (std::string& alias : each.plugin->hidden_core_aliases()) hidden.insert(std::move(alias));
    }
    std::map<std::string, std::vector<std::string>> claimed;
    for (const Loaded& each : loaded_) {
        const bool core = &each == &loaded_.front();
        for (const std::string& alias : each.plugin->supported_aliases()) {
            if (core && hidden.contains(alias)) continue;
            std::vector<std::string>& plugins = claimed[alias];
            if (plugins.empty() || plugins.back() != each.alias) plugins.push_back(each.alias);
        }
    }
    return claimed;
}

std::vector<std::string> PluginManager::default_aliases() const {
    std::vector<std::string> aliases;
    for (const auto& [alias, plugins] : claimed_aliases()) {
        if (std::all_of(plugins.begin(), plugins.end(), is_default)) aliases.push_back(alias);
    }
    return aliases;
}

std::vector<std::filesystem::path> PluginManager::extension_folders() const {
    std::vector<std::filesystem::path> folders;
    for (const Loaded& each : loaded_) {
        for (const std::string& folder : each.plugin->extension_folders()) folders.emplace_back(folder);
        if (!each.file.empty()) folders.push_back(each.file.parent_path());
    }
    return folders;
}

void PluginManager::start() {
    while (started_ < loaded_.size()) {
        const Loaded& next = loaded_[started_];
        try {
            named_run(fmt::format("plugin '{}' doesn't start", next.alias), [&] { next.plugin->start(); });
        } catch (...) {
            stop();
            throw;
        }
        ++started_;
    }
}

void PluginManager::stop() noexcept {
    while (started_ > 0) stop_logged(loaded_[--started_]);
}

}  // namespace neutrino::plugins
