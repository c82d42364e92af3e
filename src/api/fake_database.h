#pragma once
// A database in memory, for tests.

#include "base/uuid.h"

#include <neutrino/transaction.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace neutrino::api::test {

// Records in maps. One thread only.
class FakeView : public Transaction {
public:
    using Records = std::map<std::string, RecordPtr, std::less<>>;
    std::map<const ResourceType*, Records> records;
    mutable std::size_t scans = 0;     // calls of each()
    mutable std::size_t look_ups = 0;  // calls of find_by()

    RecordPtr find(const ResourceType& type, std::string_view id) const override {
        const auto found = of(type).find(id);
        return found == of(type).end() ? nullptr : found->second;
    }
    std::vector<RecordPtr> find_by(const ResourceType& type, std::string_view attribute,
                                   const Value& value) const override {
        ++look_ups;
        return matching(type, attribute, value);
    }
    std::size_t count_by(const ResourceType& type, std::string_view attribute, const Value& value) const override {
        return matching(type, attribute, value).size();
    }
    void each(const ResourceType& type, const std::function<bool(const RecordPtr&)>& visit) const override {
        ++scans;
        for (const auto& [id, record] : of(type)) {
            if (!visit(record)) return;
        }
    }
    std::size_t count(const ResourceType& type) const override { return of(type).size(); }

    RecordPtr insert(Record record) override {
        const ResourceType& type = record.type();
        const auto fill = [&](int index, const Value& value) {
            if (index >= 0 && !record.at(index).has_value()) record.put(index, value);
        };
        fill(type.id_index, Value(base::uuid_generate()));
        fill(type.created_index, "2026-01-01T00:00:00Z");
        fill(type.updated_index, "2026-01-01T00:00:00Z");
        fill(type.revision_index, 1);
        return keep(std::move(record));
    }
    RecordPtr update(Record record) override {
        const int revision = record.type().revision_index;
        record.put(revision, Value(find(record.type(), record.id())->at(revision).as_int() + 1));
        return keep(std::move(record));
    }
    void erase(const ResourceType& type, std::string_view id) override { records[&type].erase(std::string(id)); }
    void touch(const ResourceType& type, std::string_view id) override { update(*find(type, id)); }
    std::int64_t execute(std::string_view, std::span<const Value>) override { throw std::logic_error("no SQL here"); }
    std::vector<Row> query(std::string_view, std::span<const Value>) override { throw std::logic_error("no SQL here"); }
    void after_commit(std::function<void()>) override {}
    void on_rollback(std::function<void()>) override {}

private:
    const Records& of(const ResourceType& type) const {
        static const Records kNone;
        const auto found = records.find(&type);
        return found == records.end() ? kNone : found->second;
    }
    RecordPtr keep(Record record) {
        auto kept = std::make_shared<const Record>(std::move(record));
        records[&kept->type()][std::string(kept->id())] = kept;
        return kept;
    }
    std::vector<RecordPtr> matching(const ResourceType& type, std::string_view path, const Value& value) const {
        const auto dot = path.find('.');
        const int attribute = type.find(path.substr(0, dot));
        std::vector<RecordPtr> found;
        for (const auto& [id, record] : of(type)) {
            const Value& own = record->at(attribute);
            const auto is = [&](const Value& item) {
                return (dot == std::string_view::npos ? item : item.at(path.substr(dot + 1))) == value;
            };
            const auto items = own.items();
            if (own.is_list() ? std::any_of(items.begin(), items.end(), is) : is(own)) found.push_back(record);
        }
        return found;
    }
};

class FakeDatabase : public Database {
public:
    FakeView committed;
    int reruns = 0;                         // a write begins anew so many times, as after lost races
    std::function<void(FakeView&)> racing;  // what another request commits before the next write begins
    int writes = 0;

    const View& image() const override { return committed; }
    void write(const std::function<void(Transaction&)>& work) override {
        ++writes;
        if (racing) std::exchange(racing, nullptr)(committed);
        for (int i = 0; i < reruns; ++i) {
            FakeView lost = committed;
            work(lost);
        }
        FakeView transaction = committed;
        work(transaction);
        committed.records = std::move(transaction.records);
    }
};

}  // namespace neutrino::api::test
