#pragma once
// One request on resources of one type, and the steps that several operations share.

#include "api/query.h"
#include "api/router.h"
#include "api/services.h"
#include "http/message.h"

#include <neutrino/request_context.h>

#include <cstdint>
#include <optional>

namespace neutrino::api {

// Lives as long as the request; refers to all that it is made of.
struct Call {
    const Services& services;
    const Route& route;
    const http::Request& request;
    const RequestContext& context;
    const Endpoint& endpoint;
    std::optional<std::int64_t> revision;  // that If-Match asks for

    Access access() const { return {endpoint, context, services.image(), services.policy}; }
};

// The query of a request on one resource: the fields that its answer is to have.
Query query_fields(const Call& call);

// The revision that If-Match asks for. Throws Fault BadRequest for one that is malformed or given twice; other entity
// tags mean nothing here.
std::optional<std::int64_t> revision_parse(const http::Request& request, bool supported);
// Throws RevisionNumberConstraintFailed when `record` has another revision than the one asked for.
void revision_require(const Call& call, const Record& record);

// The resource that the path names, in scope for the request. Throws <Resource>NotFound. Whether policy lets it be seen
// is for the caller to ask.
RecordPtr resource_find(const Call& call, const Access& access);
// The parent of a sub-resource must exist and be seen: else <Parent>NotFound.
void parent_require(const Call& call);
// The same for a resource that `attribute` names, when there is one.
void reference_require(const Call& call, const Endpoint& endpoint, std::string_view id);

}  // namespace neutrino::api
