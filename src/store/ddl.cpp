#include "store/ddl.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

namespace neutrino::store {
namespace {

std::string names(const std::vector<std::string>& columns, const Dialect& dialect) {
    std::string text;
    for (const std::string& column : columns) text += (text.empty() ? "" : ", ") + dialect.quote(column);
    return text;
}

std::string default_text(const ColumnSpec& column, const Dialect& dialect) {
    const std::string& value = *column.default_value;
    if (value == "true" || value == "false") return dialect.boolean(value == "true");
    return value;
}

std::string column_text(const ColumnSpec& column, const Dialect& dialect) {
    std::string text = dialect.quote(column.name) + " " + dialect.column_type(column);
    if (column.required && !(column.autoincrement && dialect.autoincrement_is_key())) text += " NOT NULL";
    if (column.default_value) text += " DEFAULT " + default_text(column, dialect);
    return text;
}

std::string reference_text(const ColumnSpec& column, const Dialect& dialect) {
    const Reference& to = *column.references;
    std::string text = fmt::format("REFERENCES {} ({})", dialect.quote(to.table), dialect.quote(to.column));
    if (to.on_delete == "cascade") text += " ON DELETE CASCADE";
    if (to.on_delete == "set null") text += " ON DELETE SET NULL";
    return text;
}

std::string table_text(const TableSchema& table, const Dialect& dialect) {
    std::string body;
    const auto add = [&](const std::string& line) { body += (body.empty() ? "\n    " : ",\n    ") + line; };
    bool key_said = false;
    for (const ColumnSpec& column : table.columns) {
        add(column_text(column, dialect));
        key_said = key_said || (column.autoincrement && dialect.autoincrement_is_key());
    }
    if (!key_said) add(fmt::format("PRIMARY KEY ({})", names(table.key, dialect)));
    for (const Constraint& unique : table.uniques) {
        const std::string name = unique.name.empty() ? "" : "CONSTRAINT " + dialect.quote(unique.name) + " ";
        add(fmt::format("{}UNIQUE ({})", name, names(unique.columns, dialect)));
    }
    for (const Constraint& check : table.checks) {
        add(fmt::format("CONSTRAINT {} CHECK ({})", dialect.quote(check.name), check.expression));
    }
    for (const ColumnSpec& column : table.columns) {
        if (!column.references) continue;
        add(fmt::format("FOREIGN KEY ({}) {}", dialect.quote(column.name), reference_text(column, dialect)));
    }
    return fmt::format("CREATE TABLE {} ({}\n){}", dialect.quote(table.name), body, dialect.table_options());
}

// Whether some key or index starts with the column.
bool is_indexed(const TableSchema& table, const std::string& column) {
    const auto starts = [&](const Constraint& c) { return c.columns.front() == column; };
    return table.key.front() == column || std::any_of(table.uniques.begin(), table.uniques.end(), starts) ||
           std::any_of(table.indexes.begin(), table.indexes.end(), starts);
}

std::vector<std::string> index_texts(const TableSchema& table, const Dialect& dialect) {
    std::vector<std::string> texts;
    const auto add = [&](const std::string& name, const std::vector<std::string>& columns) {
        texts.push_back(fmt::format("CREATE INDEX {} ON {} ({})", dialect.quote(name), dialect.quote(table.name),
                                    names(columns, dialect)));
    };
    for (const Constraint& index : table.indexes) add(index.name, index.columns);
    if (!dialect.index_references()) return texts;
    for (const ColumnSpec& column : table.columns) {
        if (column.references && !is_indexed(table, column.name)) {
            add(fmt::format("neutrino_fk_{}_{}", table.name, column.name), {column.name});
        }
    }
    return texts;
}

std::vector<const TableSchema*> in_order(std::span<const TableSchema> tables) {
    std::map<std::string_view, const TableSchema*> by_name;
    for (const TableSchema& table : tables) by_name.emplace(table.name, &table);
    std::vector<const TableSchema*> order;
    std::map<std::string_view, bool> state;  // false = being visited
    const auto visit = [&](auto&& self, const TableSchema& table) -> void {
        const auto [mark, first] = state.emplace(table.name, false);
        if (!first) {
            if (!mark->second)
                throw std::runtime_error(fmt::format("table {} refers to itself through others", table.name));
            return;
        }
        for (const ColumnSpec& column : table.columns) {
            if (!column.references || column.references->table == table.name) continue;
            // A table that is not here is there already.
            if (const auto found = by_name.find(column.references->table); found != by_name.end())
                self(self, *found->second);
        }
        state[table.name] = true;
        order.push_back(&table);
    };
    for (const TableSchema& table : tables) visit(visit, table);
    return order;
}

}  // namespace

std::vector<std::string> ddl_create(std::span<const TableSchema> tables, const Dialect& dialect) {
    std::vector<std::string> statements;
    std::set<std::string> enumerations;
    for (const TableSchema* table : in_order(tables)) {
        for (const ColumnSpec& column : table->columns) {
            if (column.type.base != ColumnType::Base::enumeration || !enumerations.insert(column.type.name).second)
                continue;
            for (std::string& text : dialect.create_enumeration(column.type)) statements.push_back(std::move(text));
        }
        statements.push_back(table_text(*table, dialect));
        for (std::string& text : index_texts(*table, dialect)) statements.push_back(std::move(text));
    }
    return statements;
}

std::string ddl_add_column(const TableSchema& table, const ColumnSpec& column, const Dialect& dialect) {
    std::string text =
        fmt::format("ALTER TABLE {} ADD COLUMN {}", dialect.quote(table.name), column_text(column, dialect));
    if (column.references) text += " " + reference_text(column, dialect);
    return text;
}

}  // namespace neutrino::store
