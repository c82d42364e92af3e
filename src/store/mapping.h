#pragma once
// All stored types and what binds them together in the database.

#include "store/mapper.h"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace neutrino::store {

// Immutable once built; thread-safe. Outlives the session that it is made with.
class Mapping {
public:
    // Checks that the database has every table and column that a definition names: throws std::runtime_error with the
    // ones that are missing.
    Mapping(const Catalog& catalog, Session& session);

    // Throws std::logic_error for a type that is not stored.
    const Mapper& of(const ResourceType& type) const;
    std::span<const std::unique_ptr<Mapper>> all() const noexcept { return mappers_; }

    // What the database does to other records when a record is removed, for the rows that refer to it: those of records
    // whose `path` holds its id.
    struct Dependent {
        enum class Fate : std::uint8_t {
            goes,           // the record itself is removed
            loses_row,      // a row of a side table or list is removed
            loses_mention,  // the column becomes NULL
        };
        const ResourceType* type;
        std::string path;  // as in View::find_by
        Fate fate;
    };
    std::span<const Dependent> dependents(const ResourceType& type) const;
    // The look-ups that finding dependents takes.
    std::vector<std::pair<const ResourceType*, std::string>> lookups() const;

private:
    void check_tables(Session& session) const;
    void find_dependents(Session& session);

    std::shared_ptr<const Dialect> dialect_;  // of the mappers
    std::vector<std::unique_ptr<Mapper>> mappers_;
    std::unordered_map<const ResourceType*, const Mapper*> by_type_;
    std::unordered_map<const ResourceType*, std::vector<Dependent>> dependents_;
};

}  // namespace neutrino::store
