#pragma once
// What the plugins contributed, by resource type: the composition root fills it once, the controller reads it.

#include <neutrino/plugin.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace neutrino::api {

using BodyAction = std::function<Value(const RequestContext&, std::string_view id, const Value& body)>;

// Everything about one type. Immutable after start; thread-safe as its parts are.
struct TypeHandlers {
    Behaviour* behaviour = nullptr;          // never null
    bool plain = true;                       // no plugin has one: it is plain storage
    std::vector<ComputedProvider> computed;  // by attribute position; empty function = stored
    std::vector<RequestWrapper> wrappers;    // the first registered is the outermost
    std::vector<Hook> hooks;                 // in the order of registration
    std::map<std::string, BodyAction, std::less<>> body_actions;
};

// Whether the request knows of its own project's resources, and of what is shared with it, only.
bool scoped(const RequestContext& context, const ResourceType& type);

class Handlers {
public:
    // `catalog` must be complete, and outlives this.
    explicit Handlers(const Catalog& catalog);
    ~Handlers();

    // All five throw std::runtime_error that names plugin, collection and attribute: unknown ones, or a second
    // behaviour.
    void behave(std::string_view plugin, std::string_view collection, std::unique_ptr<Behaviour> behaviour);
    void compute(std::string_view plugin, std::string_view collection, std::string_view attribute,
                 ComputedProvider provider);
    void wrap(std::string_view plugin, std::string_view collection, RequestWrapper wrapper);
    void hook(std::string_view plugin, std::string_view collection, Hook hook);
    void body_action(std::string_view plugin, std::string_view collection, std::string_view name, BodyAction handler);

    // Computed attributes that nobody provides: a start-up error of the one who loaded the extension.
    std::vector<std::string> missing() const;  // "networks.subnets"

    const Catalog& catalog() const noexcept { return catalog_; }
    const TypeHandlers& of(const ResourceType& type) const;
    // Whether the record is in the request's world: its own project's, or shared with it in some way.
    bool in_scope(const RequestContext& context, const View& view, const Record& record) const;
    // The value of an attribute, computed ones included.
    Value value(const View& view, const Record& record, int index) const;

private:
    const ResourceType& require(std::string_view plugin, std::string_view collection) const;

    const Catalog& catalog_;
    std::unordered_map<const ResourceType*, TypeHandlers> types_;
    std::map<const ResourceType*, std::string> behaviour_owners_;
    std::vector<std::unique_ptr<Behaviour>> behaviours_;
};

}  // namespace neutrino::api
