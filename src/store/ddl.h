#pragma once
// SQL statements that make the tables of a schema.

#include "store/dialect.h"
#include "store/schema.h"

#include <span>
#include <string>
#include <vector>

namespace neutrino::store {

// All tables with their indexes, each after those that it refers to. Throws std::runtime_error when tables refer to
// each other in a circle.
std::vector<std::string> ddl_create(std::span<const TableSchema> tables, const Dialect& dialect);
// Adds a column to a table that is there.
std::string ddl_add_column(const TableSchema& table, const ColumnSpec& column, const Dialect& dialect);

}  // namespace neutrino::store
