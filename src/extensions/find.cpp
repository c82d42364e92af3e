#include "extensions/extensions.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <stdexcept>
#include <system_error>

namespace neutrino::extensions {
namespace {

namespace fs = std::filesystem;

bool is_definition(const fs::path& file) {
    const std::string name = file.filename().string();
    return file.extension() == ".yaml" && name.front() != '_' && name.front() != '.';
}

// Sorted, so that every server of a deployment reads in one order.
std::vector<fs::path> folder_list(const fs::path& folder) {
    std::vector<fs::path> files;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder)) {
        if (is_definition(entry.path()) && entry.is_regular_file()) files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

class Finder {
public:
    explicit Finder(const resource::RuleSettings& settings) : settings_(settings) {}

    Found found;

    void folder_read(const fs::path& folder, bool built_in) {
        std::error_code error;
        const fs::path canonical = fs::canonical(folder, error);
        if (error) {
            problem(fmt::format("extension folder '{}' can't be read: {}", folder.string(), error.message()), built_in);
            return;
        }
        if (!folders_.insert(canonical).second) return;
        std::vector<fs::path> files;
        try {
            files = folder_list(folder);
        } catch (const fs::filesystem_error& failure) {
            problem(fmt::format("extension folder '{}' can't be read: {}", folder.string(), failure.code().message()),
                    built_in);
            return;
        }
        const auto first = static_cast<std::ptrdiff_t>(found.definitions.size());
        for (const fs::path& file : files) file_read(file, built_in);
        std::ranges::stable_sort(found.definitions.begin() + first, found.definitions.end(), {},
                                 &resource::Definition::module);
    }

private:
    void file_read(const fs::path& file, bool built_in) {
        resource::Definition definition;
        try {
            definition = resource::definition_read(file, settings_);
        } catch (const std::exception& broken) {
            problem(broken.what(), built_in);
            return;
        }
        const auto [first, added] = files_.try_emplace(definition.alias, file);
        if (!added) {
            throw std::runtime_error(fmt::format("DuplicatedExtension: '{}' is defined by {} and by {}",
                                                 definition.alias, first->second.string(), file.string()));
        }
        found.definitions.push_back(std::move(definition));
    }

    void problem(std::string text, bool fatal) {
        if (fatal) throw std::runtime_error(text);
        found.problems.push_back(std::move(text));
    }

    const resource::RuleSettings& settings_;
    std::set<fs::path> folders_;             // canonical, read already
    std::map<std::string, fs::path> files_;  // by alias
};

}  // namespace

Found definitions_find(std::span<const fs::path> folders, const resource::RuleSettings& settings) {
    Finder finder(settings);
    bool built_in = true;
    for (const fs::path& folder : folders) {
        finder.folder_read(folder, built_in);
        built_in = false;
    }
    return std::move(finder.found);
}

}  // namespace neutrino::extensions
