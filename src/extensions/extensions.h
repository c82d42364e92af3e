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
    // In order of folders, then modules: Neutron's order, in which extensions add their attributes, which is the order
    // in which the values of a request are looked at.
    std::vector<resource::Definition> definitions;
    std::vector<std::string> problems;  // folders that don't exist, files that are broken: named, passed over
};

// Reads every *.yaml of the folders, but for names that begin with '_' or '.'; a folder that is named twice is read
// once. The first folder is the built-in one: there, what is missing or broken throws (a third party's is a problem and
// is passed over). The same alias in two files: throws std::runtime_error (DuplicatedExtension) that names both.
Found definitions_find(std::span<const std::filesystem::path> folders, const resource::RuleSettings& settings = {});

struct Explained {
    std::string alias;
    std::string file;
    bool loaded = false;
    std::string reason;  // "claimed by ml2; after router, which it requires", "no loaded plugin supports it (...)"
};

struct Selection {
    std::vector<const resource::Definition*> ordered;  // core ones first; in the order of composition
    std::vector<Explained> explained;                  // loaded ones in order, then the others
    std::vector<std::string> warnings;                 // the others, one line a reason
};

// Alias -> plugins that support it.
using Claims = std::map<std::string, std::vector<std::string>>;

// Loaded are core ones, those that need no plugin (`always`), and those that are claimed. `dropped_quietly`: aliases of
// default plugins, which are left out when a requirement of theirs is not met.
// Order: an extension comes after those it requires, and after its optional ones where that is possible (a cycle of
// optional ones is broken); else in the order given. Throws std::runtime_error (ExtensionsNotFound) that names alias
// and reason: a claimed alias without a definition, an unmet requirement, a cycle of required ones; and what the search
// had to pass over, which may be why. `found` has each alias once, and outlives the selection.
Selection select(const Found& found, const Claims& claimed, std::span<const std::string> dropped_quietly);

}  // namespace neutrino::extensions
