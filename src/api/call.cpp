#include "api/call.h"

#include <neutrino/fault.h>

#include <charconv>
#include <string>
#include <string_view>

namespace neutrino::api {
namespace {

Fault if_match_refused(const std::string& reason) {
    return Fault("BadRequest", "Bad if-match request: " + reason + ".");
}

std::string_view trim(std::string_view text) {
    const auto first = text.find_first_not_of(" \t");
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

RecordPtr record_show(const Call& call, const Endpoint& endpoint, std::string_view parent_id, std::string_view id) {
    const View& view = call.services.image();
    if (endpoint.type.table.empty()) {
        Behaviour& behaviour = *endpoint.handlers.behaviour;
        return parent_id.empty() ? behaviour.show(call.context, view, id)
                                 : behaviour.show_of(call.context, view, parent_id, id);
    }
    RecordPtr record = view.find(endpoint.type, id);
    const bool elsewhere = record && !parent_id.empty() && record->at(endpoint.parent_index).as_string() != parent_id;
    return elsewhere ? nullptr : record;
}

}  // namespace

Query query_fields(const Call& call) {
    if (call.request.query.empty()) return {};
    return query_parse_show(call.endpoint.type, query_split(call.request.query));
}

std::optional<std::int64_t> revision_parse(const http::Request& request, bool supported) {
    constexpr std::string_view kPrefix = "revision_number=";
    std::optional<std::int64_t> revision;
    std::string_view tags = request.headers.get("If-Match");
    while (!tags.empty()) {
        const auto comma = tags.find(',');
        std::string_view tag = trim(tags.substr(0, comma));
        tags = comma == std::string_view::npos ? std::string_view() : tags.substr(comma + 1);
        if (tag.starts_with("W/")) tag.remove_prefix(2);
        if (tag.size() >= 2 && tag.front() == '"' && tag.back() == '"') tag = tag.substr(1, tag.size() - 2);
        if (!tag.starts_with(kPrefix)) continue;
        if (revision) throw if_match_refused("Multiple revision_number etags are not supported.");
        if (!supported) {
            throw if_match_refused("This server does not support constraining operations based on revision numbers");
        }
        tag.remove_prefix(kPrefix.size());
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(tag.data(), tag.data() + tag.size(), number);
        if (error != std::errc() || end != tag.data() + tag.size()) {
            throw if_match_refused("Revision number etag must be in the format of revision_number=<int>");
        }
        revision = number;
    }
    return revision;
}

void revision_require(const Call& call, const Record& record) {
    if (!call.revision) return;
    const std::int64_t current = record.at(record.type().revision_index).as_int();
    if (current == *call.revision) return;
    throw Fault("RevisionNumberConstraintFailed", "Constrained to " + std::to_string(*call.revision) +
                                                      ", but current revision is " + std::to_string(current));
}

RecordPtr resource_find(const Call& call, const Access& access) {
    RecordPtr record = record_show(call, call.endpoint, call.route.parent_id, call.route.id);
    if (!record || !access.in_scope(*record)) throw not_found(call.endpoint.type.fault_name, call.route.id);
    return record;
}

void parent_require(const Call& call) {
    if (call.endpoint.parent != nullptr) reference_require(call, *call.endpoint.parent, call.route.parent_id);
}

void reference_require(const Call& call, const Endpoint& endpoint, std::string_view id) {
    const RecordPtr record = record_show(call, endpoint, {}, id);
    const Access access(endpoint, call.context, call.services.image(), call.services.policy);
    if (!record || !access.sees(*record)) throw not_found(endpoint.type.fault_name, id);
}

}  // namespace neutrino::api
