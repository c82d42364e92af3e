#pragma once
// Request bodies -> what the client wants set, checked against the definition of the type.

#include <neutrino/record.h>
#include <neutrino/request_context.h>

#include <string_view>
#include <utility>
#include <vector>

namespace neutrino::api {

// The body as JSON; null when it is empty. Throws Fault HTTPBadRequest for what is no JSON.
Value body_parse(std::string_view text);
// The same for a resource, which is always in an object: anything else is refused too.
Value body_parse_object(std::string_view text);

struct NewResources {
    bool bulk = false;  // the client gave a list, and gets one
    std::vector<Draft> drafts;
};

// The resources that a POST asks for: {"network": {...}}, or {"networks": [{...} or {"network": {...}}, ...]} where the
// type takes a list and `allow_bulk`. Every attribute that may be set is converted and validated, or has its default.
NewResources body_create(const ResourceType& type, const Value& body, const RequestContext& context, bool allow_bulk);

// The attributes that a PUT names, with their positions.
using Changes = std::vector<std::pair<int, Value>>;
Changes body_update(const ResourceType& type, const Value& body, const RequestContext& context);

}  // namespace neutrino::api
