#pragma once
// Reading the committed state, and changing it in one transaction.

#include <neutrino/record.h>

#include <array>
#include <functional>
#include <span>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace neutrino {

// What a reader sees. The image is one (committed state; thread-safe); a transaction is another (its own changes
// included; to be used by the thread that runs it only).
class View {
public:
    virtual ~View() = default;
    // nullptr when there is none.
    virtual RecordPtr find(const ResourceType& type, std::string_view id) const = 0;
    // Records whose attribute equals `value`; by an index when the attribute has one (Attribute::index), else by a
    // scan. For a list attribute: those whose list holds `value` (scalars), or, with "fixed_ips.subnet_id" for
    // `attribute`, an object whose member has that value (Attribute::index_keys).
    virtual std::vector<RecordPtr> find_by(const ResourceType& type, std::string_view attribute,
                                           const Value& value) const = 0;
    virtual std::size_t count_by(const ResourceType& type, std::string_view attribute, const Value& value) const = 0;
    // Every record, ordered by id. Return false to stop.
    virtual void each(const ResourceType& type, const std::function<bool(const RecordPtr&)>& visit) const = 0;
    virtual std::size_t count(const ResourceType& type) const = 0;
};

using Row = std::vector<Value>;

// The parameters of a statement, in order: execute(sql, parameters(id, name)).
template <class... Values>
std::array<Value, sizeof...(Values)> parameters(Values&&... values) {
    return {Value(std::forward<Values>(values))...};
}

// One atomic change. Ends with the function that runs it: commits when it returns, rolls back when it throws. May be
// run again from its start when another server won a race, so it must have no effect outside of the transaction but
// through after_commit and on_rollback.
class Transaction : public View {
public:
    // Writes the rows of a record. insert() fills id, created_at, updated_at, revision_number where the type has them
    // and they are unset; update() writes what differs and bumps the revision; both log the change.
    virtual RecordPtr insert(Record record) = 0;
    virtual RecordPtr update(Record record) = 0;
    virtual void erase(const ResourceType& type, std::string_view id) = 0;
    // Bumps revision_number and updated_at and logs the change: for a parent whose child changed.
    virtual void touch(const ResourceType& type, std::string_view id) = 0;

    // Tables that are no resource (allocations). Placeholders are :name, bound in order of appearance. SQL must be
    // common to SQLite, MariaDB and PostgreSQL. Throws Fault on a failed statement; UniqueViolation (below) on a
    // duplicate key.
    virtual std::int64_t execute(std::string_view sql, std::span<const Value> parameters = {}) = 0;  // rows changed
    virtual std::vector<Row> query(std::string_view sql, std::span<const Value> parameters = {}) = 0;

    // Run after the commit is durable and published, in order of registration, on the thread that asked for the
    // transaction; failures are logged, not thrown.
    virtual void after_commit(std::function<void()> work) = 0;
    // Run when the transaction rolls back, newest first; must not throw.
    virtual void on_rollback(std::function<void()> work) = 0;
};

// A unique or primary key already has this row. Callers turn it into the Neutron fault that fits.
class UniqueViolation : public std::exception {
public:
    explicit UniqueViolation(std::string statement) : statement_(std::move(statement)) {}
    const char* what() const noexcept override { return statement_.c_str(); }

private:
    std::string statement_;
};

// The store as plugins see it. Thread-safe.
class Database {
public:
    virtual ~Database() = default;
    // The committed state.
    virtual const View& image() const = 0;
    // Runs `work` in a transaction and returns when its effects are durable and visible in image(). Rethrows what
    // `work` throws, after the roll-back. Must not be called from inside a transaction.
    virtual void write(const std::function<void(Transaction&)>& work) = 0;

    // `heard` is called for every published change of a record of the type, by this server or another, in the order of
    // the commits and before image() shows it: before = nullptr for a new one, after = nullptr for a deletion. It must
    // be quick, must not throw nor call back into the store, and must bear hearing a change twice. Records that are
    // there already are not reported. Register during composition; there is no way back.
    using Listener = std::function<void(const RecordPtr& before, const RecordPtr& after)>;
    virtual void listen(const ResourceType& /*type*/, Listener /*heard*/) {
        throw std::logic_error("this database publishes no changes");
    }
};

}  // namespace neutrino
