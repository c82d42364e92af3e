#pragma once
// How plugins contribute to the types, once these are complete.

#include "api/changes.h"
#include "config/config.h"

#include <neutrino/plugin.h>

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <typeindex>

namespace neutrino::server {

// Lives while the plugins compose. Keeps nothing of what they hand in: that goes to the handlers.
class CompositionImpl : public Composition {
public:
    CompositionImpl(const config::Config& config, Database& database, api::Handlers& handlers, Resources& resources,
                    std::set<std::string, std::less<>> loaded)
        : config_(config),
          database_(database),
          handlers_(handlers),
          resources_(resources),
          loaded_(std::move(loaded)) {}

    // Lets the plugin contribute under its name: messages about a conflict say it.
    void compose(std::string_view alias, Plugin& plugin);

    const Catalog& catalog() const override { return handlers_.catalog(); }
    Database& database() override { return database_; }
    bool loaded(std::string_view alias) const override { return loaded_.contains(alias); }
    std::string option(std::string_view group, std::string_view name) const override;
    void behave(std::string_view collection, std::unique_ptr<Behaviour> behaviour) override;
    void compute(std::string_view collection, std::string_view attribute, ComputedProvider provider) override;
    void wrap(std::string_view collection, RequestWrapper wrapper) override;
    void hook(std::string_view collection, Hook hook) override;
    Resources& resources() override { return resources_; }
    void body_action(
        std::string_view collection, std::string_view name,
        std::function<Value(const RequestContext&, std::string_view id, const Value& body)> handler) override;

protected:
    // A second provider of an interface: std::runtime_error that names both.
    void provide_interface(std::type_index type, void* object) override;
    void* find_interface(std::type_index type) const override;

private:
    struct Provided {
        std::string plugin;
        void* object;
    };

    const config::Config& config_;
    Database& database_;
    api::Handlers& handlers_;
    Resources& resources_;
    std::set<std::string, std::less<>> loaded_;
    std::string plugin_;  // whose turn it is
    std::map<std::type_index, Provided> interfaces_;
};

}  // namespace neutrino::server
