// From a type's definition to the SQL statements that store it.

#include "store/mapper.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <stdexcept>

namespace neutrino::store {
namespace {

constexpr std::string_view kStandardColumns[] = {"description", "created_at", "updated_at", "revision_number"};

// "(a, b) VALUES (:p0, :p1)"
std::string insert_text(const Dialect& dialect, std::string_view table, const std::vector<std::string>& columns) {
    std::vector<std::string> names;
    std::vector<std::string> places;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        names.push_back(dialect.quote(columns[i]));
        places.push_back(fmt::format(":p{}", i));
    }
    return fmt::format("INSERT INTO {} ({}) VALUES ({})", dialect.quote(table), fmt::join(names, ", "),
                       fmt::join(places, ", "));
}

}  // namespace

Mapper::Mapper(const ResourceType& type, const Dialect& dialect) : type_(&type), dialect_(&dialect) {
    if (type.id_index < 0) throw std::runtime_error(fmt::format("{} has a table but no id", type.collection));
    const Attribute& id = type.attributes[static_cast<std::size_t>(type.id_index)];
    if (id.store.kind != Storage::Kind::column) fail(id, "the id must be a column of the type's own table");
    key_ = id.store.column;
    for (std::size_t i = 0; i < type.attributes.size(); ++i) plan(type.attributes[i], static_cast<int>(i));
    write_statements(dialect);
}

Mapper::~Mapper() = default;

void Mapper::fail(const Attribute& attribute, std::string_view reason) const {
    throw std::runtime_error(fmt::format("{}.{} can't be stored: {}", type_->collection, attribute.name, reason));
}

void Mapper::plan(const Attribute& attribute, int index) {
    const Storage& store = attribute.store;
    switch (store.kind) {
        case Storage::Kind::none:
        case Storage::Kind::computed: break;
        case Storage::Kind::column:
            if (store.column.empty()) fail(attribute, "no column is named");
            main_.push_back({index, store.column, codec_of(attribute.type, store.json)});
            break;
        case Storage::Kind::standard:
            if (!has_standard_attributes()) fail(attribute, "the type has no standard attributes");
            if (std::find(std::begin(kStandardColumns), std::end(kStandardColumns), store.column) ==
                std::end(kStandardColumns)) {
                fail(attribute, fmt::format("standardattributes has no column {}", store.column));
            }
            if (store.column == "description") description_ = index;
            standard_.push_back({index, store.column, codec_of(attribute.type, false)});
            break;
        case Storage::Kind::side: plan_side(attribute, index); break;
        case Storage::Kind::list: plan_list(attribute, index); break;
    }
}

std::vector<Mapper::Constant> Mapper::constants(const Attribute& attribute) const {
    std::vector<Constant> constants;
    for (const auto& [column, value] : attribute.store.where) {
        if (value.is_list() || value.is_map() || !value.has_value())
            fail(attribute, "a constant column needs a plain value");
        constants.push_back({column, value});
    }
    return constants;
}

void Mapper::plan_side(const Attribute& attribute, int index) {
    const Storage& store = attribute.store;
    if (store.table.empty() || store.key.empty()) fail(attribute, "a side table needs a name and a key");
    std::vector<Constant> where = constants(attribute);
    // Attributes in one table with the same constants share a row.
    const auto same_row = [&](const Side& side) {
        return side.table == store.table && side.key == store.key &&
               std::equal(
                   side.where.begin(), side.where.end(), where.begin(), where.end(),
                   [](const Constant& a, const Constant& b) { return a.column == b.column && a.value == b.value; });
    };
    auto side = std::find_if(sides_.begin(), sides_.end(), same_row);
    if (side == sides_.end()) {
        side = sides_.emplace(sides_.end());
        side->table = store.table;
        side->key = store.key;
        side->where = std::move(where);
    }
    if (store.presence) {
        if (side->presence >= 0) fail(attribute, "another attribute's presence is the same row");
        side->presence = index;
    } else {
        if (store.column.empty()) fail(attribute, "no column is named");
        side->columns.push_back({index, store.column, codec_of(attribute.type, store.json)});
    }
    for (const Storage::Column& column : store.columns) {
        if (column.generated_uuid) {
            side->uuids.push_back(column.column);
        } else {
            const int from = type_->find(column.from);
            if (from < 0)
                fail(attribute,
                     fmt::format("column {} is copied from the unknown attribute '{}'", column.column, column.from));
            side->copied.push_back({from, column.column, codec_of(column.type, false)});
        }
    }
}

