#include "store/sql_transaction.h"

#include "base/uuid.h"
#include "store/time_text.h"

#include <neutrino/fault.h>

namespace neutrino::store {

SqlTransaction::SqlTransaction(Session& session, const Mapping& mapping, Image& image, const View& base)
    : session_(session), mapping_(mapping), image_(image), overlay_(base) {}

RecordPtr SqlTransaction::keep(Record record) {
    image_.intern(record);
    auto kept = std::make_shared<const Record>(std::move(record));
    overlay_.put(kept->type(), kept->id(), kept);
    return kept;
}

RecordPtr SqlTransaction::require(const ResourceType& type, std::string_view id) const {
    RecordPtr record = overlay_.find(type, id);
    if (!record) throw not_found(type.fault_name.empty() ? type.member : type.fault_name, id);
    return record;
}

void SqlTransaction::advance(const Record& before, Record& after) {
    const ResourceType& type = before.type();
    const bool first = advanced_.emplace(&type, before.id()).second;
    after.standard_attr_id = before.standard_attr_id;
    after.put(type.created_index, before.at(type.created_index));
    after.put(type.updated_index, Value(time_now()));
    after.put(type.revision_index, Value(before.at(type.revision_index).as_int() + (first ? 1 : 0)));
}

RecordPtr SqlTransaction::insert(Record record) {
    const ResourceType& type = record.type();
    const Mapper& mapper = mapping_.of(type);
    const auto fill = [&](int index, const auto& make) {
        if (index >= 0 && !record.at(index).has_value()) record.put(index, Value(make()));
    };
    fill(type.id_index, [] { return base::uuid_generate(); });
    fill(type.created_index, time_now);
    fill(type.updated_index, time_now);
    fill(type.revision_index, [] { return 0; });
    mapper.normalise(record);
    mapper.insert(session_, record);
    wrote_ = true;
    advanced_.emplace(&type, record.id());
    return keep(std::move(record));
}

RecordPtr SqlTransaction::update(Record record) {
    const ResourceType& type = record.type();
    const Mapper& mapper = mapping_.of(type);
    const RecordPtr before = require(type, record.id());
    advance(*before, record);
    mapper.normalise(record);
    mapper.update(session_, *before, record);
    wrote_ = true;
    return keep(std::move(record));
}

void SqlTransaction::touch(const ResourceType& type, std::string_view id) {
    const Mapper& mapper = mapping_.of(type);
    const RecordPtr before = require(type, id);
    Record after(*before);
    advance(*before, after);
    mapper.touch(session_, *before, after);
    wrote_ = true;
    keep(std::move(after));
}

void SqlTransaction::erase(const ResourceType& type, std::string_view id) {
    const Mapper& mapper = mapping_.of(type);
    const RecordPtr record = require(type, id);
    // The database would see to those that refer to it all the same, but nobody would hear of it.
    for (const Mapping::Dependent& dependent : mapping_.dependents(type)) settle(dependent, record->at(type.id_index));
    mapper.erase(session_, *record);
    wrote_ = true;
    overlay_.put(type, record->id(), nullptr);
}

void SqlTransaction::settle(const Mapping::Dependent& dependent, const Value& gone) {
    using Fate = Mapping::Dependent::Fate;
    for (const RecordPtr& found : overlay_.find_by(*dependent.type, dependent.path, gone)) {
        // The removal of an earlier one may have changed it.
        const RecordPtr record = overlay_.find(*dependent.type, found->id());
        if (!record) continue;
        if (dependent.fate == Fate::goes) {
            erase(*dependent.type, record->id());
            continue;
        }
        Record left(*record);
        mapping_.of(*dependent.type).forget(left, dependent.path, gone, dependent.fate == Fate::loses_row);
        update(std::move(left));
    }
}

std::int64_t SqlTransaction::execute(std::string_view sql, std::span<const Value> parameters) {
    wrote_ = true;
    return session_.execute(sql, parameters);
}

std::vector<Row> SqlTransaction::query(std::string_view sql, std::span<const Value> parameters) {
    return session_.rows(sql, parameters);
}

std::vector<Change> SqlTransaction::log() const {
    std::vector<Change> log;
    for (const RecordChange& change : overlay_.changes()) {
        const Record& record = change.after ? *change.after : *change.before;
        Change& entry = log.emplace_back();
        entry.resource_type = change.type->collection;
        entry.resource_id = record.id();
        entry.project_id = record.project_id();
        entry.kind = !change.before  ? Change::Kind::created
                     : !change.after ? Change::Kind::deleted
                                     : Change::Kind::updated;
    }
    return log;
}

}  // namespace neutrino::store
