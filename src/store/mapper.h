#pragma once
// Records of one type <-> rows of its tables, as the type's definition says (Storage).

#include "store/codec.h"
#include "store/session.h"

#include <neutrino/record.h>

#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <vector>

namespace neutrino::store {

// Immutable once built; thread-safe (sessions are not).
class Mapper {
public:
    // Throws std::runtime_error that names type and attribute when the definition can't be stored. The dialect outlives
    // the mapper.
    Mapper(const ResourceType& type, const Dialect& dialect);
    ~Mapper();
    Mapper(const Mapper&) = delete;
    Mapper& operator=(const Mapper&) = delete;

    const ResourceType& type() const noexcept { return *type_; }
    bool has_standard_attributes() const noexcept { return !type_->resource_type.empty(); }
    // Tables, each with the columns that the statements name.
    std::map<std::string, std::set<std::string>> needs() const;
    // Where a record shows the value of a column, as View::find_by takes it; "" when it doesn't.
    std::string path_of(std::string_view table, std::string_view column) const;
    bool is_key(std::string_view column) const noexcept { return column == key_; }
    // Takes out of the record what it shows at `path` because of `id`: the whole row, or the mention only.
    void forget(Record& record, std::string_view path, const Value& id, bool whole_row) const;

    // One query a table. Ids that don't exist are left out.
    std::vector<std::shared_ptr<Record>> load_all(Session& session) const;
    std::vector<std::shared_ptr<Record>> load(Session& session, std::span<const std::string> ids) const;

    // Makes every value as it would be read back: unset becomes null, an empty list or what an absent row means; what
    // is not stored becomes unset; lists without an order column are sorted.
    void normalise(Record& record) const;

    // These take normalised records. insert() sets standard_attr_id. update() writes what differs.
    void insert(Session& session, Record& record) const;
    void update(Session& session, const Record& before, const Record& after) const;
    // revision_number and updated_at only. `before` is needed to notice a change by somebody else: RetryRequest.
    void touch(Session& session, const Record& before, const Record& after) const;
    void erase(Session& session, const Record& record) const;

private:
    struct ColumnPlan {
        int attribute = -1;
        std::string column;
        Codec codec = Codec::string;
    };
    // A column whose value is not of the attribute itself.
    struct Constant {
        std::string column;
        Value value;
    };
    struct Side {
        std::string table, key;
        std::vector<Constant> where;
        std::vector<ColumnPlan> columns;
        std::vector<ColumnPlan> copied;  // from other attributes of the record
        std::vector<std::string> uuids;  // generated
        int presence = -1;
        std::string insert_sql, update_sql, erase_sql, select_sql;
    };
    struct ListColumn {
        std::string key, column;
        Codec codec = Codec::string;
        int from = -1;  // >= 0: copied from this attribute, not part of the value
        bool uuid = false;
    };
    struct List {
        int attribute = -1;
        std::string table, key, order;
        std::vector<Constant> where;
        std::vector<ListColumn> columns;
        bool scalars = false;
        std::string insert_sql, erase_sql, erase_all_sql, select_sql;
    };
    using Parameters = std::vector<Value>;
    class Loading;

    [[noreturn]] void fail(const Attribute& attribute, std::string_view reason) const;
    void plan(const Attribute& attribute, int index);
    void plan_side(const Attribute& attribute, int index);
    void plan_list(const Attribute& attribute, int index);
    void write_statements(const Dialect& dialect);
    std::vector<ListColumn> list_columns(const Attribute& attribute) const;
    std::vector<Constant> constants(const Attribute& attribute) const;

    std::vector<std::shared_ptr<Record>> load_where(Session& session, std::span<const std::string> ids) const;

    Value canonical_list(const List& list, const Value& value) const;
    Value canonical_item(const List& list, const Value& item) const;
    bool in_order(const List& list, const Value& left, const Value& right) const;

    bool row_exists(const Side& side, const Record& record) const;
    Value owner(std::string_view key, const Record& record) const;
    void insert_side(Session& session, const Side& side, const Record& record) const;
    void update_side(Session& session, const Side& side, const Record& before, const Record& after) const;
    // Parameters of the insert statement, generated keys left out, a row each.
    std::vector<Parameters> list_rows(const List& list, const Record& record) const;
    void insert_row(Session& session, const List& list, const Parameters& row) const;
    void update_list(Session& session, const List& list, const Record& before, const Record& after) const;
    void insert_standard(Session& session, Record& record) const;
    void update_standard(Session& session, const Record& before, const Record& after, bool description_too) const;
    void update_columns(Session& session, const std::string& table, const std::vector<ColumnPlan>& columns,
                        const std::vector<Constant>& where, const std::string& key, const Record& before,
                        const Record& after) const;

    const ResourceType* type_;
    const Dialect* dialect_;
    std::vector<ColumnPlan> main_;
    std::vector<ColumnPlan> standard_;
    std::vector<Side> sides_;
    std::vector<List> lists_;
    Value empty_list_ = Value::list();  // shared by all records
    std::string key_;                   // column of the id in the main table
    int description_ = -1;
    std::string insert_sql_, erase_sql_, select_sql_;
    std::string standard_insert_sql_, standard_erase_sql_, standard_touch_sql_, standard_update_sql_;
};

}  // namespace neutrino::store
