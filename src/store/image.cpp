#include "store/image.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <stdexcept>
#include <unordered_set>

namespace neutrino::store {
namespace {

// The records with one value. Most values of most indexes have one record: it is kept without a list around it.
class Bucket {
public:
    std::size_t size() const { return many_ ? many_->size() : (one_ ? 1 : 0); }
    RecordPtr find(std::string_view id) const {
        return many_ ? many_->find(id) : one_ && one_->id() == id ? one_ : nullptr;
    }

    void put(const RecordPtr& record) {
        if (many_) {
            many_->put(record);
        } else if (!one_ || one_->id() == record->id()) {
            one_ = record;
        } else {
            many_ = std::make_unique<OrderedRecords>();
            many_->put(std::move(one_));
            many_->put(record);
        }
    }

    void erase(std::string_view id) {
        if (many_) {
            many_->erase(id);
        } else if (one_ && one_->id() == id) {
            one_.reset();
        }
    }

    void assign(std::vector<RecordPtr> records) {
        one_ = nullptr;
        many_ = nullptr;
        if (records.size() == 1) {
            one_ = std::move(records.front());
        } else {
            many_ = std::make_unique<OrderedRecords>();
            many_->assign(std::move(records));
        }
    }

    // A copy that can be read without the lock.
    struct Copy {
        RecordPtr one;
        OrderedRecords::Snapshot many;
    };
    Copy copy() const { return {one_, many_ ? many_->snapshot() : OrderedRecords::Snapshot()}; }

private:
    RecordPtr one_;
    std::unique_ptr<OrderedRecords> many_;
};

}  // namespace

// Records by the value of one attribute. Null and unset are not kept: nobody looks for them.
class Image::Index {
public:
    explicit Index(AttributePath path) : path_(std::move(path)) {}

    const AttributePath& path() const { return path_; }
    const Bucket* find(const Value& value) const {
        const auto found = buckets_.find(value);
        return found == buckets_.end() ? nullptr : &found->second;
    }
    // The key equal to `value`, or nullptr.
    const Value* key(const Value& value) const {
        const auto found = buckets_.find(value);
        return found == buckets_.end() ? nullptr : &found->first;
    }

    void change(const Record* before, const RecordPtr& after) {
        if (before != nullptr) {
            path_.each_value(*before, [&](const Value& value) {
                if (after && path_.matches(*after, value)) return;
                const auto found = buckets_.find(value);
                if (found == buckets_.end()) return;
                found->second.erase(before->id());
                if (found->second.size() == 0) buckets_.erase(found);
            });
        }
        if (after) {
            path_.each_value(*after, [&](const Value& value) {
                if (value.has_value()) buckets_[value].put(after);
            });
        }
    }

    // `records` in the order of their ids.
    void load(const std::vector<RecordPtr>& records) {
        buckets_.clear();
        std::unordered_map<Bucket*, std::vector<RecordPtr>> shared;
        for (const RecordPtr& record : records) {
            path_.each_value(*record, [&](const Value& value) {
                if (!value.has_value()) return;
                Bucket& bucket = buckets_[value];
                if (bucket.size() == 0) return bucket.put(record);
                std::vector<RecordPtr>& same = shared[&bucket];
                if (same.empty()) same.push_back(bucket.copy().one);
                if (same.back() != record) same.push_back(record);
            });
        }
        for (auto& [bucket, same] : shared) bucket->assign(std::move(same));
    }

    void check(const ResourceType& type, const OrderedRecords& records, std::vector<std::string>& problems) const {
        std::unordered_map<Value, std::size_t, ValueHash> sizes;
        const std::string name =
            type.collection + "." + type.attributes[static_cast<std::size_t>(path_.attribute)].name + path_.key;
        records.snapshot().each([&](const RecordPtr& record) {
            std::unordered_set<Value, ValueHash> values;
            path_.each_value(*record, [&](const Value& value) {
                if (value.has_value()) values.insert(value);
            });
            for (const Value& value : values) {
                ++sizes[value];
                const Bucket* bucket = find(value);
                if (bucket == nullptr || bucket->find(record->id()) != record) {
                    problems.push_back("the index on " + name + " misses " + std::string(record->id()));
                }
            }
            return true;
        });
        for (const auto& [value, bucket] : buckets_) {
            if (bucket.size() != sizes[value])
                problems.push_back("the index on " + name + " keeps records too many for one value");
        }
    }

private:
    AttributePath path_;
    std::unordered_map<Value, Bucket, ValueHash> buckets_;
};

// Remembers values seen lately, so that equal ones share memory: statuses, owners, time stamps, binding details. A
// value that is pushed out costs some memory and nothing else.
class Image::Interner {
public:
    // What was learned about one attribute: one whose values rarely repeat (names, addresses) is left alone.
    struct Yield {
        std::uint32_t tries = 0;
        std::uint32_t hits = 0;
        bool promising() const { return tries < 256 || hits * 4 > tries || tries % 64 == 0; }
    };

    void share(Value& value, Yield& yield) {
        if (!yield.promising()) {
            ++yield.tries;
            return;
        }
        ++yield.tries;
        Value& slot = slots_[value.hash() % slots_.size()];
        if (slot == value) {
            value = slot;
            ++yield.hits;
        } else {
            slot = value;
        }
    }

private:
    std::array<Value, 4096> slots_;
};

struct Image::Table {
    OrderedRecords records;
    std::vector<Index> indexes;
    std::vector<Interner::Yield> yields;  // one an attribute

    const Index* index(const AttributePath& path) const {
        const auto found =
            std::find_if(indexes.begin(), indexes.end(), [&](const Index& i) { return i.path() == path; });
        return found == indexes.end() ? nullptr : &*found;
    }

