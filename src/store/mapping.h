#pragma once
// All stored types and what binds them together in the database.

#include "store/mapper.h"

#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace neutrino::store {

// Immutable once built; thread-safe.
class Mapping {
public:
    // Checks that the database has every table and column that a definition names: throws std::runtime_error with the
    // ones that are missing.
    Mapping(const Catalog& catalog, Session& session);

    // Throws std::logic_error for a type that is not stored.
    const Mapper& of(const ResourceType& type) const;
    std::span<const std::unique_ptr<Mapper>> all() const noexcept { return mappers_; }

    // Records that the database removes with a record of `type`: those whose `attribute` is its id.
    struct Dependent {
        const ResourceType* type;
        std::string attribute;
    };
    std::span<const Dependent> dependents(const ResourceType& type) const;
    // The look-ups that finding dependents takes.
    std::vector<std::pair<const ResourceType*, std::string>> lookups() const;

private:
    void check_tables(Session& session) const;
    void find_dependents(Session& session);

    std::vector<std::unique_ptr<Mapper>> mappers_;
    std::unordered_map<const ResourceType*, const Mapper*> by_type_;
    std::unordered_map<const ResourceType*, std::vector<Dependent>> dependents_;
};

}  // namespace neutrino::store
