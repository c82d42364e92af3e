#include "store/dialect.h"

#include <fmt/format.h>
#include <soci/soci.h>
#include <soci/sqlite3/soci-sqlite3.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <system_error>

namespace neutrino::store {
namespace {

constexpr int kBusyTimeoutMs = 5000;

// The file before SQLite would make it, readable by its owner alone: it holds what tenants keep secret from each other.
// The write-ahead log inherits the mode.
void make_file(const std::filesystem::path& path) {
    std::error_code error;
    if (path.has_parent_path()) std::filesystem::create_directories(path.parent_path(), error);
    const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (file < 0) throw std::system_error(errno, std::generic_category(), path.string());
    ::close(file);
}

// A lock on a file of its own: closing any other descriptor of the database's file would drop SQLite's locks on it.
class Claim {
public:
    explicit Claim(const std::string& database) : path_(database + ".lock") {
        make_file(path_);
        file_ = ::open(path_.c_str(), O_RDWR | O_CLOEXEC);
        if (file_ < 0) throw std::system_error(errno, std::generic_category(), path_);
        if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
            char holder[32] = {};
            const ssize_t length = ::read(file_, holder, sizeof holder - 1);
            ::close(file_);
            throw std::runtime_error(
                fmt::format("the database {} is in use by process {}: SQLite serves one Neutrino at a time", database,
                            std::string_view(holder, length > 0 ? static_cast<std::size_t>(length) : 0)));
        }
        const std::string own = std::to_string(::getpid());
        // Who holds it is for people: that it can't be written is no reason not to start.
        if (::ftruncate(file_, 0) == 0 && ::write(file_, own.data(), own.size()) < 0) errno = 0;
    }
    ~Claim() { ::close(file_); }
    Claim(const Claim&) = delete;
    Claim& operator=(const Claim&) = delete;

private:
    std::string path_;
    int file_ = -1;
};

class Sqlite : public Dialect {
public:
    std::string_view name() const override { return "sqlite"; }

    std::string quote(std::string_view identifier) const override { return fmt::format("\"{}\"", identifier); }
    std::string_view null_safe_equal() const override { return "IS"; }

    // The names are SQLAlchemy's, whose type affinities the Python service relies on.
    std::string column_type(const ColumnSpec& column) const override {
        // Only a column that is declared with exactly these words is SQLite's row id. AUTOINCREMENT: numbers of deleted
        // rows never come back.
        if (column.autoincrement) return "INTEGER PRIMARY KEY AUTOINCREMENT";
        switch (column.type.base) {
            case ColumnType::Base::string: return fmt::format("VARCHAR({})", column.type.length);
            case ColumnType::Base::text: return "TEXT";
            case ColumnType::Base::integer: return "INTEGER";
            case ColumnType::Base::bigint: return "BIGINT";
            case ColumnType::Base::real: return "FLOAT";
            case ColumnType::Base::boolean: return "BOOLEAN";
            case ColumnType::Base::datetime: return "DATETIME";
            case ColumnType::Base::timestamp: return "TIMESTAMP";
            case ColumnType::Base::enumeration: break;
        }
        std::size_t longest = 0;
        for (const std::string& value : column.type.values) longest = std::max(longest, value.size());
        return fmt::format("VARCHAR({})", longest);
    }

    std::string boolean(bool value) const override { return value ? "1" : "0"; }
    bool autoincrement_is_key() const override { return true; }
    bool index_references() const override { return true; }

    std::string tables_query() const override {
        return "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name";
    }
    std::string columns_query(std::string_view table) const override {
        return fmt::format("SELECT name, \"notnull\" <> 0, dflt_value IS NOT NULL FROM pragma_table_info('{}')", table);
    }
    std::string references_query(std::string_view table) const override {
        return fmt::format(
            "SELECT \"from\", \"table\", COALESCE(\"to\", 'id'), on_delete FROM pragma_foreign_key_list('{}')", table);
    }

    // Takes the write lock at once: a transaction that reads first and then finds the lock gone could only fail.
    std::string_view begin() const override { return "BEGIN IMMEDIATE"; }

    void connect(soci::session& session, const DatabaseUrl& url) const override {
        make_file(url.database);
        session.open(soci::sqlite3, fmt::format("dbname=\"{}\"", url.database));
        auto* backend = static_cast<soci::sqlite3_session_backend*>(session.get_backend());
        sqlite_api::sqlite3_extended_result_codes(backend->conn_, 1);
        sqlite_api::sqlite3_busy_timeout(backend->conn_, kBusyTimeoutMs);
        // FULL: the log is flushed at each commit, so that an answered write survives a loss of power.
        session << "PRAGMA journal_mode = WAL";
        session << "PRAGMA synchronous = FULL";
        session << "PRAGMA foreign_keys = ON";
        session << "PRAGMA temp_store = MEMORY";
        session << "PRAGMA cache_size = -16384";
        // 16 MiB of log: moving it into the database writes a page once, however often the log has it.
        session << "PRAGMA wal_autocheckpoint = 4000";
    }

    std::shared_ptr<void> claim(const DatabaseUrl& url) const override { return std::make_shared<Claim>(url.database); }

    SqlError classify(const std::exception& error) const override {
        const auto* failed = dynamic_cast<const soci::sqlite3_soci_error*>(&error);
        if (failed == nullptr) return {SqlError::Kind::other, error.what()};
        using Kind = SqlError::Kind;
        const auto kind = [&] {
            switch (failed->result()) {
                case SQLITE_CONSTRAINT_UNIQUE:
                case SQLITE_CONSTRAINT_PRIMARYKEY:
                case SQLITE_CONSTRAINT_ROWID: return Kind::unique;
                case SQLITE_CONSTRAINT_FOREIGNKEY: return Kind::foreign_key;
                default: break;
            }
            switch (failed->result() & 0xff) {
                case SQLITE_CONSTRAINT: return Kind::constraint;
                case SQLITE_BUSY:
                case SQLITE_LOCKED: return Kind::busy;
                case SQLITE_FULL:
                case SQLITE_IOERR:
                case SQLITE_READONLY:
                case SQLITE_CANTOPEN:
                case SQLITE_CORRUPT:
                case SQLITE_NOTADB: return Kind::storage;
                default: return Kind::other;
            }
        }();
        return {kind, failed->get_error_message()};
    }

    // SQLite's types belong to values, not to columns.
    ResultKind result_kind(soci::details::statement_backend& statement, int column) const override {
        auto* prepared = static_cast<soci::sqlite3_statement_backend&>(statement).stmt_;
        switch (sqlite_api::sqlite3_column_type(prepared, column)) {
            case SQLITE_INTEGER: return ResultKind::integer;
            case SQLITE_FLOAT: return ResultKind::real;
            default: return ResultKind::string;
        }
    }
};

}  // namespace

std::unique_ptr<Dialect> dialect_sqlite() { return std::make_unique<Sqlite>(); }

}  // namespace neutrino::store
