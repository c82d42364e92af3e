// POST, PUT and DELETE: checked against what is committed, then carried out in one transaction.

#include "api/body.h"
#include "api/changes.h"
#include "api/faults.h"
#include "api/operations.h"
#include "api/view.h"

#include "resource/json.h"

#include <exception>
#include <map>
#include <stdexcept>
#include <string>

namespace neutrino::api {
namespace {

// What a GET would show now; what was stored, if somebody has removed it since.
RecordPtr latest(const Call& call, const RecordPtr& stored) {
    const ResourceType& type = call.endpoint.type;
    if (type.table.empty() || !stored) return stored;
    RecordPtr now = call.services.image().find(type, stored->id());
    return now ? now : stored;
}

// `query`: the fields that the client wants to see of what it changed.
http::Response answer(int status, const Call& call, const Query& query, const std::vector<RecordPtr>& records,
                      bool list) {
    const ResourceType& type = call.endpoint.type;
    const Access access = call.access();
    const Renderer renderer(access, query);
    http::Response response;
    response.status = status;
    response.content_type = "application/json";
    std::string& body = response.body;
    body += '{';
    resource::json_write_string(list ? type.collection : type.member, body);
    body += ':';
    if (list) {
        renderer.append(records, body);
    } else {
        renderer.append(*records.front(), body);
    }
    body += '}';
    return response;
}

// Policy may decide by what the new resource belongs to: that must be there, and be seen.
void references_require(const Call& call, const Draft& draft) {
    for (const auto& [attribute, endpoint] : call.endpoint.decisive) {
        const Value& id = draft.record.at(attribute);
        if (id.is_string()) reference_require(call, *endpoint, id.as_string());
    }
}

void quota_require(const Call& call, const Transaction& transaction, const std::vector<Draft>& drafts) {
    std::map<std::string_view, std::size_t> additional;
    for (const Draft& draft : drafts) ++additional[draft.record.project_id()];
    for (const auto& [project, count] : additional) {
        call.services.quota.enforce(transaction, call.endpoint.type, project, count);
    }
}

// The change that `draft` makes to `before`, made to `current` instead: somebody else was faster.
Draft rebase(const Record& before, const Draft& draft, const Record& current) {
    if (&before == &current) return draft;
    Draft result(current);
    result.given = draft.given;
    for (std::size_t i = 0; i < draft.given.size(); ++i) {
        const auto index = static_cast<int>(i);
        if (draft.given[i] || draft.record.at(index) != before.at(index))
            result.record.put(index, draft.record.at(index));
    }
    return result;
}

// The record as the transaction has it: it may have changed, or gone, since it was looked at.
RecordPtr current_require(const Call& call, const Transaction& transaction, const RecordPtr& seen) {
    if (call.endpoint.type.table.empty()) return seen;
    RecordPtr current = transaction.find(call.endpoint.type, seen->id());
    if (!current) throw not_found(call.endpoint.type.fault_name, seen->id());
    revision_require(call, *current);
    return current;
}

// Each has its chance to finish, whatever becomes of the others; the first failure is what the client hears of.
void all_created(const Call& call, const std::vector<RecordPtr>& created) {
    std::exception_ptr failure;
    for (const RecordPtr& record : created) {
        try {
            change_created(call.endpoint.handlers, call.context, record);
        } catch (...) {
            if (!failure) failure = std::current_exception();
        }
    }
    if (failure) std::rethrow_exception(failure);
}

}  // namespace

http::Response resource_create(const Call& call, const Value& body) {
    const ResourceType& type = call.endpoint.type;
    const TypeHandlers& handlers = call.endpoint.handlers;
    const Query query = query_fields(call);
    NewResources wanted = body_create(type, body, call.context, call.services.allow_bulk);
    parent_require(call);
    const Access access = call.access();
    for (Draft& draft : wanted.drafts) {
        if (!call.route.parent_id.empty()) draft.record.put(call.endpoint.parent_index, Value(call.route.parent_id));
        references_require(call, draft);
        access.require_create(draft);
    }
    for (Draft& draft : wanted.drafts) handlers.behaviour->create_prepare(call.context, call.services.image(), draft);

    std::vector<RecordPtr> created;
    call.services.database.write([&](Transaction& transaction) {
        created.clear();
        quota_require(call, transaction, wanted.drafts);
        for (const Draft& draft : wanted.drafts) {
            Draft attempt = draft;  // the transaction may be run again
            created.push_back(change_create(handlers, transaction, call.context, attempt));
            if (!created.back()) throw std::logic_error("the behaviour of " + type.collection + " created nothing");
        }
    });
    all_created(call, created);
    for (RecordPtr& record : created) record = latest(call, record);
    return answer(201, call, query, created, wanted.bulk);
}

http::Response resource_update(const Call& call, const Value& body) {
    const ResourceType& type = call.endpoint.type;
    const TypeHandlers& handlers = call.endpoint.handlers;
    const Query query = query_fields(call);
    const Access access = call.access();
    // A body that is about something else matters only if there is something to change.
    if (body.find(type.member) == nullptr && body.find(type.collection) == nullptr) resource_find(call, access);
    const Changes changes = body_update(type, body, call.context);
    parent_require(call);
    const RecordPtr before = resource_find(call, access);
    Draft draft(*before);
    for (const auto& [attribute, value] : changes) {
        draft.record.put(attribute, value);
        draft.given[static_cast<std::size_t>(attribute)] = true;
    }
    access.require_update(*before, draft);
    revision_require(call, *before);
    handlers.behaviour->update_prepare(call.context, call.services.image(), *before, draft);

    RecordPtr replaced;
    RecordPtr after;
    call.services.database.write([&](Transaction& transaction) {
        replaced = current_require(call, transaction, before);
        Draft attempt = rebase(*before, draft, *replaced);
        after = change_update(handlers, transaction, call.context, replaced, attempt);
    });
    if (!after) throw std::logic_error("the behaviour of " + type.collection + " kept nothing");
    change_updated(handlers, call.context, replaced, after);
    return answer(200, call, query, {latest(call, after)}, false);
}

http::Response resource_delete(const Call& call) {
    const TypeHandlers& handlers = call.endpoint.handlers;
    parent_require(call);
    const Access access = call.access();
    const RecordPtr seen = resource_find(call, access);
    access.require_remove(*seen);
    if (!call.request.body.empty()) throw bad_request("Request body is not supported in DELETE.");
    revision_require(call, *seen);
    handlers.behaviour->remove_prepare(call.context, call.services.image(), *seen);

    RecordPtr removed;
    call.services.database.write([&](Transaction& transaction) {
        removed = current_require(call, transaction, seen);
        change_remove(handlers, transaction, call.context, removed);
    });
    change_removed(handlers, call.context, removed);
    http::Response response;
    response.status = 204;
    return response;
}

}  // namespace neutrino::api
