#pragma once
// One connection to the database, with its prepared statements. SOCI stays behind it.

#include "store/database_url.h"
#include "store/dialect.h"

#include <neutrino/transaction.h>
#include <neutrino/value.h>

#include <exception>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::store {

// The database gave way to another connection: the same transaction, run again, may succeed.
class RetryRequest : public std::exception {
public:
    explicit RetryRequest(std::string reason) : reason_(std::move(reason)) {}
    const char* what() const noexcept override { return reason_.c_str(); }

private:
    std::string reason_;
};

// The row that a query stands on. Texts are valid until the next row.
class ResultRow {
public:
    virtual bool is_null(std::size_t column) const = 0;
    virtual std::string_view text(std::size_t column) const = 0;

protected:
    ~ResultRow() = default;
};

// Not thread-safe: one thread at a time. A failed statement throws UniqueViolation, RetryRequest, or a Fault whose
// message is fit for clients (the database's own words go to the log).
class Session {
public:
    // Throws std::runtime_error with the reason when the database can't be opened.
    Session(const DatabaseUrl& url, std::shared_ptr<const Dialect> dialect);
    ~Session();
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    const Dialect& dialect() const noexcept { return *dialect_; }
    // For what outlives the session.
    std::shared_ptr<const Dialect> dialect_shared() const noexcept { return dialect_; }

    // Placeholders are :name, each name once, bound in order of appearance. Statements are prepared once per text, so
    // texts must come from a small set. Returns the number of rows changed.
    std::int64_t execute(std::string_view sql, std::span<const Value> parameters = {});
    // An INSERT into a table with an autoincrement key: returns the new key.
    std::int64_t insert(std::string_view sql, std::span<const Value> parameters, const std::string& table);
    // `visit` must not use this session.
    void query(std::string_view sql, std::span<const Value> parameters,
               const std::function<void(const ResultRow&)>& visit);
    // Values as the database types them: integers, reals, strings, null.
    std::vector<Row> rows(std::string_view sql, std::span<const Value> parameters = {});

    // Without keeping the statement prepared: schema changes.
    void run_once(const std::string& sql);

    void begin();
    void commit();
    void rollback() noexcept;  // a connection that can't even do this has lost its transaction anyway
    void savepoint();
    void release();
    void rollback_to_savepoint();

private:
    struct Connection;
    class Prepared;

    template <class Visit>
    std::int64_t run(std::string_view sql, std::span<const Value> parameters, Visit&& visit);
    [[noreturn]] void raise(const std::exception& error, std::string_view sql) const;

    std::shared_ptr<const Dialect> dialect_;
    std::unique_ptr<Connection> connection_;
};

// The dialect of a URL. Throws std::runtime_error for one that is not built in.
std::shared_ptr<const Dialect> dialect_of(const DatabaseUrl& url);

}  // namespace neutrino::store
