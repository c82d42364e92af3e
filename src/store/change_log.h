#pragma once
// neutrino_changes: what was committed, in order.

#include "store/session.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace neutrino::store {

struct Change {
    enum class Kind : std::uint8_t { created, updated, deleted };
    std::int64_t seq = 0;
    std::string at;             // "2024-01-31T09:00:00Z"
    std::string resource_type;  // collection: "networks"
    std::string resource_id;
    Kind kind = Kind::updated;
    std::string project_id;  // of the resource: who may hear of it, once it is gone
};

// Appends, inside the transaction that makes the changes; seq is given by the database.
void changes_append(Session& session, std::span<const Change> changes);

// Changes after `since`, at most `limit`, in order. A database with several writers makes numbers visible out of order
// (a transaction that got 7 may commit after one that got 8, and Galera gives numbers in steps), so a reader there must
// not pass a missing number before it is certain that nobody will fill it; with SQLite's one writer a missing number
// stays missing.
std::vector<Change> changes_read(Session& session, std::int64_t since, std::size_t limit);

// 0 when nothing was ever logged.
std::int64_t changes_last(Session& session);
// The oldest number that is kept, 0 when there is none. Who saw nothing since before it must read everything anew.
std::int64_t changes_first(Session& session);
// Removes all but the newest `keep`.
void changes_trim(Session& session, std::int64_t keep);

}  // namespace neutrino::store
