#pragma once
// Where the files are that the program reads at start, besides its configuration.

#include "config/config.h"

#include <filesystem>

namespace neutrino::server {

struct DataFolders {
    std::filesystem::path definitions;  // api/: one YAML file an extension
    std::filesystem::path policies;     // policy/: default rules
    std::filesystem::path schema;       // schema/: the database's tables
};

// They lie together: in [neutrino] data_path if that is set; else in share/neutrino beside the folder of the executable
// (/usr/bin/neutrino: /usr/share/neutrino); else in the source tree that the executable was built from. Throws
// config::ConfigError for a data_path without them, std::runtime_error when they are nowhere.
DataFolders data_folders_find(const config::Config& config);

}  // namespace neutrino::server
