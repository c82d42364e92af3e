#pragma once
// Everything that can be named in a configuration: plugins and drivers, built in (builtin.cpp registers them) or from
// shared objects.

#include <neutrino/ml2.h>
#include <neutrino/plugin.h>

#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::plugins {

struct PluginEntry {
    std::string alias;
    std::string class_path;      // "" = none
    std::filesystem::path file;  // the shared object that it came from, "" = built in
    std::function<std::unique_ptr<Plugin>(const PluginOptions&)> make;
};

// Outlives all plugins and drivers that it made. A shared object that has registered something stays in the process to
// its end, for what plugins contribute (behaviours, listeners) may live longer than this. Not thread-safe: used at
// start-up.
class Registry : public Registrar {
public:
    Registry();
    ~Registry() override;

    // All three throw std::runtime_error that names both places when the name is taken.
    void plugin(std::string alias, std::string class_path,
                std::function<std::unique_ptr<Plugin>(const PluginOptions&)> make) override;
    void mechanism_driver(std::string name,
                          std::function<std::unique_ptr<MechanismDriver>(const PluginOptions&)> make) override;
    void extension_driver(std::string name,
                          std::function<std::unique_ptr<ExtensionDriver>(const PluginOptions&)> make) override;

    // Loads the shared object, once, and lets it register. Throws std::runtime_error that names the file: missing, no
    // entry point, another ABI version, an exception of its own. Nothing of it is registered then.
    void load(const std::filesystem::path& file);
    // Loads every *.so of the folder, in order of names. What can't be loaded is passed over: it is named in the
    // result, and again in the error for a plugin that is not found. A folder that is not there holds nothing.
    std::vector<std::string> folder_load(const std::filesystem::path& folder);

    // `name`: alias, class path, or the path of a shared object (ends in .so), which is loaded and has to bring exactly
    // one plugin. nullptr: unknown. Entries keep their addresses. Throws std::runtime_error for the shared object.
    const PluginEntry* plugin_find(std::string_view name);
    // "Plugin 'x' not found." with the names that are known and what folder_load passed over.
    std::string plugin_missing(std::string_view name) const;

    // `name`: as registered, or the path of a shared object that brings exactly one driver of the kind. nullptr:
    // unknown.
    std::unique_ptr<MechanismDriver> mechanism_driver_make(std::string_view name, const PluginOptions& options);
    std::unique_ptr<ExtensionDriver> extension_driver_make(std::string_view name, const PluginOptions& options);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// Registers what is built in.
void register_builtin(Registrar& registrar);

}  // namespace neutrino::plugins
