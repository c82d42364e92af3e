#include "api/changes.h"

#include "base/log.h"

namespace neutrino::api {
namespace {

void before_write(const TypeHandlers& handlers, Transaction& transaction, Change& change) {
    for (const Hook& hook : handlers.hooks) {
        if (hook.before_write) hook.before_write(transaction, change);
    }
}

void after_write(const TypeHandlers& handlers, Transaction& transaction, Change& change) {
    change.draft = nullptr;
    for (const Hook& hook : handlers.hooks) {
        if (hook.after_write) hook.after_write(transaction, change);
    }
}

void committed(const TypeHandlers& handlers, const Change& change) {
    const Record& record = change.after ? *change.after : *change.before;
    for (const Hook& hook : handlers.hooks) {
        if (!hook.committed) continue;
        try {
            hook.committed(change);
        } catch (const std::exception& failure) {
            log::error("[{}] after the change of {} {}: {}", change.context.request_id, record.type().member,
                       record.id(), failure.what());
        }
    }
}

}  // namespace

RecordPtr change_create(const TypeHandlers& handlers, Transaction& transaction, const RequestContext& context,
                        Draft& draft, bool requested) {
    Change change{Change::Kind::create, context, nullptr, &draft, nullptr, requested};
    before_write(handlers, transaction, change);
    change.after = handlers.behaviour->create(transaction, context, draft);
    after_write(handlers, transaction, change);
    return change.after;
}

RecordPtr change_update(const TypeHandlers& handlers, Transaction& transaction, const RequestContext& context,
                        const RecordPtr& before, Draft& draft, bool requested) {
    Change change{Change::Kind::update, context, before.get(), &draft, nullptr, requested};
    before_write(handlers, transaction, change);
    change.after = handlers.behaviour->update(transaction, context, *before, draft);
    after_write(handlers, transaction, change);
    return change.after;
}

void change_remove(const TypeHandlers& handlers, Transaction& transaction, const RequestContext& context,
                   const RecordPtr& record, bool requested) {
    Change change{Change::Kind::remove, context, record.get(), nullptr, nullptr, requested};
    before_write(handlers, transaction, change);
    handlers.behaviour->remove(transaction, context, record);
    after_write(handlers, transaction, change);
}

void change_created(const TypeHandlers& handlers, const RequestContext& context, const RecordPtr& record) {
    handlers.behaviour->created(context, record);
    committed(handlers, {Change::Kind::create, context, nullptr, nullptr, record});
}

void change_updated(const TypeHandlers& handlers, const RequestContext& context, const RecordPtr& before,
                    const RecordPtr& after) {
    handlers.behaviour->updated(context, before, after);
    committed(handlers, {Change::Kind::update, context, before.get(), nullptr, after});
}

void change_removed(const TypeHandlers& handlers, const RequestContext& context, const RecordPtr& record) {
    handlers.behaviour->removed(context, record);
    committed(handlers, {Change::Kind::remove, context, record.get()});
}

RecordPtr ResourceChanges::find(const RequestContext& context, const View& view, const ResourceType& type,
                                std::string_view id) const {
    RecordPtr record = view.find(type, id);
    return record && handlers_.in_scope(context, view, *record) ? record : nullptr;
}

Value ResourceChanges::shown(const View& view, const Record& record) const {
    const ResourceType& type = record.type();
    std::vector<Member> members;
    for (std::size_t i = 0; i < type.attributes.size(); ++i) {
        const Attribute& attribute = type.attributes[i];
        if (!attribute.visible || attribute.internal) continue;
        Value value = handlers_.value(view, record, static_cast<int>(i));
        if (value.is_unset()) continue;
        if (attribute.name == "project_id") members.push_back({"tenant_id", value});
        members.push_back({attribute.name, std::move(value)});
    }
    return Value::map(std::move(members));
}

RecordPtr ResourceChanges::create(Transaction& transaction, const RequestContext& context, Draft draft) {
    const TypeHandlers& handlers = handlers_.of(draft.record.type());
    handlers.behaviour->create_prepare(context, transaction, draft);
    RecordPtr created = change_create(handlers, transaction, context, draft, false);
    transaction.after_commit([&handlers, context, created] { change_created(handlers, context, created); });
    return created;
}

RecordPtr ResourceChanges::update(Transaction& transaction, const RequestContext& context, const RecordPtr& before,
                                  Draft draft) {
    const TypeHandlers& handlers = handlers_.of(before->type());
    handlers.behaviour->update_prepare(context, transaction, *before, draft);
    RecordPtr after = change_update(handlers, transaction, context, before, draft, false);
    transaction.after_commit([&handlers, context, before, after] { change_updated(handlers, context, before, after); });
    return after;
}

void ResourceChanges::remove(Transaction& transaction, const RequestContext& context, const RecordPtr& record) {
    const TypeHandlers& handlers = handlers_.of(record->type());
    handlers.behaviour->remove_prepare(context, transaction, *record);
    change_remove(handlers, transaction, context, record, false);
    transaction.after_commit([&handlers, context, record] { change_removed(handlers, context, record); });
}

}  // namespace neutrino::api
