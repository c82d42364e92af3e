#include <neutrino/resource_type.h>

#include <limits>
#include <stdexcept>

namespace neutrino {

int ResourceType::find(std::string_view name) const noexcept {
    // Sealed types answer from the table; before that there are few questions.
    if (!positions_.empty()) {
        const auto found = positions_.find(std::string(name));
        return found == positions_.end() ? -1 : found->second;
    }
    for (std::size_t i = 0; i < attributes.size(); ++i) {
        if (attributes[i].name == name) return static_cast<int>(i);
    }
    return -1;
}

const Attribute* ResourceType::attribute(std::string_view name) const noexcept {
    const int index = find(name);
    return index < 0 ? nullptr : &attributes[static_cast<std::size_t>(index)];
}

std::int16_t ResourceType::require(std::string_view name) const {
    const int index = find(name);
    if (index < 0) throw std::logic_error("resource type " + collection + " has no attribute " + std::string(name));
    return static_cast<std::int16_t>(index);
}

void ResourceType::seal() {
    if (attributes.size() > static_cast<std::size_t>(std::numeric_limits<std::int16_t>::max())) {
        throw std::logic_error("resource type " + collection + " has too many attributes");
    }
    positions_.clear();
    std::unordered_map<std::string, int> positions;
    for (std::size_t i = 0; i < attributes.size(); ++i) {
        if (!positions.emplace(attributes[i].name, static_cast<int>(i)).second) {
            throw std::logic_error("resource type " + collection + " has attribute " + attributes[i].name + " twice");
        }
    }
    positions_ = std::move(positions);
    id_index = find("id");
    for (std::size_t i = 0; i < attributes.size(); ++i) {
        if (attributes[i].primary_key) id_index = static_cast<int>(i);
    }
    project_index = find("project_id");
    revision_index = find("revision_number");
    created_index = find("created_at");
    updated_index = find("updated_at");
}

ResourceType& Catalog::add(ResourceType type) {
    std::string collection = type.collection;
    const auto [place, added] = types_.emplace(collection, std::move(type));
    if (!added) throw std::logic_error("resource type " + collection + " is defined twice");
    order_.push_back(&place->second);
    return place->second;
}

const ResourceType* Catalog::find(std::string_view collection) const noexcept {
    const auto found = types_.find(collection);
    return found == types_.end() ? nullptr : &found->second;
}

ResourceType* Catalog::find(std::string_view collection) noexcept {
    const auto found = types_.find(collection);
    return found == types_.end() ? nullptr : &found->second;
}

const ResourceType& Catalog::get(std::string_view collection) const {
    const ResourceType* type = find(collection);
    if (!type) throw std::logic_error("there is no resource type " + std::string(collection));
    return *type;
}

std::vector<const ResourceType*> Catalog::all() const { return order_; }

}  // namespace neutrino
