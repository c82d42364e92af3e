#pragma once
// Brings a database's tables to what this program needs.

#include "store/schema.h"
#include "store/session.h"

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::store {

// Creates what is missing: all of it in an empty database, our own tables in one of Neutron's, and the tables of
// third-party definitions. Does nothing to a database that is up to date. Returns what was done, a line each. Throws
// std::runtime_error with the reason when the database is not one that it may touch: Neutron's tables at other heads,
// or without heads.
std::vector<std::string> schema_upgrade(Session& session, const SchemaSet& schemas,
                                        std::span<const TableSchema> third_party);

// What schema_upgrade would do or why it would refuse, without doing it; empty when the database is up to date.
std::string schema_lacks(Session& session, const SchemaSet& schemas);

}  // namespace neutrino::store
