#include "api/handlers.h"

#include <stdexcept>

namespace neutrino::api {
namespace {

[[noreturn]] void refuse(std::string_view plugin, const std::string& reason) {
    throw std::runtime_error("plugin '" + std::string(plugin) + "' " + reason);
}

// Whether there is an owner to compare with. Behaviours of types without a table choose for themselves what they show.
bool owned(const ResourceType& type) {
    return !type.table.empty() && type.project_index >= 0 &&
           type.attributes[static_cast<std::size_t>(type.project_index)].store.kind != Storage::Kind::none;
}

}  // namespace

bool scoped(const RequestContext& context, const ResourceType& type) {
    return !context.is_admin && !context.is_advsvc && owned(type);
}

Handlers::Handlers(const Catalog& catalog) : catalog_(catalog) {
    behaviours_.push_back(std::make_unique<Behaviour>());  // plain storage, shared by all types without another
    for (const ResourceType* type : catalog.all()) {
        TypeHandlers& handlers = types_[type];
        handlers.behaviour = behaviours_.front().get();
        handlers.computed.resize(type->attributes.size());
    }
}

Handlers::~Handlers() = default;

const ResourceType& Handlers::require(std::string_view plugin, std::string_view collection) const {
    const ResourceType* type = catalog_.find(collection);
    if (type == nullptr)
        refuse(plugin, "handles the collection '" + std::string(collection) + "', which doesn't exist");
    return *type;
}

void Handlers::behave(std::string_view plugin, std::string_view collection, std::unique_ptr<Behaviour> behaviour) {
    const ResourceType& type = require(plugin, collection);
    const auto [owner, first] = behaviour_owners_.emplace(&type, plugin);
    if (!first) {
        refuse(plugin, "has a behaviour for the collection '" + type.collection + "', but plugin '" + owner->second +
                           "' has one too");
    }
    behaviours_.push_back(std::move(behaviour));
    TypeHandlers& handlers = types_.at(&type);
    handlers.behaviour = behaviours_.back().get();
    handlers.plain = false;
}

void Handlers::compute(std::string_view plugin, std::string_view collection, std::string_view attribute,
                       ComputedProvider provider) {
    const ResourceType& type = require(plugin, collection);
    const std::string name = type.collection + "." + std::string(attribute);
    const int index = type.find(attribute);
    if (index < 0) refuse(plugin, "computes the attribute '" + name + "', which doesn't exist");
    const auto position = static_cast<std::size_t>(index);
    if (type.attributes[position].store.kind != Storage::Kind::computed) {
        refuse(plugin, "computes the attribute '" + name + "', whose definition doesn't say 'store: computed'");
    }
    ComputedProvider& place = types_.at(&type).computed[position];
    if (place) refuse(plugin, "computes the attribute '" + name + "', which is computed already");
    place = std::move(provider);
}

void Handlers::wrap(std::string_view plugin, std::string_view collection, RequestWrapper wrapper) {
    types_.at(&require(plugin, collection)).wrappers.push_back(std::move(wrapper));
}

void Handlers::hook(std::string_view plugin, std::string_view collection, Hook hook) {
    types_.at(&require(plugin, collection)).hooks.push_back(std::move(hook));
}

void Handlers::body_action(std::string_view plugin, std::string_view collection, std::string_view name,
                           BodyAction handler) {
    const ResourceType& type = require(plugin, collection);
    const bool added = types_.at(&type).body_actions.emplace(name, std::move(handler)).second;
    if (!added) {
        refuse(plugin, "handles the action '" + std::string(name) + "' of the collection '" + type.collection +
                           "', which is handled already");
    }
}

std::vector<std::string> Handlers::missing() const {
    std::vector<std::string> names;
    for (const ResourceType* type : catalog_.all()) {
        const std::vector<ComputedProvider>& computed = types_.at(type).computed;
        for (std::size_t i = 0; i < computed.size(); ++i) {
            const Attribute& attribute = type->attributes[i];
            if (attribute.store.kind == Storage::Kind::computed && !computed[i]) {
                names.push_back(type->collection + "." + attribute.name);
            }
        }
    }
    return names;
}

const TypeHandlers& Handlers::of(const ResourceType& type) const { return types_.at(&type); }

bool Handlers::in_scope(const RequestContext& context, const View& view, const Record& record) const {
    if (!scoped(context, record.type())) return true;
    const bool own = !context.project_id.empty() && record.project_id() == context.project_id;
    return own || of(record.type()).behaviour->visible(context, view, record);
}

Value Handlers::value(const View& view, const Record& record, int index) const {
    if (index < 0) return {};
    const ComputedProvider& provider = of(record.type()).computed[static_cast<std::size_t>(index)];
    return provider ? provider(view, record) : record.at(index);
}

}  // namespace neutrino::api