std::vector<Mapper::ListColumn> Mapper::list_columns(const Attribute& attribute) const {
    std::vector<ListColumn> columns;
    for (const Storage::Column& column : attribute.store.columns) {
        ListColumn planned{column.key, column.column, codec_of(column.type, false), -1, column.generated_uuid};
        if (!column.from.empty()) {
            planned.from = type_->find(column.from);
            if (planned.from < 0) {
                fail(attribute,
                     fmt::format("column {} is copied from the unknown attribute '{}'", column.column, column.from));
            }
        }
        columns.push_back(std::move(planned));
    }
    return columns;
}

void Mapper::plan_list(const Attribute& attribute, int index) {
    const Storage& store = attribute.store;
    if (store.table.empty() || store.key.empty()) fail(attribute, "a list needs a table and a key");
    List list;
    list.attribute = index;
    list.table = store.table;
    list.key = store.key;
    list.order = store.order;
    list.where = constants(attribute);
    list.columns = list_columns(attribute);
    std::size_t values = 0;
    for (const ListColumn& column : list.columns) {
        if (column.uuid || column.from >= 0) continue;
        ++values;
        list.scalars = list.scalars || column.key.empty();
    }
    if (values == 0) fail(attribute, "no column holds a value");
    if (list.scalars && values > 1) fail(attribute, "a list of scalars has one column");
    lists_.push_back(std::move(list));
}

void Mapper::write_statements(const Dialect& dialect) {
    const auto quote = [&](std::string_view name) { return dialect.quote(name); };
    const auto conditions = [&](const std::vector<Constant>& where, std::string_view key) {
        std::string text = fmt::format("{} = :key", quote(key));
        for (std::size_t i = 0; i < where.size(); ++i) text += fmt::format(" AND {} = :w{}", quote(where[i].column), i);
        return text;
    };
    const auto select = [&](std::string_view table, const std::vector<std::string>& columns,
                            const std::vector<Constant>& where) {
        std::vector<std::string> names;
        for (const std::string& column : columns) names.push_back(quote(column));
        std::string text = fmt::format("SELECT {} FROM {} WHERE 1 = 1", fmt::join(names, ", "), quote(table));
        for (std::size_t i = 0; i < where.size(); ++i) text += fmt::format(" AND {} = :w{}", quote(where[i].column), i);
        return text;
    };

    std::vector<std::string> columns;
    std::vector<std::string> selected;
    for (const ColumnPlan& column : main_) {
        columns.push_back(column.column);
        selected.push_back("m." + quote(column.column));
    }
    if (has_standard_attributes()) {
        columns.push_back("standard_attr_id");
        for (const ColumnPlan& column : standard_) selected.push_back("s." + quote(column.column));
        selected.push_back("s.id");
    }
    insert_sql_ = insert_text(dialect, type_->table, columns);
    erase_sql_ = fmt::format("DELETE FROM {} WHERE {} = :id", quote(type_->table), quote(key_));
    select_sql_ =
        fmt::format("SELECT {} FROM {} m{} WHERE 1 = 1", fmt::join(selected, ", "), quote(type_->table),
                    has_standard_attributes() ? " JOIN standardattributes s ON s.id = m.standard_attr_id" : "");
    if (has_standard_attributes()) {
        standard_insert_sql_ =
            insert_text(dialect, "standardattributes",
                        {"resource_type", "description", "revision_number", "created_at", "updated_at"});
        standard_erase_sql_ = "DELETE FROM standardattributes WHERE id = :id";
        // Somebody else's change shows in the revision; without the attribute nobody looks.
        const std::string_view revision = type_->revision_index >= 0 ? ":revision" : "revision_number + 1";
        const std::string_view unchanged = type_->revision_index >= 0 ? " AND revision_number = :before" : "";
        standard_touch_sql_ =
            fmt::format("UPDATE standardattributes SET revision_number = {}, updated_at = :at WHERE id = :id{}",
                        revision, unchanged);
        standard_update_sql_ = fmt::format(
            "UPDATE standardattributes SET revision_number = {}, updated_at = :at, description = :text WHERE id = "
            ":id{}",
            revision, unchanged);
    }
    for (Side& side : sides_) {
        std::vector<std::string> names{side.key};
        for (const Constant& constant : side.where) names.push_back(constant.column);
        for (const ColumnPlan& column : side.columns) names.push_back(column.column);
        for (const ColumnPlan& column : side.copied) names.push_back(column.column);
        for (const std::string& column : side.uuids) names.push_back(column);
        side.insert_sql = insert_text(dialect, side.table, names);
        side.erase_sql = fmt::format("DELETE FROM {} WHERE {}", quote(side.table), conditions(side.where, side.key));
        std::vector<std::string> read{side.key};
        std::vector<std::string> assignments;
        for (const ColumnPlan& column : side.columns) {
            assignments.push_back(fmt::format("{} = :s{}", quote(column.column), assignments.size()));
            read.push_back(column.column);
        }
        side.update_sql = fmt::format("UPDATE {} SET {} WHERE {}", quote(side.table), fmt::join(assignments, ", "),
                                      conditions(side.where, side.key));
        side.select_sql = select(side.table, read, side.where);
    }
    for (List& list : lists_) {
        std::vector<std::string> names{list.key};
        std::vector<std::string> read{list.key};
        for (const Constant& constant : list.where) names.push_back(constant.column);
        list.erase_all_sql =
            fmt::format("DELETE FROM {} WHERE {}", quote(list.table), conditions(list.where, list.key));
        list.erase_sql = list.erase_all_sql;
        const auto compare = [&](const std::string& column, std::string_view place) {
            list.erase_sql += fmt::format(" AND {} {} :{}", quote(column), dialect.null_safe_equal(), place);
        };
        for (std::size_t i = 0; i < list.columns.size(); ++i) {
            const ListColumn& column = list.columns[i];
            if (column.uuid) continue;
            names.push_back(column.column);
            compare(column.column, fmt::format("c{}", i));
            if (column.from < 0) read.push_back(column.column);
        }
        if (!list.order.empty()) {
            names.push_back(list.order);
            read.push_back(list.order);
            compare(list.order, "position");
        }
        for (const ListColumn& column : list.columns) {
            if (column.uuid) names.push_back(column.column);
        }
        list.insert_sql = insert_text(dialect, list.table, names);
        list.select_sql = select(list.table, read, list.where);
    }
}

