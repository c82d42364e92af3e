#pragma once
// Loads the core plugin and the service plugins that the configuration names, each once.

#include <neutrino/ml2.h>
#include <neutrino/plugin.h>

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::plugins {

// Everything that can be named in a configuration: in-tree code (builtin.cpp registers it) and shared objects, which stay
// loaded until the registry goes.
class Registry : public Registrar {
public:
    Registry();
    ~Registry() override;

    void plugin(std::string alias, std::string class_path, std::function<std::unique_ptr<Plugin>(const PluginOptions&)> make) override;
    void mechanism_driver(std::string name, std::function<std::unique_ptr<MechanismDriver>(const PluginOptions&)> make) override;
    void extension_driver(std::string name, std::function<std::unique_ptr<ExtensionDriver>(const PluginOptions&)> make) override;

    // Loads the shared object and lets it register. Throws std::runtime_error that names the file: missing, no entry point, another
    // ABI version, an exception of its own.
    void load(const std::filesystem::path& file);

    // `name`: alias, class path, or the path of a shared object (ends in .so), which is loaded and gives its only plugin. Throws
    // std::runtime_error "Plugin 'x' not found." with the names that are known.
    std::unique_ptr<Plugin> plugin_make(std::string_view name, const PluginOptions& options, std::string& alias);
    std::unique_ptr<MechanismDriver> mechanism_driver_make(std::string_view name, const PluginOptions& options);  // nullptr: unknown
    std::unique_ptr<ExtensionDriver> extension_driver_make(std::string_view name, const PluginOptions& options);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// Registers what is built in.
void register_builtin(Registrar& registrar);

struct Loaded {
    std::string alias;
    std::string reason;  // "core_plugin", "service_plugins", "default", "required by port_forwarding"
    std::unique_ptr<Plugin> plugin;
};

// The plugins in force, core first. Not thread-safe; used at start-up.
class PluginManager {
public:
    // Throws std::runtime_error naming the option and the plugin. Service plugins are: what plugins require (before them), those
    // named, and Neutron's default ones (auto_allocate, tag, timestamp, network_ip_availability, flavors, revisions), as far as
    // they are built in. Two plugins of one service type: the second is refused, unless it is the same one named twice.
    PluginManager(Registry& registry, const PluginOptions& options, std::string_view core_plugin,
                  const std::vector<std::string>& service_plugins);
    ~PluginManager();

    const std::vector<Loaded>& all() const { return loaded_; }
    // Alias -> plugins that support it; core aliases that a service plugin hides are left out.
    std::map<std::string, std::vector<std::string>> claimed_aliases() const;
    // Aliases that only default plugins support: they may be dropped when their requirements are not met.
    std::vector<std::string> default_aliases() const;
    std::vector<std::filesystem::path> extension_folders() const;
    void start();
    void stop() noexcept;

private:
    std::vector<Loaded> loaded_;
};

}  // namespace neutrino::plugins
