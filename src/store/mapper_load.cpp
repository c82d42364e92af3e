#include "store/mapper.h"

#include <fmt/format.h>

#include <algorithm>
#include <unordered_map>

namespace neutrino::store {
namespace {

// Ids asked for in one query: one statement whatever their number, the last id repeated to fill it.
constexpr std::size_t kBatch = 32;

// Decodes one column, and remembers what it decoded lately: rows of one table repeat few projects, owners, times and
// bindings, which then need neither memory nor work. A column whose texts don't repeat (ids, addresses) is left alone.
class Decoder {
public:
    explicit Decoder(Codec codec) : codec_(codec) {}

    Value operator()(const ResultRow& row, std::size_t column) {
        const bool null = row.is_null(column);
        const std::string_view text = row.text(column);
        const bool plain = codec_ == Codec::boolean || codec_ == Codec::integer || codec_ == Codec::real;
        if (null || plain || (tries_ >= kTrial && hits_ * 4 < tries_)) return column_decode(codec_, null, text);
        if (slots_.empty()) slots_.resize(kSlots);
        Slot& slot = slots_[std::hash<std::string_view>()(text) % kSlots];
        ++tries_;
        if (slot.value.is_unset() || slot.text != text) {
            slot.text.assign(text);
            slot.value = column_decode(codec_, false, text);
        } else {
            ++hits_;
        }
        return slot.value;
    }

private:
    static constexpr std::size_t kSlots = 64;
    static constexpr std::size_t kTrial = 256;
    struct Slot {
        std::string text;
        Value value;
    };
    Codec codec_;
    std::vector<Slot> slots_;
    std::size_t tries_ = 0;
    std::size_t hits_ = 0;
};

template <class Plans>
std::vector<Decoder> decoders(const Plans& plans) {
    std::vector<Decoder> made;
    for (const auto& plan : plans) made.emplace_back(plan.codec);
    return made;
}

}  // namespace

// Records on their way in, found by the keys that side tables and lists use.
class Mapper::Loading {
public:
    Loading(const Mapper& mapper, Session& session, std::span<const std::string> ids)
        : mapper_(mapper), session_(session), ids_(ids) {}

    std::vector<std::shared_ptr<Record>> run() {
        main();
        for (const Side& side : mapper_.sides_) load_side(side);
        for (const List& list : mapper_.lists_) load_list(list);
        return std::move(records_);
    }

private:
    // Runs a "... WHERE 1 = 1" query on everything, or on the ids asked for in batches.
    void rows(const std::string& sql, const std::string& key_column, const Parameters& constants,
              const std::vector<Value>& keys, const std::function<void(const ResultRow&)>& visit) {
        if (ids_.empty()) return session_.query(sql, constants, visit);
        std::string places;
        for (std::size_t i = 0; i < kBatch; ++i) places += fmt::format("{}:k{}", i == 0 ? "" : ", ", i);
        const std::string limited = fmt::format("{} AND {} IN ({})", sql, key_column, places);
        for (std::size_t at = 0; at < keys.size(); at += kBatch) {
            Parameters parameters(constants);
            for (std::size_t i = 0; i < kBatch; ++i) parameters.push_back(keys[std::min(at + i, keys.size() - 1)]);
            session_.query(limited, parameters, visit);
        }
    }

    void main() {
        std::vector<Value> keys;
        for (const std::string& id : ids_) keys.emplace_back(id);
        const bool standard = mapper_.has_standard_attributes();
        std::vector<Decoder> main_decoders = decoders(mapper_.main_);
        std::vector<Decoder> standard_decoders = decoders(mapper_.standard_);
        rows(mapper_.select_sql_, "m." + mapper_.dialect_->quote(mapper_.key_), {}, keys, [&](const ResultRow& row) {
            auto record = std::make_shared<Record>(*mapper_.type_);
            std::size_t column = 0;
            const auto read = [&](const std::vector<ColumnPlan>& plans, std::vector<Decoder>& decode) {
                for (std::size_t i = 0; i < plans.size(); ++i)
                    record->put(plans[i].attribute, decode[i](row, column++));
            };
            read(mapper_.main_, main_decoders);
            read(mapper_.standard_, standard_decoders);
            if (standard) record->standard_attr_id = column_decode(Codec::integer, false, row.text(column)).as_int();
            for (const Side& side : mapper_.sides_) {
                if (side.presence >= 0) record->put(side.presence, Value(false));
                for (const ColumnPlan& plan : side.columns) {
                    record->put(plan.attribute,
                                mapper_.type_->attributes[static_cast<std::size_t>(plan.attribute)].store.absent);
                }
            }
            for (const List& list : mapper_.lists_) record->put(list.attribute, mapper_.empty_list_);
            by_id_.emplace(record->id(), records_.size());
            if (standard) by_standard_.emplace(record->standard_attr_id, records_.size());
            records_.push_back(std::move(record));
        });
    }

