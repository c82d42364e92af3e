// What a record's values are once they went through the database: normal forms.

#include "store/mapper.h"

#include "store/attribute_path.h"

#include <algorithm>

namespace neutrino::store {

Value Mapper::canonical_item(const List& list, const Value& item) const {
    if (list.scalars) {
        const auto column = std::find_if(list.columns.begin(), list.columns.end(),
                                         [](const ListColumn& c) { return !c.uuid && c.from < 0; });
        return column_canonical(column->codec, item);
    }
    std::vector<Member> members;
    for (const ListColumn& column : list.columns) {
        if (column.uuid || column.from >= 0) continue;
        members.push_back({column.key, column_canonical(column.codec, item.at(column.key))});
    }
    return Value::map(std::move(members));
}

// The order in which an unordered list is read back.
bool Mapper::in_order(const List& list, const Value& left, const Value& right) const {
    if (list.scalars) return left < right;
    for (const ListColumn& column : list.columns) {
        if (column.uuid || column.from >= 0) continue;
        const auto order = left.at(column.key) <=> right.at(column.key);
        if (order != 0) return order < 0;
    }
    return false;
}

Value Mapper::canonical_list(const List& list, const Value& value) const {
    if (value.items().empty()) return empty_list_;
    std::vector<Value> items;
    items.reserve(value.items().size());
    for (const Value& item : value.items()) items.push_back(canonical_item(list, item));
    if (list.order.empty()) {
        std::stable_sort(items.begin(), items.end(),
                         [&](const Value& a, const Value& b) { return in_order(list, a, b); });
    }
    return Value::list(std::move(items));
}

void Mapper::normalise(Record& record) const {
    for (std::size_t i = 0; i < type_->attributes.size(); ++i) {
        const Storage::Kind kind = type_->attributes[i].store.kind;
        if (kind == Storage::Kind::none || kind == Storage::Kind::computed) record.put(static_cast<int>(i), Value());
    }
    const auto canonical = [&](const ColumnPlan& plan) {
        record.put(plan.attribute, column_canonical(plan.codec, record.at(plan.attribute)));
    };
    for (const ColumnPlan& column : main_) canonical(column);
    for (const ColumnPlan& column : standard_) canonical(column);
    for (const Side& side : sides_) {
        if (side.presence >= 0) record.put(side.presence, Value(record.at(side.presence).truthy()));
        const bool absent = side.presence >= 0 && !record.at(side.presence).as_bool();
        for (const ColumnPlan& column : side.columns) {
            const Value& nothing = type_->attributes[static_cast<std::size_t>(column.attribute)].store.absent;
            if (absent || !record.at(column.attribute).has_value()) {
                record.put(column.attribute, nothing);
            } else {
                canonical(column);
            }
        }
        // A row whose columns read null would come back as null where an absent row would not; row_exists() settles
        // which.
        if (row_exists(side, record)) {
            for (const ColumnPlan& column : side.columns) canonical(column);
        }
    }
    for (const List& list : lists_) record.put(list.attribute, canonical_list(list, record.at(list.attribute)));
}

bool Mapper::row_exists(const Side& side, const Record& record) const {
    if (side.presence >= 0) return record.at(side.presence).as_bool();
    return std::any_of(side.columns.begin(), side.columns.end(), [&](const ColumnPlan& column) {
        return record.at(column.attribute) !=
               type_->attributes[static_cast<std::size_t>(column.attribute)].store.absent;
    });
}

void Mapper::forget(Record& record, std::string_view path, const Value& id, bool whole_row) const {
    const AttributePath at = AttributePath::resolve(*type_, path);
    const auto absent = [&](const ColumnPlan& column) {
        return type_->attributes[static_cast<std::size_t>(column.attribute)].store.absent;
    };
    for (const List& list : lists_) {
        if (list.attribute != at.attribute) continue;
        std::vector<Value> left;
        for (const Value& item : record.at(list.attribute).items()) {
            if ((at.key.empty() ? item : item.at(at.key)) != id) {
                left.push_back(item);
            } else if (!whole_row) {
                left.push_back(map_with(item, at.key, Value::null()));
            }
        }
        record.put(list.attribute, Value::list(std::move(left)));
        return;
    }
    for (const Side& side : sides_) {
        const bool here = std::any_of(side.columns.begin(), side.columns.end(),
                                      [&](const ColumnPlan& column) { return column.attribute == at.attribute; });
        if (!here || !whole_row) continue;
        record.put(side.presence, Value(false));
        for (const ColumnPlan& column : side.columns) record.put(column.attribute, absent(column));
        return;
    }
    record.put(at.attribute, Value::null());
}

// The value of the column by which side tables and lists name their record.
Value Mapper::owner(std::string_view key, const Record& record) const {
    if (key == "standard_attr_id") return Value(record.standard_attr_id);
    return record.at(type_->id_index);
}

}  // namespace neutrino::store
