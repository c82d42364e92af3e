#include "server/composition.h"

#include <fmt/core.h>

#include <stdexcept>
#include <utility>

namespace neutrino::server {

void CompositionImpl::compose(std::string_view alias, Plugin& plugin) {
    plugin_ = alias;
    plugin.compose(*this);
}

std::string CompositionImpl::option(std::string_view group, std::string_view name) const {
    return config_.raw(group, name);
}

void CompositionImpl::behave(std::string_view collection, std::unique_ptr<Behaviour> behaviour) {
    handlers_.behave(plugin_, collection, std::move(behaviour));
}

void CompositionImpl::compute(std::string_view collection, std::string_view attribute, ComputedProvider provider) {
    handlers_.compute(plugin_, collection, attribute, std::move(provider));
}

void CompositionImpl::wrap(std::string_view collection, RequestWrapper wrapper) {
    handlers_.wrap(plugin_, collection, std::move(wrapper));
}

void CompositionImpl::hook(std::string_view collection, Hook hook) {
    handlers_.hook(plugin_, collection, std::move(hook));
}

void CompositionImpl::body_action(
    std::string_view collection, std::string_view name,
    std::function<Value(const RequestContext&, std::string_view id, const Value& body)> handler) {
    handlers_.body_action(plugin_, collection, name, std::move(handler));
}

void CompositionImpl::provide_interface(std::type_index type, void* object) {
    const auto [place, added] = interfaces_.emplace(type, Provided{plugin_, object});
    if (!added) {
        throw std::runtime_error(
            fmt::format("plugins {} and {} both provide {}", place->second.plugin, plugin_, type.name()));
    }
}

void* CompositionImpl::find_interface(std::type_index type) const {
    const auto found = interfaces_.find(type);
    return found == interfaces_.end() ? nullptr : found->second.object;
}

}  // namespace neutrino::server
