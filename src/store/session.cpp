#include "store/session.h"

#include "base/log.h"

#include <neutrino/fault.h>

#include <fmt/format.h>
#include <soci/soci.h>

#include <charconv>
#include <stdexcept>
#include <unordered_map>

namespace neutrino::store {
namespace {

// Statements kept prepared. There are some hundreds of them; what composes texts without end must not fill the memory.
constexpr std::size_t kStatementsMax = 1000;

struct TextHash : std::hash<std::string_view> {
    using is_transparent = void;
};

// A value that SOCI reads from a fixed address. The first value that is not null decides the type; an integer may stand
// in a text's place, for databases compare by the column's type.
struct Parameter {
    enum class Type : char { open, text, integer, real };
    Type type = Type::open;
    soci::indicator indicator = soci::i_null;
    std::string text;
    long long integer = 0;
    double real = 0;

    static Type type_of(const Value& value) {
        switch (value.kind()) {
            case Value::Kind::unset:
            case Value::Kind::null: return Type::open;
            case Value::Kind::boolean:
            case Value::Kind::integer: return Type::integer;
            case Value::Kind::real: return Type::real;
            case Value::Kind::string: return Type::text;
            default: throw std::logic_error("a list or map can't be a parameter of SQL");
        }
    }

    // False when the statement must be prepared for another type first.
    bool put(const Value& value) {
        const Type given = type_of(value);
        indicator = given == Type::open ? soci::i_null : soci::i_ok;
        if (given == Type::open) return true;
        if (type == Type::text) {
            if (given == Type::text) {
                text.assign(value.as_string());
            } else if (given == Type::integer) {
                text = std::to_string(value.is_bool() ? (value.as_bool() ? 1 : 0) : value.as_int());
            } else {
                text = fmt::format("{}", value.as_real());
            }
            return true;
        }
        if (type == Type::integer && given == Type::integer) {
            integer = value.is_bool() ? (value.as_bool() ? 1 : 0) : value.as_int();
            return true;
        }
        if (type == Type::real && given != Type::text) {
            real = given == Type::real ? value.as_real() : static_cast<double>(value.as_int());
            return true;
        }
        return false;
    }
};

}  // namespace

// A statement with its parameters and result buffers, at fixed addresses.
class Session::Prepared final : public ResultRow {
public:
    Prepared(soci::session& session, std::string sql) : session_(session), sql_(std::move(sql)) {}

    // Runs the statement and calls `visit` for each row. However that ends, the statement is left at rest: one that
    // still stands on a row would keep the database's snapshot, and with it the write-ahead log.
    template <class Visit>
    void run(std::span<const Value> parameters, Visit&& visit) {
        bind(parameters);
        try {
            for (bool row = statement_->execute(true); row; row = statement_->fetch()) visit(*this);
        } catch (...) {
            statement_.reset();
            throw;
        }
    }

    std::int64_t affected() { return statement_->get_affected_rows(); }
    std::size_t columns() const { return texts_.size(); }

    bool is_null(std::size_t column) const override { return indicators_[column] == soci::i_null; }
    std::string_view text(std::size_t column) const override {
        return is_null(column) ? std::string_view() : std::string_view(texts_[column]);
    }

    Value value(std::size_t column, const Dialect& dialect) {
        if (is_null(column)) return Value::null();
        const std::string_view shown = text(column);
        switch (dialect.result_kind(*statement_->get_backend(), static_cast<int>(column))) {
            case ResultKind::integer: return number(shown, std::int64_t{0});
            case ResultKind::real: return number(shown, 0.0);
            case ResultKind::string: break;
        }
        return Value(shown);
    }

private:
    template <class Number>
    static Value number(std::string_view text, Number value) {
        std::from_chars(text.data(), text.data() + text.size(), value);
        return Value(value);
    }

    void bind(std::span<const Value> parameters) {
        if (statement_ == nullptr || parameters.size() != parameters_.size()) prepare(parameters);
        for (std::size_t i = 0; i < parameters.size(); ++i) {
            if (parameters_[i].put(parameters[i])) continue;
            prepare(parameters);
            i = static_cast<std::size_t>(-1);  // from the start: the buffers are new
        }
    }

    void prepare(std::span<const Value> parameters) {
        using Type = Parameter::Type;
        std::vector<Parameter> fresh(parameters.size());
        for (std::size_t i = 0; i < fresh.size(); ++i) {
            const Type given = Parameter::type_of(parameters[i]);
            const Type before = i < parameters_.size() ? parameters_[i].type : Type::open;
            fresh[i].type = given == Type::open ? before : given;
        }
        statement_.reset();
        parameters_ = std::move(fresh);
        auto statement = std::make_unique<soci::statement>(session_);
        for (Parameter& parameter : parameters_) {
            switch (parameter.type) {
                case Type::integer: statement->exchange(soci::use(parameter.integer, parameter.indicator)); break;
                case Type::real: statement->exchange(soci::use(parameter.real, parameter.indicator)); break;
                case Type::open:
                case Type::text: statement->exchange(soci::use(parameter.text, parameter.indicator)); break;
            }
        }
        statement->alloc();
        statement->prepare(sql_);
        const auto count = static_cast<std::size_t>(statement->get_backend()->prepare_for_describe());
        texts_.assign(count, {});
        indicators_.assign(count, soci::i_null);
        for (std::size_t i = 0; i < count; ++i) statement->exchange(soci::into(texts_[i], indicators_[i]));
        statement->define_and_bind();
        statement_ = std::move(statement);
    }

