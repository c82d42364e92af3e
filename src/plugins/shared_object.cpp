#include "plugins/shared_object.h"

#include <dlfcn.h>
#include <fmt/format.h>

#include <memory>
#include <stdexcept>
#include <string_view>

namespace neutrino::plugins {
namespace {

std::runtime_error failure(const std::filesystem::path& file, std::string_view reason) {
    return std::runtime_error(fmt::format("shared object {}: {}", file.string(), reason));
}

std::string_view last_error() {
    const char* text = dlerror();
    return text != nullptr ? text : "no reason given";
}

struct Close {
    void operator()(void* handle) const { dlclose(handle); }
};

template <class Function>
Function* function_find(void* handle, const char* name, const std::filesystem::path& file) {
    void* symbol = dlsym(handle, name);
    if (symbol == nullptr) {
        throw failure(file, fmt::format("it doesn't export {}; a plugin is made with NEUTRINO_PLUGIN", name));
    }
    return reinterpret_cast<Function*>(symbol);
}

}  // namespace

void shared_object_register(const std::filesystem::path& file, Registrar& registrar) {
    if (!std::filesystem::is_regular_file(file)) throw failure(file, "there is no such file");
    std::unique_ptr<void, Close> handle(dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL));
    if (handle == nullptr) throw failure(file, last_error());

    auto* const abi_version = function_find<unsigned()>(handle.get(), "neutrino_abi_version", file);
    auto* const entry = function_find<void(Registrar&)>(handle.get(), "neutrino_register", file);
    if (const unsigned version = abi_version(); version != kAbiVersion) {
        throw failure(file, fmt::format("it was built for ABI version {}, this is version {}: build it anew", version,
                                        kAbiVersion));
    }
    handle.release();  // its code may have left objects anywhere from now on
    try {
        entry(registrar);
    } catch (const std::exception& error) {
        throw failure(file, error.what());
    } catch (...) {
        throw failure(file, "its entry threw something that is no std::exception");
    }
}

}  // namespace neutrino::plugins
