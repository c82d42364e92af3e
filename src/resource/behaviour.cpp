// Plain storage: what a resource type does when no plugin says otherwise.

#include <neutrino/plugin.h>

namespace neutrino {

RecordPtr Behaviour::create(Transaction& transaction, const RequestContext&, Draft& draft) {
    return transaction.insert(draft.record);
}

RecordPtr Behaviour::update(Transaction& transaction, const RequestContext&, const Record& before, Draft& draft) {
    // An update that changes nothing is no change: the revision stays.
    if (draft.record == before) return transaction.find(before.type(), before.id());
    return transaction.update(draft.record);
}

void Behaviour::remove(Transaction& transaction, const RequestContext&, const RecordPtr& record) {
    transaction.erase(record->type(), record->id());
}

Value Behaviour::action(const RequestContext&, std::string_view name, const RecordPtr&, const Value&) {
    throw Fault("NotImplementedError", "The action " + std::string(name) + " is not implemented by any plugin.",
                FaultKind::not_implemented);
}

std::vector<RecordPtr> Behaviour::list(const RequestContext&, const View&) { return {}; }

RecordPtr Behaviour::show(const RequestContext&, const View&, std::string_view) { return nullptr; }

std::vector<RecordPtr> Behaviour::list_of(const RequestContext& context, const View& view, std::string_view parent_id) {
    std::vector<RecordPtr> records = list(context, view);
    std::erase_if(records, [&](const RecordPtr& record) {
        const auto& parent = record->type().parent;
        return !parent || record->get(parent->member + "_id").as_string() != parent_id;
    });
    return records;
}

RecordPtr Behaviour::show_of(const RequestContext& context, const View& view, std::string_view parent_id,
                             std::string_view id) {
    for (const RecordPtr& record : list_of(context, view, parent_id)) {
        if (record->id() == id) return record;
    }
    return nullptr;
}

}  // namespace neutrino
