#pragma once
// The committed state in memory.

#include "store/attribute_path.h"
#include "store/ordered_records.h"

#include <neutrino/transaction.h>

#include <memory>
#include <shared_mutex>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace neutrino::store {

// A record that a transaction made (before = nullptr), changed, or removed (after = nullptr).
struct RecordChange {
    const ResourceType* type = nullptr;
    RecordPtr before;
    RecordPtr after;
};

// Thread-safe. One thread at a time calls apply() and load(); readers see all of an apply() or nothing of it.
class Image : public View {
public:
    // Types without an id or a table are not kept: they have no records. `extra` are look-ups that need an index though
    // no definition asks for one.
    Image(const Catalog& catalog, const std::vector<std::pair<const ResourceType*, std::string>>& extra);
    ~Image() override;

    RecordPtr find(const ResourceType& type, std::string_view id) const override;
    // Ordered by id.
    std::vector<RecordPtr> find_by(const ResourceType& type, std::string_view attribute,
                                   const Value& value) const override;
    std::size_t count_by(const ResourceType& type, std::string_view attribute, const Value& value) const override;
    void each(const ResourceType& type, const std::function<bool(const RecordPtr&)>& visit) const override;
    std::size_t count(const ResourceType& type) const override;

    bool keeps(const ResourceType& type) const noexcept { return tables_.contains(&type); }
    void apply(std::span<const RecordChange> changes);
    // In place of all records of the type. Nobody else may have the records yet.
    void load(const ResourceType& type, const std::vector<std::shared_ptr<Record>>& records);
    // Differences between records and indexes: what the tests' oracle asks.
    std::vector<std::string> check() const;
    // Makes the record's values share memory with equal ones of records that are here. For a record that nobody else
    // has yet, on the thread that calls apply().
    void intern(Record& record);

private:
    class Index;
    class Interner;
    struct Table;

    Table* table(const ResourceType& type) const;  // nullptr: no records, for nothing is stored
    Table& kept(const ResourceType& type) const;   // throws std::logic_error
    OrderedRecords::Snapshot snapshot(const Table& table) const;

    mutable std::shared_mutex mutex_;
    std::unordered_map<const ResourceType*, std::unique_ptr<Table>> tables_;  // the map itself never changes
    std::unique_ptr<Interner> interner_;
};

}  // namespace neutrino::store