    soci::session& session_;
    std::string sql_;
    std::vector<Parameter> parameters_;
    std::vector<std::string> texts_;
    std::vector<soci::indicator> indicators_;
    std::unique_ptr<soci::statement> statement_;
};

struct Session::Connection {
    soci::session session;
    // After the session, so that statements are gone before it closes.
    std::unordered_map<std::string, std::unique_ptr<Prepared>, TextHash, std::equal_to<>> statements;
};

Session::Session(const DatabaseUrl& url, std::shared_ptr<const Dialect> dialect)
    : dialect_(std::move(dialect)), connection_(std::make_unique<Connection>()) {
    try {
        dialect_->connect(connection_->session, url);
    } catch (const std::exception& error) {
        throw std::runtime_error(fmt::format("the database {} can't be opened: {}", url.masked(), error.what()));
    }
}

Session::~Session() = default;

template <class Visit>
std::int64_t Session::run(std::string_view sql, std::span<const Value> parameters, Visit&& visit) {
    auto& statements = connection_->statements;
    try {
        auto found = statements.find(sql);
        if (found == statements.end()) {
            if (statements.size() >= kStatementsMax) statements.clear();
            found = statements.emplace(sql, std::make_unique<Prepared>(connection_->session, std::string(sql))).first;
        }
        found->second->run(parameters, visit);
        return found->second->affected();
    } catch (const soci::soci_error& error) {
        raise(error, sql);
    }
}

std::int64_t Session::execute(std::string_view sql, std::span<const Value> parameters) {
    return run(sql, parameters, [](const Prepared&) {});
}

std::int64_t Session::insert(std::string_view sql, std::span<const Value> parameters, const std::string& table) {
    execute(sql, parameters);
    long long key = 0;
    try {
        if (connection_->session.get_last_insert_id(table, key)) return key;
    } catch (const soci::soci_error& error) {
        raise(error, sql);
    }
    throw std::logic_error(fmt::format("{} tells no new key of {}", dialect_->name(), table));
}

void Session::query(std::string_view sql, std::span<const Value> parameters,
                    const std::function<void(const ResultRow&)>& visit) {
    run(sql, parameters, visit);
}

std::vector<Row> Session::rows(std::string_view sql, std::span<const Value> parameters) {
    std::vector<Row> result;
    run(sql, parameters, [&](Prepared& row) {
        Row& values = result.emplace_back();
        values.reserve(row.columns());
        for (std::size_t i = 0; i < row.columns(); ++i) values.push_back(row.value(i, *dialect_));
    });
    return result;
}

void Session::run_once(const std::string& sql) {
    try {
        connection_->session << sql;
    } catch (const soci::soci_error& error) {
        raise(error, sql);
    }
}

void Session::begin() { execute(dialect_->begin()); }
void Session::commit() { execute("COMMIT"); }
void Session::rollback() noexcept {
    try {
        execute("ROLLBACK");
    } catch (const std::exception&) {
        // The database has rolled back by itself (disk full), or the connection is gone and with it the transaction.
    }
}
void Session::savepoint() { execute("SAVEPOINT work"); }
void Session::release() { execute("RELEASE SAVEPOINT work"); }
void Session::rollback_to_savepoint() {
    execute("ROLLBACK TO SAVEPOINT work");
    execute("RELEASE SAVEPOINT work");
}

void Session::raise(const std::exception& error, std::string_view sql) const {
    const SqlError failed = dialect_->classify(error);
    if (failed.kind != SqlError::Kind::unique && failed.kind != SqlError::Kind::busy) {
        log::error("the database refused a statement: {}: {}", failed.message, sql);
    }
    switch (failed.kind) {
        case SqlError::Kind::unique: throw UniqueViolation(failed.message);
        case SqlError::Kind::busy: throw RetryRequest(failed.message);
        case SqlError::Kind::foreign_key:
            throw Fault("DBReferenceError",
                        "The request refers to a resource that is gone, or would remove one that is still in use.",
                        FaultKind::conflict);
        case SqlError::Kind::storage:
            throw Fault("DBError", "The database can't be written at the moment.", FaultKind::unavailable);
        case SqlError::Kind::constraint:
        case SqlError::Kind::other: break;
    }
    throw Fault("DBError", "The database refused a statement.", FaultKind::internal);
}

std::shared_ptr<const Dialect> dialect_of(const DatabaseUrl& url) {
    if (url.dialect == "sqlite") return dialect_sqlite();
    if (url.dialect == "mysql") return dialect_mysql();
    return dialect_postgresql();
}

}  // namespace neutrino::store
