#include "plugins/registry.h"

#include "plugins/shared_object.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <list>
#include <set>
#include <stdexcept>
#include <system_error>

namespace neutrino::plugins {
namespace {

namespace fs = std::filesystem;

bool is_shared_object(std::string_view name) { return name.ends_with(".so"); }

std::string place(const fs::path& file) { return file.empty() ? "built in" : file.string(); }

template <class Driver>
struct DriverEntry {
    std::string name;
    fs::path file;
    std::function<std::unique_ptr<Driver>(const PluginOptions&)> make;
};

template <class Entry>
std::runtime_error name_taken(std::string_view kind, std::string_view name, const Entry& first,
                              const fs::path& second) {
    return std::runtime_error(
        fmt::format("{} '{}' is registered twice: {} and {}", kind, name, place(first.file), place(second)));
}

// The only entry that came from the file.
template <class Entry>
const Entry& only_entry(const std::list<Entry>& entries, const fs::path& file, std::string_view kind) {
    const auto from_file = [&](const Entry& entry) { return entry.file == file; };
    const auto count = std::count_if(entries.begin(), entries.end(), from_file);
    if (count != 1) {
        throw std::runtime_error(
            fmt::format("shared object {}: it has {} {}s, so its path names none: use a name that it "
                        "registers",
                        file.string(), count, kind));
    }
    return *std::find_if(entries.begin(), entries.end(), from_file);
}

}  // namespace

struct Registry::Impl {
    std::list<PluginEntry> plugins;
    std::list<DriverEntry<MechanismDriver>> mechanism_drivers;
    std::list<DriverEntry<ExtensionDriver>> extension_drivers;
    fs::path loading;  // the shared object that registers right now
    std::set<fs::path> loaded;
    std::vector<std::string> problems;  // of folder_load

    template <class Driver>
    void driver_add(std::list<DriverEntry<Driver>>& drivers, std::string_view kind, DriverEntry<Driver> entry) const {
        if (entry.name.empty() || !entry.make) {
            throw std::runtime_error(fmt::format("{} '{}' has no name or no way to make it", kind, entry.name));
        }
        for (const DriverEntry<Driver>& known : drivers) {
            if (known.name == entry.name) throw name_taken(kind, entry.name, known, entry.file);
        }
        drivers.push_back(std::move(entry));
    }

    template <class Driver>
    static std::unique_ptr<Driver> driver_make(Registry& registry, const std::list<DriverEntry<Driver>>& drivers,
                                               std::string_view kind, std::string_view name,
                                               const PluginOptions& options) {
        if (is_shared_object(name)) {
            registry.load(name);
            return only_entry(drivers, fs::weakly_canonical(name), kind).make(options);
        }
        const auto found =
            std::find_if(drivers.begin(), drivers.end(), [&](const auto& each) { return each.name == name; });
        return found == drivers.end() ? nullptr : found->make(options);
    }

    void forget(const fs::path& file) {
        const auto from_file = [&](const auto& entry) { return entry.file == file; };
        plugins.remove_if(from_file);
        mechanism_drivers.remove_if(from_file);
        extension_drivers.remove_if(from_file);
    }
};

Registry::Registry() : impl_(std::make_unique<Impl>()) {}
Registry::~Registry() = default;

void Registry::plugin(std::string alias, std::string class_path,
                      std::function<std::unique_ptr<Plugin>(const PluginOptions&)> make) {
    if (alias.empty() || !make) {
        throw std::runtime_error(fmt::format("plugin '{}' has no alias or no way to make it", alias));
    }
    for (const PluginEntry& known : impl_->plugins) {
        if (known.alias == alias) throw name_taken("plugin", alias, known, impl_->loading);
        if (!class_path.empty() && known.class_path == class_path) {
            throw name_taken("plugin", class_path, known, impl_->loading);
        }
    }
    impl_->plugins.push_back({std::move(alias), std::move(class_path), impl_->loading, std::move(make)});
}

void Registry::mechanism_driver(std::string name,
                                std::function<std::unique_ptr<MechanismDriver>(const PluginOptions&)> make) {
    impl_->driver_add(impl_->mechanism_drivers, "mechanism driver", {std::move(name), impl_->loading, std::move(make)});
}

void Registry::extension_driver(std::string name,
                                std::function<std::unique_ptr<ExtensionDriver>(const PluginOptions&)> make) {
    impl_->driver_add(impl_->extension_drivers, "extension driver", {std::move(name), impl_->loading, std::move(make)});
}

void Registry::load(const fs::path& file) {
    const fs::path canonical = fs::weakly_canonical(file);
    if (impl_->loaded.contains(canonical)) return;
    impl_->loading = canonical;
    try {
        shared_object_register(canonical, *this);
    } catch (...) {
        impl_->forget(canonical);
        impl_->loading.clear();
        throw;
    }
    impl_->loading.clear();
    impl_->loaded.insert(canonical);
}

std::vector<std::string> Registry::folder_load(const fs::path& folder) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::directory_iterator each(folder, error), end; !error && each != end; each.increment(error)) {
        if (is_shared_object(each->path().filename().string())) files.push_back(each->path());
    }
    std::sort(files.begin(), files.end());
    std::vector<std::string> problems;
    for (const fs::path& file : files) {
        try {
            load(file);
        } catch (const std::exception& failure) {
            problems.emplace_back(failure.what());
        }
    }
    impl_->problems.insert(impl_->problems.end(), problems.begin(), problems.end());
    return problems;
}

const PluginEntry* Registry::plugin_find(std::string_view name) {
    if (is_shared_object(name)) {
        load(name);
        return &only_entry(impl_->plugins, fs::weakly_canonical(name), "plugin");
    }
    const auto found = std::find_if(impl_->plugins.begin(), impl_->plugins.end(), [&](const PluginEntry& entry) {
        return entry.alias == name || (!entry.class_path.empty() && entry.class_path == name);
    });
    return found == impl_->plugins.end() ? nullptr : &*found;
}

std::string Registry::plugin_missing(std::string_view name) const {
    std::vector<std::string> known;
    for (const PluginEntry& entry : impl_->plugins) known.push_back(entry.alias);
    std::sort(known.begin(), known.end());
    std::string text = fmt::format("Plugin '{}' not found. Known are: {}", name, fmt::join(known, ", "));
    for (const std::string& problem : impl_->problems) text += fmt::format("; not loaded: {}", problem);
    return text;
}

std::unique_ptr<MechanismDriver> Registry::mechanism_driver_make(std::string_view name, const PluginOptions& options) {
    return Impl::driver_make(*this, impl_->mechanism_drivers, "mechanism driver", name, options);
}

std::unique_ptr<ExtensionDriver> Registry::extension_driver_make(std::string_view name, const PluginOptions& options) {
    return Impl::driver_make(*this, impl_->extension_drivers, "extension driver", name, options);
}

}  // namespace neutrino::plugins
