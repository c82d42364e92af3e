#include "api/endpoint.h"

#include "resource/json.h"

#include <string_view>

namespace neutrino::api {
namespace {

// Rules of sub-resources name the parent too: create_policy_bandwidth_limit_rule.
OperationRules rules_of(std::string_view verb, const ResourceType& type, const policy::Engine& engine) {
    OperationRules rules;
    rules.name = std::string(verb) + "_";
    if (type.parent) rules.name += type.parent->member + "_";
    rules.name += type.member;
    rules.rule = &engine.rule(rules.name);
    rules.attributes.resize(type.attributes.size());
    return rules;
}

std::string fragment(std::string_view name) {
    std::string text = ",";
    resource::json_write_string(name, text);
    return text + ":";
}

}  // namespace

Endpoint::Endpoint(const ResourceType& of_type, const Handlers& all_handlers, const policy::Engine& engine)
    : type(of_type),
      handlers(all_handlers.of(of_type)),
      get(rules_of("get", of_type, engine)),
      create(rules_of("create", of_type, engine)),
      update(rules_of("update", of_type, engine)),
      remove(rules_of("delete", of_type, engine)) {
    if (type.parent) parent_index = type.find(type.parent->member + "_id");
    for (std::size_t i = 0; i < type.attributes.size(); ++i) {
        const Attribute& attribute = type.attributes[i];
        const auto index = static_cast<int>(i);
        if (attribute.enforce_policy) {
            create.attributes[i] = &engine.rule(create.name + ":" + attribute.name);
            update.attributes[i] = &engine.rule(update.name + ":" + attribute.name);
        }
        if (!attribute.visible || attribute.internal) continue;
        // The project goes by its old name in rules.
        const std::string shown = get.name + ":" + (index == type.project_index ? "tenant_id" : attribute.name);
        if (engine.known(shown)) get.attributes[i] = &engine.rule(shown);
        Slot slot{index, fragment(attribute.name), handlers.computed[i] ? &handlers.computed[i] : nullptr,
                  get.attributes[i]};
        if (index == type.project_index) {
            slot.name = Slot::Name::project_id;
            slots.push_back(slot);
            slot.name = Slot::Name::tenant_id;
            slot.fragment = fragment("tenant_id");
        }
        slots.push_back(std::move(slot));
    }
}

const Value& Endpoint::value(const View& view, const Record& record, int attribute, Value& scratch) const {
    if (attribute < 0) return record.at(attribute);
    const ComputedProvider& provider = handlers.computed[static_cast<std::size_t>(attribute)];
    if (!provider) return record.at(attribute);
    scratch = provider(view, record);
    return scratch;
}

Endpoints::Endpoints(const Handlers& handlers, const policy::Engine& engine) {
    const Catalog& catalog = handlers.catalog();
    for (const ResourceType* type : catalog.all()) {
        endpoints_.try_emplace(type, *type, handlers, engine);
    }
    std::unordered_map<std::string, const Endpoint*> by_reference;  // "network_id"
    for (const auto& [type, endpoint] : endpoints_) {
        if (!type->parent) by_reference.emplace(type->member + "_id", &endpoint);
    }
    for (auto& [type, endpoint] : endpoints_) {
        const ResourceType* parent = type->parent ? catalog.find(type->parent->collection) : nullptr;
        if (parent != nullptr) endpoint.parent = &endpoints_.at(parent);
        for (std::size_t i = 0; i < type->attributes.size(); ++i) {
            const Attribute& attribute = type->attributes[i];
            const auto named = by_reference.find(attribute.name);
            if (!attribute.required_by_policy || named == by_reference.end()) continue;
            endpoint.decisive.emplace_back(static_cast<int>(i), named->second);
        }
    }
}

}  // namespace neutrino::api
