#include "store/mapping.h"

#include <fmt/format.h>

#include <map>
#include <set>
#include <stdexcept>

namespace neutrino::store {

Mapping::Mapping(const Catalog& catalog, Session& session) : dialect_(session.dialect_shared()) {
    for (const ResourceType* type : catalog.all()) {
        if (type->table.empty()) continue;
        mappers_.push_back(std::make_unique<Mapper>(*type, *dialect_));
        by_type_.emplace(type, mappers_.back().get());
    }
    check_tables(session);
    find_dependents(session);
}

void Mapping::check_tables(Session& session) const {
    std::map<std::string, std::set<std::string>> tables;
    std::map<std::string, std::string> asked_by;
    for (const auto& mapper : mappers_) {
        for (auto& [table, columns] : mapper->needs()) {
            tables[table].insert(columns.begin(), columns.end());
            asked_by.emplace(table, mapper->type().collection);
        }
    }
    std::string missing;
    for (const auto& [table, columns] : tables) {
        std::set<std::string> there;
        session.query(session.dialect().columns_query(table), {},
                      [&](const ResultRow& row) { there.emplace(row.text(0)); });
        if (there.empty()) {
            missing += fmt::format("{}table {} (for {})", missing.empty() ? "" : ", ", table, asked_by[table]);
            continue;
        }
        for (const std::string& column : columns) {
            if (!there.contains(column))
                missing += fmt::format("{}column {}.{}", missing.empty() ? "" : ", ", table, column);
        }
    }
    if (!missing.empty()) {
        throw std::runtime_error(
            fmt::format("the database lacks {}; run 'neutrino db upgrade', or correct the definition", missing));
    }
}

void Mapping::find_dependents(Session& session) {
    using Fate = Dependent::Fate;
    std::map<std::string, const Mapper*, std::less<>> by_table;
    for (const auto& mapper : mappers_) by_table.emplace(mapper->type().table, mapper.get());
    for (const auto& mapper : mappers_) {
        for (const auto& [table, columns] : mapper->needs()) {
            if (table == "standardattributes") continue;
            session.query(session.dialect().references_query(table), {}, [&, &table = table](const ResultRow& row) {
                const std::string path = mapper->path_of(table, row.text(0));
                const auto parent = by_table.find(row.text(1));
                if (path.empty() || parent == by_table.end()) return;
                const ResourceType& type = parent->second->type();
                if (!parent->second->is_key(row.text(2))) return;
                if (row.text(3) == "CASCADE") {
                    const Fate fate = table == mapper->type().table ? Fate::goes : Fate::loses_row;
                    dependents_[&type].push_back({&mapper->type(), path, fate});
                } else if (row.text(3) == "SET NULL") {
                    dependents_[&type].push_back({&mapper->type(), path, Fate::loses_mention});
                }
            });
        }
    }
}

const Mapper& Mapping::of(const ResourceType& type) const {
    const auto found = by_type_.find(&type);
    if (found == by_type_.end()) throw std::logic_error(fmt::format("{} are not stored", type.collection));
    return *found->second;
}

std::span<const Mapping::Dependent> Mapping::dependents(const ResourceType& type) const {
    const auto found = dependents_.find(&type);
    return found == dependents_.end() ? std::span<const Dependent>() : std::span<const Dependent>(found->second);
}

std::vector<std::pair<const ResourceType*, std::string>> Mapping::lookups() const {
    std::vector<std::pair<const ResourceType*, std::string>> lookups;
    for (const auto& [parent, dependents] : dependents_) {
        for (const Dependent& dependent : dependents) lookups.emplace_back(dependent.type, dependent.path);
    }
    return lookups;
}

}  // namespace neutrino::store
