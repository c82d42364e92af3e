#pragma once
// What a request does once it is clear what it is about: one function an operation.

#include "api/call.h"
#include "http/message.h"

#include <neutrino/value.h>

namespace neutrino::api {

// All throw Fault for what a client did wrong. `body` is the request's, parsed; null when there is none.
http::Response resource_show(const Call& call);
http::Response resources_list(const Call& call);

// One or, in bulk, many: all of them or none.
http::Response resource_create(const Call& call, const Value& body);
http::Response resource_update(const Call& call, const Value& body);
http::Response resource_delete(const Call& call);

// An action of a resource or, without an id, of a collection.
http::Response action_run(const Call& call, const Value& body);
// The tags of a resource, one by one or all at once. To change them takes the right to update the resource.
http::Response tags_run(const Call& call, const Value& body);

// POST /{collection}/{id}/action: the body's key is the action.
http::Response body_action_run(const Call& call, const Value& body);

}  // namespace neutrino::api
