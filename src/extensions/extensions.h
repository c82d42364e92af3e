#pragma once
// Which extensions are loaded, in which order, and why the others are not.

#include "resource/definition.h"

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace neutrino::extensions {

// Definitions found on the path, with what went wrong on the way.
struct Found {
    std::vector<resource::Definition> definitions;  // in order of folders, then file names
    std::vector<std::string> problems;              // folders that don't exist, files that are broken: named, passed over
};

// Reads every *.yaml of the folders (not README etc.). A broken file of a third party is a problem and is passed over, one of the
// built-in folder (the first) throws. The same alias in two files: throws std::runtime_error naming both (DuplicatedExtension).
Found definitions_find(std::span<const std::filesystem::path> folders);

struct Explained {
    std::string alias;
    std::string file;
    bool loaded = false;
    std::string reason;  // "claimed by ml2; after router, which it requires", "no loaded plugin supports it (expected: router)"
};

struct Selection {
    std::vector<const resource::Definition*> ordered;  // core ones first; in the order of composition
    std::vector<Explained> explained;                  // loaded ones in order, then the others
    std::vector<std::string> warnings;
};

// `claimed`: alias -> plugins that support it. `dropped_quietly`: aliases of default plugins, which may have unmet requirements.
// Order: as Neutron's, required ones first, then optional ones where possible (a cycle of optional ones is broken, one of required
// ones is an error). Throws std::runtime_error (ExtensionsNotFound) that names alias and reason: a claimed alias without a
// definition, an unmet requirement, a cycle.
Selection select(std::span<const resource::Definition> definitions, const std::map<std::string, std::vector<std::string>>& claimed,
                 std::span<const std::string> dropped_quietly);

}  // namespace neutrino::extensions