    void add_index(AttributePath path) {
        if (path.attribute >= 0 && index(path) == nullptr) indexes.emplace_back(std::move(path));
    }
};

Image::Image(const Catalog& catalog, const std::vector<std::pair<const ResourceType*, std::string>>& extra)
    : interner_(std::make_unique<Interner>()) {
    for (const ResourceType* type : catalog.all()) {
        if (type->table.empty() || type->id_index < 0) continue;
        auto table = std::make_unique<Table>();
        table->yields.resize(type->attributes.size());
        for (const Attribute& attribute : type->attributes) {
            if (attribute.index) table->add_index(AttributePath::resolve(*type, attribute.name));
            for (const std::string& key : attribute.index_keys) {
                table->add_index({type->find(attribute.name), key});
            }
        }
        // Quotas are counted by project.
        if (type->project_index >= 0) table->add_index({type->project_index, {}});
        for (const auto& [owner, path] : extra) {
            if (owner == type) table->add_index(AttributePath::resolve(*type, path));
        }
        tables_.emplace(type, std::move(table));
    }
}

Image::~Image() = default;

Image::Table* Image::table(const ResourceType& type) const {
    const auto found = tables_.find(&type);
    return found == tables_.end() ? nullptr : found->second.get();
}

Image::Table& Image::kept(const ResourceType& type) const {
    Table* found = table(type);
    if (found == nullptr) throw std::logic_error("no records are kept of " + type.collection);
    return *found;
}

OrderedRecords::Snapshot Image::snapshot(const Table& table) const {
    const std::shared_lock lock(mutex_);
    return table.records.snapshot();
}

RecordPtr Image::find(const ResourceType& type, std::string_view id) const {
    const Table* records = table(type);
    if (records == nullptr) return nullptr;
    const std::shared_lock lock(mutex_);
    return records->records.find(id);
}

std::vector<RecordPtr> Image::find_by(const ResourceType& type, std::string_view attribute, const Value& value) const {
    const Table* records = table(type);
    if (records == nullptr) return {};
    const AttributePath path = AttributePath::resolve(type, attribute);
    std::vector<RecordPtr> found;
    const Index* index = value.has_value() ? records->index(path) : nullptr;
    if (index == nullptr) {
        snapshot(*records).each([&](const RecordPtr& record) {
            if (path.matches(*record, value)) found.push_back(record);
            return true;
        });
        return found;
    }
    Bucket::Copy copy;
    {
        const std::shared_lock lock(mutex_);
        if (const Bucket* bucket = index->find(value)) {
            copy = bucket->copy();
            found.reserve(bucket->size());
        }
    }
    if (copy.one) found.push_back(std::move(copy.one));
    copy.many.each([&](const RecordPtr& record) {
        found.push_back(record);
        return true;
    });
    return found;
}

std::size_t Image::count_by(const ResourceType& type, std::string_view attribute, const Value& value) const {
    const Table* records = table(type);
    if (records == nullptr) return 0;
    const AttributePath path = AttributePath::resolve(type, attribute);
    if (const Index* index = value.has_value() ? records->index(path) : nullptr) {
        const std::shared_lock lock(mutex_);
        const Bucket* bucket = index->find(value);
        return bucket == nullptr ? 0 : bucket->size();
    }
    std::size_t count = 0;
    snapshot(*records).each([&](const RecordPtr& record) {
        count += path.matches(*record, value) ? 1 : 0;
        return true;
    });
    return count;
}

void Image::each(const ResourceType& type, const std::function<bool(const RecordPtr&)>& visit) const {
    if (const Table* records = table(type)) snapshot(*records).each(visit);
}

std::size_t Image::count(const ResourceType& type) const {
    const Table* records = table(type);
    if (records == nullptr) return 0;
    const std::shared_lock lock(mutex_);
    return records->records.size();
}

void Image::apply(std::span<const RecordChange> changes) {
    const std::unique_lock lock(mutex_);
    for (const RecordChange& change : changes) {
        Table& records = kept(*change.type);
        if (change.after) {
            records.records.put(change.after);
        } else {
            records.records.erase(change.before->id());
        }
        for (Index& index : records.indexes) index.change(change.before.get(), change.after);
    }
}

void Image::load(const ResourceType& type, const std::vector<std::shared_ptr<Record>>& loaded) {
    Table& records = kept(type);
    for (const auto& record : loaded) intern(*record);
    std::vector<RecordPtr> list(loaded.begin(), loaded.end());
    std::sort(list.begin(), list.end(), [](const RecordPtr& a, const RecordPtr& b) { return a->id() < b->id(); });
    const std::unique_lock lock(mutex_);
    for (Index& index : records.indexes) index.load(list);
    records.records.assign(std::move(list));
}

std::vector<std::string> Image::check() const {
    std::vector<std::string> problems;
    const std::shared_lock lock(mutex_);
    for (const auto& [type, table] : tables_) {
        for (const Index& index : table->indexes) index.check(*type, table->records, problems);
    }
    return problems;
}

void Image::intern(Record& record) {
    Table& records = kept(record.type());
    for (std::size_t i = 0; i < records.yields.size(); ++i) {
        const int position = static_cast<int>(i);
        const Value& value = record.at(position);
        const bool shareable = value.is_string() || value.is_list() || value.is_map();
        if (!shareable || position == record.type().id_index) continue;
        // An indexed value is there already when any other record has it.
        const Index* index = records.index({position, {}});
        const Value* key = index == nullptr ? nullptr : index->key(value);
        Value shared = key == nullptr ? value : *key;
        if (key == nullptr) interner_->share(shared, records.yields[i]);
        record.put(position, std::move(shared));
    }
}

}  // namespace neutrino::store
