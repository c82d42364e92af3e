// Actions: PUT /routers/{id}/add_router_interface and the like.

#include "api/answer.h"
#include "api/faults.h"
#include "api/operations.h"

namespace neutrino::api {
namespace {

// Clients read JSON from every action, also from one that has nothing to say.
http::Response answer(const Value& result) { return json_answer(200, result.is_unset() ? Value::null() : result); }

}  // namespace

http::Response action_run(const Call& call, const Value& body) {
    const Access access = call.access();
    RecordPtr record;
    parent_require(call);
    if (!call.route.id.empty()) {
        record = resource_find(call, access);
        if (!access.passes_get(*record)) throw nothing_there();
        revision_require(call, *record);
    }
    access.require_action(call.route.action->name, record.get());
    return answer(call.endpoint.handlers.behaviour->action(call.context, call.route.action->name, record, body));
}

http::Response body_action_run(const Call& call, const Value& body) {
    if (body.members().size() != 1) throw nothing_there();
    const auto& actions = call.endpoint.handlers.body_actions;
    const auto found = actions.find(body.members().front().key);
    if (found == actions.end()) throw nothing_there();
    return answer(found->second(call.context, call.route.id, body));
}

}  // namespace neutrino::api
