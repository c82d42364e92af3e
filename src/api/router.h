#pragma once
// Paths below /v2.0 -> what they name. docs/api-choices.md says which spellings are taken and why.

#include <neutrino/resource_type.h>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

namespace neutrino::api {

// What a path names. Views point into the path; the rest lives as long as the router.
struct Route {
    enum class Kind {
        nothing,
        index,              // /
        extensions,         // /extensions
        extension,          // /extensions/{id}: an alias
        collection,         // /networks, /agents/{parent_id}/dhcp-networks
        member,             // /networks/{id}
        collection_action,  // /quotas/tenant
        member_action,      // /routers/{id}/add_router_interface
        body_action,        // /servers/{id}/action: the body says which
        tags,               // /networks/{id}/tags
        tag,                // /networks/{id}/tags/{tag}
    };
    Kind kind = Kind::nothing;
    const ResourceType* type = nullptr;
    const Action* action = nullptr;
    std::string_view id = {};
    std::string_view parent_id = {};  // of a sub-resource: the id of what it belongs to
    std::string_view tag = {};
};

// Built once; thread-safe.
class Router {
public:
    // `catalog` must be complete, and outlives this. Throws std::runtime_error when two types have one path.
    explicit Router(const Catalog& catalog);

    // `path` is decoded, without /v2.0 and without query.
    Route match(std::string_view path) const;

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const noexcept { return std::hash<std::string_view>{}(text); }
    };
    // Keys have '_' for every '-'.
    template <class T>
    using Map = std::unordered_map<std::string, T, Hash, std::equal_to<>>;
    // What may follow an id or a collection.
    struct Below {
        Map<const ResourceType*> children;
        Map<const Action*> member_actions;
        Map<const Action*> collection_actions;
    };

    void add(const Catalog& catalog, const ResourceType& type);
    // The part of the path behind the collection of `type`.
    Route match_below(const ResourceType& type, std::string_view rest, std::string_view parent_id) const;

    Map<const ResourceType*> top_;
    std::unordered_map<const ResourceType*, Below> below_;
};

}  // namespace neutrino::api
