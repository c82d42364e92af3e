#pragma once
// Who has which VLAN id, VNI or GRE key: rows of an allocation table, with the free ones of the configured ranges in
// memory.

#include "plugins/ml2/options.h"

#include <neutrino/transaction.h>

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace neutrino::ml2 {

// The ids of some ranges, each free or taken. Not thread-safe.
class IdPool {
public:
    explicit IdPool(const IdRanges& ranges);

    bool contains(std::int64_t id) const { return position(id).has_value(); }
    std::size_t free() const { return free_; }
    std::size_t size() const { return size_; }
    // Both do nothing for an id outside of the ranges, and may be told the same thing twice.
    void take(std::int64_t id);
    void give_back(std::int64_t id);
    // A free id near a random place, which stays free.
    std::optional<std::int64_t> any(std::uint64_t random) const;

private:
    std::optional<std::size_t> position(std::int64_t id) const;
    std::int64_t id_at(std::size_t position) const;

    IdRanges ranges_;  // sorted, merged
    std::vector<std::size_t> offsets_;
    std::size_t size_ = 0;
    std::size_t free_ = 0;
    std::vector<std::uint64_t> taken_;  // a bit an id
};

// One allocation table: ml2_vlan_allocations is scoped by physical_network, the tunnels' tables have no scope (""). The
// table is the truth that servers share; what memory knows of it only makes the search short. An id without a row is
// free: Neutron fills its tables with a row for each id of the ranges and does so again when it takes a database back,
// but 65,000 rows would be most of the time of our first start. Thread-safe.
class IdAllocations {
public:
    struct Table {
        std::string name;
        std::string id_column;
        std::string scope_column;  // "" = none
    };
    IdAllocations(Table table, const std::map<std::string, IdRanges, std::less<>>& ranges);

    // At start: which ids are taken.
    void learn(Database& database);

    // A free id of the ranges of `scope`, or of any scope; nothing when all are taken.
    std::optional<std::pair<std::string, std::int64_t>> take_any(Transaction& transaction,
                                                                 const std::optional<std::string>& scope);
    // This very id, inside of the ranges or not; false when it is taken.
    bool take(Transaction& transaction, const std::string& scope, std::int64_t id);
    void give_back(Transaction& transaction, const std::string& scope, std::int64_t id);

    bool has_scope(std::string_view scope) const { return pools_.contains(scope); }

private:
    std::optional<std::int64_t> reserve_free(const std::string& scope);
    void mark(const std::string& scope, std::int64_t id, bool taken);
    // Takes the row, or makes it; false when another has it.
    bool row_take(Transaction& transaction, const std::string& scope, std::int64_t id);
    bool refresh(Transaction& transaction, const std::string& scope);
    std::string where() const;
    std::vector<Value> key(const std::string& scope, std::int64_t id) const;

    const Table table_;
    std::mutex mutex_;
    std::map<std::string, IdPool, std::less<>> pools_;
};

}  // namespace neutrino::ml2
