#pragma once
// What differs between databases. One implementation a file: nothing outside of dialect_*.cpp knows which database it
// is.

#include "store/database_url.h"
#include "store/schema.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace soci::details {
class statement_backend;
}
namespace soci {
class session;
}

namespace neutrino::store {

// A statement that failed, as the rest of the store needs to know it. `message` is for logs, never for clients.
struct SqlError {
    enum class Kind : std::uint8_t {
        unique,       // a primary or unique key has the row already
        foreign_key,  // a row that is referred to is missing, or is still referred to
        constraint,   // NOT NULL or CHECK: a mistake of ours
        busy,         // another connection is in the way; the transaction may be tried again
        storage,      // disk full, read-only, I/O error: nothing can be written now
        other,
    };
    Kind kind = Kind::other;
    std::string message;
};

// Kind of a result column, for queries whose columns nobody declared.
enum class ResultKind : std::uint8_t { string, integer, real };

// Stateless; thread-safe.
class Dialect {
public:
    virtual ~Dialect() = default;
    virtual std::string_view name() const = 0;

    virtual std::string quote(std::string_view identifier) const = 0;
    // The comparison that holds for two NULLs.
    virtual std::string_view null_safe_equal() const = 0;

    // Column definitions: type with autoincrement, and default values.
    virtual std::string column_type(const ColumnSpec& column) const = 0;
    virtual std::string boolean(bool value) const = 0;
    // An autoincrement column's definition says by itself that it is the primary key.
    virtual bool autoincrement_is_key() const { return false; }
    // Foreign keys need an index of ours, for the database makes none.
    virtual bool index_references() const { return false; }
    virtual std::string_view table_options() const { return {}; }
    // Statements before the first table that uses an enumeration.
    virtual std::vector<std::string> create_enumeration(const ColumnType&) const { return {}; }

    // Queries on the database's own catalogue. Tables: one column. Columns of a table: name, required (0/1), has
    // default (0/1). References: column, table, referenced column, rule of deletion (CASCADE, SET NULL, ...).
    virtual std::string tables_query() const = 0;
    virtual std::string columns_query(std::string_view table) const = 0;
    virtual std::string references_query(std::string_view table) const = 0;

    // Begins a transaction that will write.
    virtual std::string_view begin() const { return "BEGIN"; }

    // The rest is for the databases that are built in.
    // Opens the database, making it where the server needs no administrator for that, and prepares the connection.
    // Throws std::exception with the reason.
    virtual void connect(soci::session& session, const DatabaseUrl& url) const;
    // Holds other processes off a database that bears one writer only, for as long as the result lives; nullptr where
    // there may be many. Throws std::runtime_error that names who has it.
    virtual std::shared_ptr<void> claim(const DatabaseUrl& url) const;
    virtual SqlError classify(const std::exception& error) const;
    // Kind of a column (from 0) of the row that the statement stands on.
    virtual ResultKind result_kind(soci::details::statement_backend& statement, int column) const;
};

std::unique_ptr<Dialect> dialect_sqlite();
std::unique_ptr<Dialect> dialect_mysql();
std::unique_ptr<Dialect> dialect_postgresql();

}  // namespace neutrino::store
