#include "plugins/ml2/types/id_allocations.h"

#include <fmt/core.h>

#include <algorithm>
#include <bit>
#include <random>

namespace neutrino::ml2 {
namespace {

constexpr std::size_t kRefreshedRows = 100;  // that one search for ids of other servers takes over
constexpr std::size_t kWordBits = 64;

std::mt19937_64& generator() {
    thread_local std::mt19937_64 engine{std::random_device{}()};
    return engine;
}

}  // namespace

IdPool::IdPool(const IdRanges& ranges) : ranges_(ranges) {
    std::sort(ranges_.begin(), ranges_.end(), [](const IdRange& a, const IdRange& b) { return a.first < b.first; });
    IdRanges merged;
    for (const IdRange& range : ranges_) {
        if (!merged.empty() && range.first <= merged.back().last + 1) {
            merged.back().last = std::max(merged.back().last, range.last);
        } else {
            merged.push_back(range);
        }
    }
    ranges_ = std::move(merged);
    for (const IdRange& range : ranges_) {
        offsets_.push_back(size_);
        size_ += static_cast<std::size_t>(range.last - range.first + 1);
    }
    free_ = size_;
    taken_.resize((size_ + kWordBits - 1) / kWordBits);
    if (size_ % kWordBits != 0) taken_.back() = ~std::uint64_t{0} << (size_ % kWordBits);
}

std::optional<std::size_t> IdPool::position(std::int64_t id) const {
    const auto after = std::upper_bound(ranges_.begin(), ranges_.end(), id,
                                        [](std::int64_t value, const IdRange& range) { return value < range.first; });
    if (after == ranges_.begin()) return std::nullopt;
    const auto index = static_cast<std::size_t>(after - ranges_.begin()) - 1;
    if (id > ranges_[index].last) return std::nullopt;
    return offsets_[index] + static_cast<std::size_t>(id - ranges_[index].first);
}

std::int64_t IdPool::id_at(std::size_t position) const {
    const auto after = std::upper_bound(offsets_.begin(), offsets_.end(), position);
    const auto index = static_cast<std::size_t>(after - offsets_.begin()) - 1;
    return ranges_[index].first + static_cast<std::int64_t>(position - offsets_[index]);
}

void IdPool::take(std::int64_t id) {
    const auto at = position(id);
    if (!at) return;
    std::uint64_t& word = taken_[*at / kWordBits];
    const std::uint64_t bit = std::uint64_t{1} << (*at % kWordBits);
    if ((word & bit) == 0) --free_;
    word |= bit;
}

void IdPool::give_back(std::int64_t id) {
    const auto at = position(id);
    if (!at) return;
    std::uint64_t& word = taken_[*at / kWordBits];
    const std::uint64_t bit = std::uint64_t{1} << (*at % kWordBits);
    if ((word & bit) != 0) ++free_;
    word &= ~bit;
}

std::optional<std::int64_t> IdPool::any(std::uint64_t random) const {
    if (free_ == 0) return std::nullopt;
    const std::size_t start = random % size_;
    const std::size_t words = taken_.size();
    for (std::size_t step = 0; step <= words; ++step) {
        const std::size_t index = (start / kWordBits + step) % words;
        std::uint64_t open = ~taken_[index];
        if (step == 0) open &= ~std::uint64_t{0} << (start % kWordBits);
        if (open != 0) return id_at(index * kWordBits + static_cast<std::size_t>(std::countr_zero(open)));
    }
    return std::nullopt;
}

IdAllocations::IdAllocations(Table table, const std::map<std::string, IdRanges, std::less<>>& ranges)
    : table_(std::move(table)) {
    for (const auto& [scope, of_scope] : ranges) pools_.emplace(scope, IdPool(of_scope));
}

std::string IdAllocations::where() const {
    if (table_.scope_column.empty()) return fmt::format("{} = :id", table_.id_column);
    return fmt::format("{} = :scope AND {} = :id", table_.scope_column, table_.id_column);
}

std::vector<Value> IdAllocations::key(const std::string& scope, std::int64_t id) const {
    if (table_.scope_column.empty()) return {Value(id)};
    return {Value(scope), Value(id)};
}

void IdAllocations::learn(Database& database) {
    const std::string scope_column = table_.scope_column.empty() ? "''" : table_.scope_column;
    database.write([&](Transaction& transaction) {
        const auto rows = transaction.query(
            fmt::format("SELECT {}, {} FROM {} WHERE allocated = :taken", scope_column, table_.id_column, table_.name),
            parameters(true));
        for (const Row& row : rows) mark(row[0].str(), row[1].as_int(), true);
    });
}

std::optional<std::int64_t> IdAllocations::reserve_free(const std::string& scope) {
    const std::scoped_lock lock(mutex_);
    const auto pool = pools_.find(scope);
    if (pool == pools_.end()) return std::nullopt;
    const auto id = pool->second.any(generator()());
    if (id) pool->second.take(*id);
    return id;
}

void IdAllocations::mark(const std::string& scope, std::int64_t id, bool taken) {
    const std::scoped_lock lock(mutex_);
    const auto pool = pools_.find(scope);
    if (pool == pools_.end()) return;
    taken ? pool->second.take(id) : pool->second.give_back(id);
}

bool IdAllocations::row_take(Transaction& transaction, const std::string& scope, std::int64_t id) {
    std::vector<Value> same = key(scope, id);
    std::vector<Value> update{Value(true)};
    update.insert(update.end(), same.begin(), same.end());
    update.emplace_back(false);
    const auto freed =
        fmt::format("UPDATE {} SET allocated = :now WHERE {} AND allocated = :before", table_.name, where());
    if (transaction.execute(freed, update) == 1) return true;
    const auto there = fmt::format("SELECT allocated FROM {} WHERE {}", table_.name, where());
    if (!transaction.query(there, same).empty()) return false;
    const bool scoped = !table_.scope_column.empty();
    same.emplace_back(true);
    try {
        transaction.execute(
            fmt::format("INSERT INTO {} ({}{}, allocated) VALUES ({}:id, :taken)", table_.name,
                        scoped ? table_.scope_column + ", " : "", table_.id_column, scoped ? ":scope, " : ""),
            same);
    } catch (const UniqueViolation&) {
        return false;  // another server's, at the same moment
    }
    return true;
}

bool IdAllocations::refresh(Transaction& transaction, const std::string& scope) {
    std::vector<Value> parameters{Value(false)};
    std::string sql = fmt::format("SELECT {} FROM {} WHERE allocated = :free", table_.id_column, table_.name);
    if (!table_.scope_column.empty()) {
        sql += fmt::format(" AND {} = :scope", table_.scope_column);
        parameters.emplace_back(scope);
    }
    bool found = false;
    for (const Row& row : transaction.query(fmt::format("{} LIMIT {}", sql, kRefreshedRows), parameters)) {
        mark(scope, row[0].as_int(), false);
        found = true;
    }
    return found;
}

std::optional<std::pair<std::string, std::int64_t>> IdAllocations::take_any(Transaction& transaction,
                                                                            const std::optional<std::string>& scope) {
    std::vector<std::string> scopes;
    if (scope) {
        scopes.push_back(*scope);
    } else {
        for (const auto& [name, pool] : pools_) scopes.push_back(name);
        std::shuffle(scopes.begin(), scopes.end(), generator());
    }
    for (const std::string& candidate : scopes) {
        bool refreshed = false;
        while (true) {
            const auto id = reserve_free(candidate);
            if (!id) {
                // Memory may not know what other servers gave back.
                if (refreshed || !has_scope(candidate) || !refresh(transaction, candidate)) break;
                refreshed = true;
                continue;
            }
            if (row_take(transaction, candidate, *id)) {
                transaction.on_rollback([this, candidate, id = *id] { mark(candidate, id, false); });
                return std::pair(candidate, *id);
            }
        }
    }
    return std::nullopt;
}

bool IdAllocations::take(Transaction& transaction, const std::string& scope, std::int64_t id) {
    if (!row_take(transaction, scope, id)) return false;
    mark(scope, id, true);
    transaction.on_rollback([this, scope, id] { mark(scope, id, false); });
    return true;
}

void IdAllocations::give_back(Transaction& transaction, const std::string& scope, std::int64_t id) {
    const auto pool = pools_.find(scope);
    if (pool != pools_.end() && pool->second.contains(id)) {
        std::vector<Value> update{Value(false)};
        for (Value& part : key(scope, id)) update.push_back(std::move(part));
        transaction.execute(fmt::format("UPDATE {} SET allocated = :now WHERE {}", table_.name, where()), update);
        transaction.after_commit([this, scope, id] { mark(scope, id, false); });
    } else {
        transaction.execute(fmt::format("DELETE FROM {} WHERE {}", table_.name, where()), key(scope, id));
    }
}

}  // namespace neutrino::ml2