    // The record that a row of another table belongs to: its number, or npos for a row of a type that shares the table.
    std::size_t owner(const std::string& key, const ResultRow& row) const {
        if (key == "standard_attr_id") {
            const auto found = by_standard_.find(column_decode(Codec::integer, false, row.text(0)).as_int());
            return found == by_standard_.end() ? std::string::npos : found->second;
        }
        const auto found = by_id_.find(row.text(0));
        return found == by_id_.end() ? std::string::npos : found->second;
    }

    std::vector<Value> owners(const std::string& key) const {
        std::vector<Value> keys;
        for (const auto& record : records_) keys.push_back(mapper_.owner(key, *record));
        return keys;
    }

    static Parameters values(const std::vector<Constant>& where) {
        Parameters parameters;
        for (const Constant& constant : where) parameters.push_back(constant.value);
        return parameters;
    }

    void load_side(const Side& side) {
        std::vector<Decoder> decode = decoders(side.columns);
        rows(side.select_sql, mapper_.dialect_->quote(side.key), values(side.where), owners(side.key),
             [&](const ResultRow& row) {
                 const std::size_t index = owner(side.key, row);
                 if (index == std::string::npos) return;
                 Record& record = *records_[index];
                 if (side.presence >= 0) record.put(side.presence, Value(true));
                 for (std::size_t i = 0; i < side.columns.size(); ++i) {
                     record.put(side.columns[i].attribute, decode[i](row, i + 1));
                 }
             });
    }

    struct Item {
        std::size_t record;
        std::int64_t position;
        Value value;
    };

    void load_list(const List& list) {
        std::vector<Item> items;
        std::vector<Decoder> decode = decoders(list.columns);
        rows(list.select_sql, mapper_.dialect_->quote(list.key), values(list.where), owners(list.key),
             [&](const ResultRow& row) {
                 Item item{owner(list.key, row), 0, {}};
                 if (item.record == std::string::npos) return;
                 std::size_t at = 1;
                 std::vector<Member> members;
                 for (std::size_t i = 0; i < list.columns.size(); ++i) {
                     const ListColumn& column = list.columns[i];
                     if (column.uuid || column.from >= 0) continue;
                     Value value = decode[i](row, at++);
                     if (list.scalars) {
                         item.value = std::move(value);
                     } else {
                         members.push_back({column.key, std::move(value)});
                     }
                 }
                 if (!list.scalars) item.value = Value::map(std::move(members));
                 if (!list.order.empty())
                     item.position = column_decode(Codec::integer, row.is_null(at), row.text(at)).as_int();
                 items.push_back(std::move(item));
             });
        std::stable_sort(items.begin(), items.end(), [&](const Item& a, const Item& b) {
            if (a.record != b.record) return a.record < b.record;
            if (a.position != b.position) return a.position < b.position;
            return mapper_.in_order(list, a.value, b.value);
        });
        for (std::size_t at = 0; at < items.size();) {
            const std::size_t record = items[at].record;
            std::vector<Value> collected;
            for (; at < items.size() && items[at].record == record; ++at)
                collected.push_back(std::move(items[at].value));
            records_[record]->put(list.attribute, Value::list(std::move(collected)));
        }
    }

    const Mapper& mapper_;
    Session& session_;
    std::span<const std::string> ids_;
    std::vector<std::shared_ptr<Record>> records_;
    std::unordered_map<std::string_view, std::size_t> by_id_;  // views of the records' own ids
    std::unordered_map<std::int64_t, std::size_t> by_standard_;
};

std::vector<std::shared_ptr<Record>> Mapper::load_all(Session& session) const {
    return Loading(*this, session, {}).run();
}

std::vector<std::shared_ptr<Record>> Mapper::load(Session& session, std::span<const std::string> ids) const {
    if (ids.empty()) return {};
    return Loading(*this, session, ids).run();
}

}  // namespace neutrino::store
