#include "server/data_folders.h"

#include <fmt/core.h>

#include <stdexcept>
#include <system_error>

namespace neutrino::server {
namespace {

namespace fs = std::filesystem;

DataFolders folders_in(const fs::path& root) { return {root / "api", root / "policy", root / "schema"}; }

bool complete(const DataFolders& folders) {
    std::error_code ignored;
    return fs::is_directory(folders.definitions, ignored) && fs::is_directory(folders.policies, ignored) &&
           fs::is_directory(folders.schema, ignored);
}

fs::path installed_root() {
    std::error_code error;
    const fs::path executable = fs::read_symlink("/proc/self/exe", error);
    return error ? fs::path() : executable.parent_path().parent_path() / "share" / "neutrino";
}

}  // namespace

DataFolders data_folders_find(const config::Config& config) {
    if (config.is_set("neutrino", "data_path")) {
        const std::string named = config.text("neutrino", "data_path");
        const DataFolders folders = folders_in(named);
        if (complete(folders)) return folders;
        throw config.refusal("neutrino", "data_path",
                             fmt::format("'{}' doesn't hold the folders api, policy and schema", named));
    }
    const fs::path installed = installed_root();
    for (const fs::path& root : {installed, fs::path(NEUTRINO_SOURCE_DIR)}) {
        const DataFolders folders = folders_in(root);
        if (complete(folders)) return folders;
    }
    throw std::runtime_error(fmt::format(
        "the folders api, policy and schema are neither in {} nor in {}; [neutrino] data_path says where else",
        installed.string(), NEUTRINO_SOURCE_DIR));
}

}  // namespace neutrino::server
