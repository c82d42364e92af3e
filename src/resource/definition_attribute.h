#pragma once
// The attribute part of the format. Private to the room.

#include "resource/definition_node.h"
#include "resource/rules.h"

#include <neutrino/resource_type.h>

namespace neutrino::resource {

// Throws DefinitionError. A `store` that is not given, or whose column is the attribute's own name, has an empty
// column: it is settled at composition, when it is known whether the type has a table.
Attribute attribute_read(const YamlNode::Member& member, std::string_view file, std::string_view alias,
                         const RuleSettings& settings);

// `attributes` of a resource or an extension: refuses names that the API keeps for itself.
std::vector<Attribute> attributes_read(const YamlNode& node, std::string_view what, std::string_view file,
                                       std::string_view alias, const RuleSettings& settings);

}  // namespace neutrino::resource
