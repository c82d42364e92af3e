#pragma once
// The core plugin and the service plugins that the configuration names, each once.

#include "plugins/registry.h"

#include <neutrino/plugin.h>

#include <cstddef>
#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::plugins {

struct Loaded {
    std::string alias;
    std::string reason;          // "core_plugin", "service_plugins", "default", "required by port_forwarding"
    std::filesystem::path file;  // the shared object that it came from, "" = built in
    std::unique_ptr<Plugin> plugin;
};

// The plugins in force, core first. Not thread-safe; used at start-up and at the end.
class PluginManager {
public:
    // Throws std::runtime_error naming the option and the plugin. Service plugins are: what plugins require (before
    // them), those named, and Neutron's default ones (auto_allocate, tag, timestamp, network_ip_availability, flavors,
    // revisions), as far as they are built in. Two plugins of one service type: the second is refused, unless it is the
    // same one named twice. `options` go to all; the core plugin is given the registry's drivers too.
    // The registry outlives this.
    PluginManager(Registry& registry, const PluginOptions& options, std::string_view core_plugin,
                  const std::vector<std::string>& service_plugins);
    // Stops what was started, and destroys the last loaded first.
    ~PluginManager();
    PluginManager(const PluginManager&) = delete;
    PluginManager& operator=(const PluginManager&) = delete;

    const std::vector<Loaded>& all() const { return loaded_; }
    // Alias -> plugins that support it; core aliases that a service plugin hides are left out.
    std::map<std::string, std::vector<std::string>> claimed_aliases() const;
    // Aliases that only Neutron's default plugins support: they may be dropped when their requirements are not met.
    std::vector<std::string> default_aliases() const;
    // Where loaded plugins keep definitions: the folders that they name, and those of their shared objects.
    std::vector<std::filesystem::path> extension_folders() const;
    // In the order of all(). Throws std::runtime_error naming the plugin; those started before it are stopped then.
    void start();
    // The last started first; what a plugin throws is logged.
    void stop() noexcept;

private:
    class Loader;

    std::vector<Loaded> loaded_;
    std::size_t started_ = 0;  // of loaded_, from the front
};

}  // namespace neutrino::plugins
