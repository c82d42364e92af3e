#pragma once
// A file with plugins or drivers in it, as NEUTRINO_PLUGIN of the SDK makes it.

#include <neutrino/plugin.h>

#include <filesystem>

namespace neutrino::plugins {

// Maps the file into the process, compares its ABI version, and lets it register. Throws std::runtime_error that names
// the file; it may have registered something before. Once its code has run, the file is never unmapped.
void shared_object_register(const std::filesystem::path& file, Registrar& registrar);

}  // namespace neutrino::plugins
