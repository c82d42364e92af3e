#pragma once
// A transaction on a SQL session: rows and records change together.

#include "store/change_log.h"
#include "store/image.h"
#include "store/mapping.h"
#include "store/overlay.h"

#include <neutrino/transaction.h>

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace neutrino::store {

// Lives while the work runs; whoever runs it brackets it with the SQL transaction or savepoint. Not thread-safe.
class SqlTransaction : public Transaction {
public:
    // `base` is what was committed, or will be together with this transaction.
    SqlTransaction(Session& session, const Mapping& mapping, Image& image, const View& base);

    RecordPtr find(const ResourceType& type, std::string_view id) const override { return overlay_.find(type, id); }
    std::vector<RecordPtr> find_by(const ResourceType& type, std::string_view attribute,
                                   const Value& value) const override {
        return overlay_.find_by(type, attribute, value);
    }
    std::size_t count_by(const ResourceType& type, std::string_view attribute, const Value& value) const override {
        return overlay_.count_by(type, attribute, value);
    }
    void each(const ResourceType& type, const std::function<bool(const RecordPtr&)>& visit) const override {
        overlay_.each(type, visit);
    }
    std::size_t count(const ResourceType& type) const override { return overlay_.count(type); }

    // A record that was inserted keeps the revision that it was inserted with; any other moves by exactly one in a
    // transaction, however often it is updated or touched.
    RecordPtr insert(Record record) override;
    RecordPtr update(Record record) override;
    void erase(const ResourceType& type, std::string_view id) override;
    void touch(const ResourceType& type, std::string_view id) override;

    std::int64_t execute(std::string_view sql, std::span<const Value> parameters = {}) override;
    std::vector<Row> query(std::string_view sql, std::span<const Value> parameters = {}) override;

    void after_commit(std::function<void()> work) override { after_commit_.push_back(std::move(work)); }
    void on_rollback(std::function<void()> work) override { on_rollback_.push_back(std::move(work)); }

    // For who runs it.
    const Overlay& overlay() const noexcept { return overlay_; }
    // One a record: what the log says of it.
    std::vector<Change> log() const;
    bool wrote() const noexcept { return wrote_; }
    std::vector<std::function<void()>>& after_commit_work() noexcept { return after_commit_; }
    std::vector<std::function<void()>>& on_rollback_work() noexcept { return on_rollback_; }

private:
    RecordPtr require(const ResourceType& type, std::string_view id) const;
    // Sets what only the store may set in the next state of a record that is there.
    void advance(const Record& before, Record& after);
    RecordPtr keep(Record record);
    // Does to the records that refer to one that is about to go what the database would do to their rows.
    void settle(const Mapping::Dependent& dependent, const Value& gone);

    Session& session_;
    const Mapping& mapping_;
    Image& image_;
    Overlay overlay_;
    std::set<std::pair<const ResourceType*, std::string>> advanced_;  // whose revision is already this transaction's
    bool wrote_ = false;
    std::vector<std::function<void()>> after_commit_;
    std::vector<std::function<void()>> on_rollback_;
};

}  // namespace neutrino::store
