// GET: from memory to text.

#include "api/faults.h"
#include "api/links.h"
#include "api/operations.h"
#include "api/select.h"
#include "api/view.h"

#include "resource/json.h"

namespace neutrino::api {
namespace {

http::Response ok() {
    http::Response response;
    response.content_type = "application/json";
    return response;
}

}  // namespace

http::Response resource_show(const Call& call) {
    const ResourceType& type = call.endpoint.type;
    const Query query = query_fields(call);
    parent_require(call);
    const Access access = call.access();
    const RecordPtr record = resource_find(call, access);
    if (!access.passes_get(*record)) throw nothing_there();

    http::Response response = ok();
    std::string& body = response.body;
    body.reserve(2048);
    body += '{';
    resource::json_write_string(type.member, body);
    body += ':';
    Renderer(access, query).append(*record, body);
    body += '}';
    return response;
}

http::Response resources_list(const Call& call) {
    const ResourceType& type = call.endpoint.type;
    const std::vector<QueryPair> pairs = query_split(call.request.query);
    const Query query = query_parse(type, pairs, call.services.query_rules);
    parent_require(call);
    const Access access = call.access();
    const std::vector<RecordPtr> records = resources_select(access, query, call.route.parent_id);

    http::Response response = ok();
    std::string& body = response.body;
    body += '{';
    resource::json_write_string(type.collection, body);
    body += ':';
    Renderer(access, query).append(records, body);
    if (query.limit != 0) {
        body += ',';
        resource::json_write_string(type.collection + "_links", body);
        body += ':';
        links_append({call.request, pairs, call.services.link_prefix}, query, records, body);
    }
    body += '}';
    return response;
}

}  // namespace neutrino::api
