#pragma once
// What the API works out once about each resource type: who handles it, which rules guard it, how it looks in JSON.

#include "api/handlers.h"
#include "policy/engine.h"

#include <neutrino/resource_type.h>

#include <cstddef>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace neutrino::api {

// The rules about one operation: "create_port", and for each attribute with enforce_policy "create_port:mac_address".
struct OperationRules {
    std::string name;
    const policy::Check* rule = nullptr;
    std::vector<const policy::Check*> attributes;  // by position; nullptr: none
};

// How one attribute is shown.
struct Slot {
    int attribute;
    std::string fragment;              // `,"name":`
    const ComputedProvider* computed;  // nullptr: it is stored
    const policy::Check* rule;         // nullptr: whoever sees the resource sees it
    enum class Name { own, project_id, tenant_id } name = Name::own;
};

// Immutable; thread-safe.
struct Endpoint {
    // `handlers` and `engine` outlive it.
    Endpoint(const ResourceType& type, const Handlers& handlers, const policy::Engine& engine);

    const ResourceType& type;
    const TypeHandlers& handlers;
    const Endpoint* parent = nullptr;  // of a sub-resource
    int parent_index = -1;             // of the attribute that holds the parent's id
    OperationRules get, create, update, remove;
    // Attributes by which policy decides, and which name another resource (ports.network_id), with its endpoint.
    std::vector<std::pair<int, const Endpoint*>> decisive;
    std::vector<Slot> slots;  // in the order in which attributes are shown

    // The attribute's value, computed ones included. The reference is to `scratch` or into the record.
    const Value& value(const View& view, const Record& record, int attribute, Value& scratch) const;
};

// All endpoints. Immutable; thread-safe.
class Endpoints {
public:
    Endpoints(const Handlers& handlers, const policy::Engine& engine);
    const Endpoint& of(const ResourceType& type) const { return endpoints_.at(&type); }

private:
    std::unordered_map<const ResourceType*, Endpoint> endpoints_;
};

}  // namespace neutrino::api
