#pragma once
// The description of a database's tables (schema/README.md is the language), independent of the database.

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::store {

struct ColumnType {
    enum class Base : std::uint8_t { string, text, integer, bigint, real, boolean, datetime, timestamp, enumeration };
    Base base = Base::string;
    int length = 0;                   // string
    std::string name;                 // enumeration: the type's name where the database wants one
    std::vector<std::string> values;  // enumeration
};

struct Reference {
    std::string table;
    std::string column;
    std::string on_delete;  // "cascade", "set null", or "" = refuse
};

struct ColumnSpec {
    std::string name;
    ColumnType type;
    bool required = false;
    bool autoincrement = false;
    std::optional<std::string> default_value;  // a number, true, false, or 'text' with its quotes
    std::optional<Reference> references;
};

// A named list of columns, or a check with its expression. An empty name leaves naming to the database.
struct Constraint {
    std::string name;
    std::vector<std::string> columns;
    std::string expression;
};

struct TableSchema {
    std::string name;
    std::vector<ColumnSpec> columns;
    std::vector<std::string> key;
    std::vector<Constraint> uniques;
    std::vector<Constraint> indexes;
    std::vector<Constraint> checks;

    const ColumnSpec* column(std::string_view column_name) const noexcept;
};

struct Schema {
    std::vector<std::string> heads;
    std::vector<TableSchema> tables;
    std::vector<std::string> statements;  // run after the tables are there
};

// Throws std::runtime_error "SOURCE:LINE: reason".
Schema schema_parse(std::string_view text, std::string_view source);
Schema schema_read(const std::filesystem::path& file);

// A numbered change of ours.
struct SchemaStep {
    int number = 0;
    std::string name;
    Schema schema;
};

// The folder's description and its steps, in order. Throws when a number is missing or given twice.
struct SchemaSet {
    Schema neutron;
    std::vector<SchemaStep> steps;
};
SchemaSet schema_set_read(const std::filesystem::path& folder);

}  // namespace neutrino::store
