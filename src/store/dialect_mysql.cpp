#include "store/dialect.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace neutrino::store {
namespace {

// MariaDB and MySQL.
class Mysql : public Dialect {
public:
    std::string_view name() const override { return "mysql"; }

    std::string quote(std::string_view identifier) const override { return fmt::format("`{}`", identifier); }
    std::string_view null_safe_equal() const override { return "<=>"; }

    std::string column_type(const ColumnSpec& column) const override {
        const std::string_view suffix = column.autoincrement ? " AUTO_INCREMENT" : "";
        switch (column.type.base) {
            case ColumnType::Base::string: return fmt::format("VARCHAR({})", column.type.length);
            case ColumnType::Base::text: return "TEXT";
            case ColumnType::Base::integer: return fmt::format("INTEGER{}", suffix);
            case ColumnType::Base::bigint: return fmt::format("BIGINT{}", suffix);
            case ColumnType::Base::real: return "DOUBLE";
            case ColumnType::Base::boolean: return "BOOL";
            case ColumnType::Base::datetime: return "DATETIME";
            case ColumnType::Base::timestamp: return "TIMESTAMP NULL";
            case ColumnType::Base::enumeration: break;
        }
        return fmt::format("ENUM('{}')", fmt::join(column.type.values, "','"));
    }

    std::string boolean(bool value) const override { return value ? "true" : "false"; }
    std::string_view table_options() const override { return " ENGINE=InnoDB"; }

    std::string tables_query() const override {
        return "SELECT table_name FROM information_schema.tables WHERE table_schema = DATABASE() ORDER BY table_name";
    }
    std::string columns_query(std::string_view table) const override {
        return fmt::format(
            "SELECT column_name, is_nullable = 'NO', column_default IS NOT NULL OR extra LIKE '%auto_increment%' "
            "FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = '{}'",
            table);
    }
    std::string references_query(std::string_view table) const override {
        return fmt::format(
            "SELECT k.column_name, k.referenced_table_name, k.referenced_column_name, r.delete_rule "
            "FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r "
            "ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name "
            "AND r.table_name = k.table_name WHERE k.table_schema = DATABASE() AND k.table_name = '{}'",
            table);
    }

    std::string_view begin() const override { return "START TRANSACTION"; }
};

}  // namespace

std::unique_ptr<Dialect> dialect_mysql() { return std::make_unique<Mysql>(); }

}  // namespace neutrino::store
