#include "store/dialect.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace neutrino::store {
namespace {

class Postgresql : public Dialect {
public:
    std::string_view name() const override { return "postgresql"; }

    std::string quote(std::string_view identifier) const override { return fmt::format("\"{}\"", identifier); }
    std::string_view null_safe_equal() const override { return "IS NOT DISTINCT FROM"; }

    std::string column_type(const ColumnSpec& column) const override {
        switch (column.type.base) {
            case ColumnType::Base::string: return fmt::format("VARCHAR({})", column.type.length);
            case ColumnType::Base::text: return "TEXT";
            case ColumnType::Base::integer: return column.autoincrement ? "SERIAL" : "INTEGER";
            case ColumnType::Base::bigint: return column.autoincrement ? "BIGSERIAL" : "BIGINT";
            case ColumnType::Base::real: return "DOUBLE PRECISION";
            case ColumnType::Base::boolean: return "BOOLEAN";
            case ColumnType::Base::datetime:
            case ColumnType::Base::timestamp: return "TIMESTAMP WITHOUT TIME ZONE";
            case ColumnType::Base::enumeration: break;
        }
        return column.type.name;
    }

    std::string boolean(bool value) const override { return value ? "true" : "false"; }
    // Neutron itself leaves most foreign keys without an index here, and deletes would scan.
    bool index_references() const override { return true; }

    std::vector<std::string> create_enumeration(const ColumnType& type) const override {
        return {fmt::format("CREATE TYPE {} AS ENUM ('{}')", type.name, fmt::join(type.values, "','"))};
    }

    std::string tables_query() const override {
        return "SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY "
               "table_name";
    }
    std::string columns_query(std::string_view table) const override {
        return fmt::format(
            "SELECT column_name, CASE is_nullable WHEN 'NO' THEN 1 ELSE 0 END, CASE WHEN column_default IS NULL THEN 0 "
            "ELSE 1 END "
            "FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = '{}'",
            table);
    }
    std::string references_query(std::string_view table) const override {
        return fmt::format(
            "SELECT k.column_name, u.table_name, u.column_name, r.delete_rule "
            "FROM information_schema.referential_constraints r "
            "JOIN information_schema.key_column_usage k ON k.constraint_schema = r.constraint_schema "
            "AND k.constraint_name = r.constraint_name "
            "JOIN information_schema.constraint_column_usage u ON u.constraint_schema = r.constraint_schema "
            "AND u.constraint_name = r.constraint_name "
            "WHERE k.table_schema = current_schema() AND k.table_name = '{}'",
            table);
    }
};

}  // namespace

std::unique_ptr<Dialect> dialect_postgresql() { return std::make_unique<Postgresql>(); }

}  // namespace neutrino::store
