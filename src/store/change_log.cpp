#include "store/change_log.h"

#include "store/codec.h"
#include "store/time_text.h"

#include <fmt/format.h>

#include <bit>

namespace neutrino::store {
namespace {

constexpr std::size_t kRowsMax = 64;  // of one INSERT
constexpr std::string_view kKinds[] = {"created", "updated", "deleted"};

std::string insert_text(std::size_t rows) {
    std::string sql = "INSERT INTO neutrino_changes (at, resource_type, resource_id, kind, project_id) VALUES ";
    for (std::size_t i = 0; i < rows; ++i) {
        sql += fmt::format("{}(:a{}, :t{}, :i{}, :k{}, :p{})", i == 0 ? "" : ", ", i, i, i, i, i);
    }
    return sql;
}

}  // namespace

void changes_append(Session& session, std::span<const Change> changes) {
    const Value at = column_encode(Codec::time, Value(time_now()));
    while (!changes.empty()) {
        // Powers of two, so that few statements are prepared.
        const std::size_t rows = std::bit_floor(std::min(changes.size(), kRowsMax));
        std::vector<Value> parameters;
        parameters.reserve(rows * 5);
        for (const Change& change : changes.first(rows)) {
            parameters.push_back(at);
            parameters.emplace_back(change.resource_type);
            parameters.emplace_back(change.resource_id);
            parameters.emplace_back(kKinds[static_cast<std::size_t>(change.kind)]);
            parameters.push_back(change.project_id.empty() ? Value::null() : Value(change.project_id));
        }
        session.execute(insert_text(rows), parameters);
        changes = changes.subspan(rows);
    }
}

std::vector<Change> changes_read(Session& session, std::int64_t since, std::size_t limit) {
    std::vector<Change> changes;
    const Value parameters[] = {Value(since), Value(static_cast<std::int64_t>(limit))};
    session.query(
        "SELECT seq, at, resource_type, resource_id, kind, project_id FROM neutrino_changes WHERE seq > :since ORDER "
        "BY seq LIMIT :n",
        parameters, [&](const ResultRow& row) {
            Change& change = changes.emplace_back();
            change.seq = column_decode(Codec::integer, false, row.text(0)).as_int();
            change.at = column_decode(Codec::time, false, row.text(1)).str();
            change.resource_type = row.text(2);
            change.resource_id = row.text(3);
            change.kind = row.text(4) == kKinds[0]   ? Change::Kind::created
                          : row.text(4) == kKinds[2] ? Change::Kind::deleted
                                                     : Change::Kind::updated;
            change.project_id = row.text(5);
        });
    return changes;
}

std::int64_t changes_last(Session& session) {
    return session.rows("SELECT MAX(seq) FROM neutrino_changes").front().front().as_int();
}

std::int64_t changes_first(Session& session) {
    return session.rows("SELECT MIN(seq) FROM neutrino_changes").front().front().as_int();
}

void changes_trim(Session& session, std::int64_t keep) {
    const Value end(changes_last(session) - keep);
    session.execute("DELETE FROM neutrino_changes WHERE seq <= :last", {&end, 1});
}

}  // namespace neutrino::store