std::string Mapper::path_of(std::string_view table, std::string_view column) const {
    const auto name = [&](int attribute) { return type_->attributes[static_cast<std::size_t>(attribute)].name; };
    const auto among = [&](const std::vector<ColumnPlan>& plans) -> std::string {
        const auto found =
            std::find_if(plans.begin(), plans.end(), [&](const ColumnPlan& plan) { return plan.column == column; });
        return found == plans.end() ? std::string() : name(found->attribute);
    };
    if (table == type_->table) return among(main_);
    for (const Side& side : sides_) {
        if (side.table != table) continue;
        if (std::string path = among(side.columns); !path.empty()) return path;
    }
    for (const List& list : lists_) {
        if (list.table != table) continue;
        for (const ListColumn& item : list.columns) {
            if (item.column != column || item.uuid || item.from >= 0) continue;
            return item.key.empty() ? name(list.attribute) : name(list.attribute) + "." + item.key;
        }
    }
    return {};
}

std::map<std::string, std::set<std::string>> Mapper::needs() const {
    std::map<std::string, std::set<std::string>> tables;
    for (const ColumnPlan& column : main_) tables[type_->table].insert(column.column);
    if (has_standard_attributes()) {
        tables[type_->table].insert("standard_attr_id");
        tables["standardattributes"].insert(std::begin(kStandardColumns), std::end(kStandardColumns));
    }
    for (const Side& side : sides_) {
        std::set<std::string>& columns = tables[side.table];
        columns.insert(side.key);
        columns.insert(side.uuids.begin(), side.uuids.end());
        for (const Constant& constant : side.where) columns.insert(constant.column);
        for (const ColumnPlan& column : side.columns) columns.insert(column.column);
        for (const ColumnPlan& column : side.copied) columns.insert(column.column);
    }
    for (const List& list : lists_) {
        std::set<std::string>& columns = tables[list.table];
        columns.insert(list.key);
        if (!list.order.empty()) columns.insert(list.order);
        for (const Constant& constant : list.where) columns.insert(constant.column);
        for (const ListColumn& column : list.columns) columns.insert(column.column);
    }
    return tables;
}

}  // namespace neutrino::store
