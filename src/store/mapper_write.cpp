#include "store/mapper.h"

#include "base/uuid.h"
#include "store/time_text.h"

#include <fmt/format.h>

#include <algorithm>

namespace neutrino::store {

void Mapper::insert(Session& session, Record& record) const {
    Parameters parameters;
    for (const ColumnPlan& column : main_)
        parameters.push_back(column_encode(column.codec, record.at(column.attribute)));
    if (has_standard_attributes()) {
        insert_standard(session, record);
        parameters.push_back(Value(record.standard_attr_id));
    }
    session.execute(insert_sql_, parameters);
    for (const Side& side : sides_) {
        if (row_exists(side, record)) insert_side(session, side, record);
    }
    for (const List& list : lists_) {
        for (const Parameters& row : list_rows(list, record)) insert_row(session, list, row);
    }
}

void Mapper::update(Session& session, const Record& before, const Record& after) const {
    if (has_standard_attributes()) {
        update_standard(session, before, after, description_ >= 0 && before.at(description_) != after.at(description_));
    }
    update_columns(session, type_->table, main_, {}, key_, before, after);
    for (const Side& side : sides_) update_side(session, side, before, after);
    for (const List& list : lists_) update_list(session, list, before, after);
}

void Mapper::touch(Session& session, const Record& before, const Record& after) const {
    if (has_standard_attributes()) update_standard(session, before, after, false);
}

void Mapper::erase(Session& session, const Record& record) const {
    // Side tables and lists go by their foreign keys. Those of third parties may have none.
    for (const List& list : lists_) {
        Parameters parameters{owner(list.key, record)};
        for (const Constant& constant : list.where) parameters.push_back(constant.value);
        if (!record.at(list.attribute).items().empty()) session.execute(list.erase_all_sql, parameters);
    }
    for (const Side& side : sides_) {
        if (!row_exists(side, record)) continue;
        Parameters parameters{owner(side.key, record)};
        for (const Constant& constant : side.where) parameters.push_back(constant.value);
        session.execute(side.erase_sql, parameters);
    }
    const Value id(record.at(type_->id_index));
    if (session.execute(erase_sql_, {&id, 1}) == 0) {
        throw RetryRequest(fmt::format("{} {} is gone", type_->member, record.id()));
    }
    if (has_standard_attributes()) {
        const Value standard(record.standard_attr_id);
        session.execute(standard_erase_sql_, {&standard, 1});
    }
}

void Mapper::insert_standard(Session& session, Record& record) const {
    const Value now = column_encode(Codec::time, Value(time_now()));
    Value description = Value::null();
    Value revision(0);
    Value created = now;
    Value updated = now;
    for (const ColumnPlan& column : standard_) {
        Value encoded = column_encode(column.codec, record.at(column.attribute));
        if (column.column == "description") {
            description = std::move(encoded);
        } else if (column.column == "revision_number") {
            revision = std::move(encoded);
        } else {
            (column.column == "created_at" ? created : updated) = std::move(encoded);
        }
    }
    const Value parameters[] = {Value(type_->resource_type), description, revision, created, updated};
    record.standard_attr_id = session.insert(standard_insert_sql_, parameters, "standardattributes");
}

void Mapper::update_standard(Session& session, const Record& before, const Record& after, bool description_too) const {
    Parameters parameters;
    if (type_->revision_index >= 0) parameters.push_back(after.at(type_->revision_index));
    const Value at = type_->updated_index >= 0 ? after.at(type_->updated_index) : Value(time_now());
    parameters.push_back(column_encode(Codec::time, at));
    if (description_too) parameters.push_back(after.at(description_));
    parameters.push_back(Value(before.standard_attr_id));
    if (type_->revision_index >= 0) parameters.push_back(before.at(type_->revision_index));
    if (session.execute(description_too ? standard_update_sql_ : standard_touch_sql_, parameters) == 0) {
        throw RetryRequest(fmt::format("{} {} was changed by another", type_->member, before.id()));
    }
}

void Mapper::update_columns(Session& session, const std::string& table, const std::vector<ColumnPlan>& columns,
                            const std::vector<Constant>& where, const std::string& key, const Record& before,
                            const Record& after) const {
    std::string assignments;
    Parameters parameters;
    for (const ColumnPlan& column : columns) {
        if (before.at(column.attribute) == after.at(column.attribute)) continue;
        assignments += fmt::format("{}{} = :s{}", assignments.empty() ? "" : ", ", dialect_->quote(column.column),
                                   parameters.size());
        parameters.push_back(column_encode(column.codec, after.at(column.attribute)));
    }
    if (parameters.empty()) return;
    std::string sql =
        fmt::format("UPDATE {} SET {} WHERE {} = :key", dialect_->quote(table), assignments, dialect_->quote(key));
    parameters.push_back(owner(key, before));
    for (std::size_t i = 0; i < where.size(); ++i) {
        sql += fmt::format(" AND {} = :w{}", dialect_->quote(where[i].column), i);
        parameters.push_back(where[i].value);
    }
    session.execute(sql, parameters);
}

void Mapper::insert_side(Session& session, const Side& side, const Record& record) const {
    Parameters parameters{owner(side.key, record)};
    for (const Constant& constant : side.where) parameters.push_back(constant.value);
    for (const ColumnPlan& column : side.columns)
        parameters.push_back(column_encode(column.codec, record.at(column.attribute)));
    for (const ColumnPlan& column : side.copied)
        parameters.push_back(column_encode(column.codec, record.at(column.attribute)));
    for (std::size_t i = 0; i < side.uuids.size(); ++i) parameters.push_back(Value(base::uuid_generate()));
    session.execute(side.insert_sql, parameters);
}

void Mapper::update_side(Session& session, const Side& side, const Record& before, const Record& after) const {
    const bool had = row_exists(side, before);
    const bool has = row_exists(side, after);
    if (!had && has) {
        // Neutron writes some rows that say nothing: they count as absent, and are there.
        if (side.presence < 0) {
            Parameters parameters;
            for (const ColumnPlan& column : side.columns)
                parameters.push_back(column_encode(column.codec, after.at(column.attribute)));
            parameters.push_back(owner(side.key, before));
            for (const Constant& constant : side.where) parameters.push_back(constant.value);
            if (session.execute(side.update_sql, parameters) > 0) return;
        }
        return insert_side(session, side, after);
    }
    if (had && !has) {
        Parameters parameters{owner(side.key, before)};
        for (const Constant& constant : side.where) parameters.push_back(constant.value);
        session.execute(side.erase_sql, parameters);
        return;
    }
    if (!has) return;
    update_columns(session, side.table, side.columns, side.where, side.key, before, after);
    update_columns(session, side.table, side.copied, side.where, side.key, before, after);
}

std::vector<Mapper::Parameters> Mapper::list_rows(const List& list, const Record& record) const {
    std::vector<Parameters> rows;
    std::int64_t position = 0;
    for (const Value& item : record.at(list.attribute).items()) {
        Parameters& row = rows.emplace_back();
        row.push_back(owner(list.key, record));
        for (const Constant& constant : list.where) row.push_back(constant.value);
        for (const ListColumn& column : list.columns) {
            if (column.uuid) continue;
            const Value& value = column.from >= 0     ? record.at(column.from)
                                 : column.key.empty() ? item
                                                      : item.at(column.key);
            row.push_back(column_encode(column.codec, value));
        }
        if (!list.order.empty()) row.push_back(Value(position++));
    }
    return rows;
}

void Mapper::insert_row(Session& session, const List& list, const Parameters& row) const {
    const auto uuids =
        std::count_if(list.columns.begin(), list.columns.end(), [](const ListColumn& c) { return c.uuid; });
    if (uuids == 0) {
        session.execute(list.insert_sql, row);
        return;
    }
    Parameters parameters(row);
    for (auto i = uuids; i > 0; --i) parameters.push_back(Value(base::uuid_generate()));
    session.execute(list.insert_sql, parameters);
}

void Mapper::update_list(Session& session, const List& list, const Record& before, const Record& after) const {
    const bool copies = std::any_of(list.columns.begin(), list.columns.end(), [&](const ListColumn& column) {
        return column.from >= 0 && before.at(column.from) != after.at(column.from);
    });
    if (!copies && before.at(list.attribute) == after.at(list.attribute)) return;
    std::vector<Parameters> old_rows = list_rows(list, before);
    std::vector<Parameters> new_rows = list_rows(list, after);
    std::sort(old_rows.begin(), old_rows.end());
    std::vector<Parameters> sorted = new_rows;
    std::sort(sorted.begin(), sorted.end());
    const auto doubled = [](const std::vector<Parameters>& rows) {
        return std::adjacent_find(rows.begin(), rows.end()) != rows.end();
    };
    if (doubled(old_rows) || doubled(sorted)) {
        // Equal rows can't be told apart, so a single one can't be removed.
        Parameters parameters{owner(list.key, before)};
        for (const Constant& constant : list.where) parameters.push_back(constant.value);
        session.execute(list.erase_all_sql, parameters);
        for (const Parameters& row : new_rows) insert_row(session, list, row);
        return;
    }
    // Removals first: a row may move to a place that another one leaves.
    for (const Parameters& row : old_rows) {
        if (!std::binary_search(sorted.begin(), sorted.end(), row)) session.execute(list.erase_sql, row);
    }
    for (const Parameters& row : new_rows) {
        if (!std::binary_search(old_rows.begin(), old_rows.end(), row)) insert_row(session, list, row);
    }
}

}  // namespace neutrino::store
