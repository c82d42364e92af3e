#pragma once
// An API definition as read from its file (api/README.md is the format), and how definitions become resource types.

#include "resource/rules.h"
#include "resource/yaml.h"

#include <neutrino/resource_type.h>

#include <filesystem>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::resource {

// "FILE:LINE: reason", or "FILE: reason".
class DefinitionError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct TypeExtension {
    std::string collection;
    bool api = false;  // gives URLs to a type that its own definition leaves without
    std::vector<Attribute> attributes;
    std::vector<Action> actions;
};

struct Definition {
    std::string alias;
    std::string name;
    std::string description;
    std::string updated;
    std::string module;  // sorts /v2.0/extensions
    std::vector<std::string> required;
    std::vector<std::string> optional;
    std::vector<std::string> plugins;  // expected to serve it, for messages
    bool core = false;
    bool always = false;
    std::string tables;                   // schema language
    YamlNode policy;                      // rules by name, for src/policy/rules_file.h; null = none
    std::vector<ResourceType> resources;  // not sealed
    std::vector<TypeExtension> extends;
    std::vector<Attribute> standard_attributes;
    std::filesystem::path file;
};

// Throws DefinitionError: not YAML, an unknown key, converter or validator, a value of the wrong kind.
Definition definition_parse(std::string_view yaml, const std::filesystem::path& file,
                            const RuleSettings& settings = {});
Definition definition_read(const std::filesystem::path& file, const RuleSettings& settings = {});

// Fills the empty catalog: resources first, then what extends them, both in the order given, then standard attributes
// (a type's own attribute of that name stays); then seals the types. What extends a type that is not there is passed
// over. A definition may replace an attribute or action of another one only if it requires it, directly or not, or the
// other is core; else, and for a second resource of one name, DefinitionError that names both files.
void catalog_compose(std::span<const Definition* const> definitions, Catalog& catalog);

}  // namespace neutrino::resource
