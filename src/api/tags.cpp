// The tags of resources. They say nothing to those who carry a resource out, so a change of tags is the resource's
// change and nobody else's: neither its behaviour nor hooks are asked.

#include "api/answer.h"
#include "api/faults.h"
#include "api/operations.h"
#include "resource/rules.h"

#include <algorithm>

namespace neutrino::api {
namespace {

constexpr int kLongestTag = 255;

void validate(const Validator& validator, Value value) {
    if (const auto reason = validator(value)) throw invalid_input(*reason);
}

RecordPtr tagged_find(const Call& call, const Access& access) {
    try {
        RecordPtr record = resource_find(call, access);
        if (access.passes_get(*record)) return record;
    } catch (const Fault&) {
        // Told in the tags' own words.
    }
    throw Fault("TagResourceNotFound", "Resource " + call.endpoint.type.collection + " " + std::string(call.route.id) +
                                           " could not be found.");
}

Fault tag_not_found(std::string_view tag) {
    return Fault("TagNotFound", "Tag " + std::string(tag) + " could not be found.");
}

bool contains(const Value& tags, std::string_view tag) {
    return std::ranges::any_of(tags.items(), [tag](const Value& one) { return one.as_string() == tag; });
}

// `change` makes new tags of the present ones, which may be others than a reader saw.
template <class Change>
void tags_update(const Call& call, const RecordPtr& seen, int attribute, Change&& change) {
    call.services.database.write([&](Transaction& transaction) {
        const RecordPtr current = transaction.find(call.endpoint.type, seen->id());
        if (!current) throw not_found(call.endpoint.type.fault_name, seen->id());
        revision_require(call, *current);
        Record updated(*current);
        updated.put(attribute, Value::list(change(current->at(attribute))));
        if (updated != *current) transaction.update(std::move(updated));
    });
}

std::vector<Value> items_of(const Value& tags) { return {tags.items().begin(), tags.items().end()}; }

std::vector<Value> without(const Value& tags, std::string_view tag) {
    std::vector<Value> rest = items_of(tags);
    std::erase_if(rest, [tag](const Value& one) { return one.as_string() == tag; });
    return rest;
}

}  // namespace

http::Response tags_run(const Call& call, const Value& body) {
    static const Validator kOne = resource::validator_make("string", Value(kLongestTag));
    static const Validator kAll = resource::validator_make("list_of_unique_strings", Value(kLongestTag));
    const std::string_view tag = call.route.tag;
    const std::string& method = call.request.method;
    const bool all = tag.empty();
    if (!all) validate(kOne, Value(tag));
    if (all && method == "PUT") {
        if (!body.is_map() || body.find("tags") == nullptr) throw invalid_input("Invalid tags body");
        validate(kAll, body.at("tags"));
    }
    const Access access = call.access();
    const RecordPtr record = tagged_find(call, access);
    const int attribute = call.endpoint.type.find("tags");
    const Value& tags = record->at(attribute);
    if (method == "GET") {
        if (all) return json_answer(200, Value::map({{"tags", tags.is_list() ? tags : Value::list()}}));
        if (!contains(tags, tag)) throw tag_not_found(tag);
        return json_answer(204, {});
    }

    access.require_update(*record, Draft(*record));
    if (method == "PUT") {
        tags_update(call, record, attribute, [&](const Value& present) {
            if (all) return items_of(body.at("tags"));
            std::vector<Value> more = without(present, tag);
            more.emplace_back(tag);
            return more;
        });
        return all ? json_answer(200, Value::map({{"tags", body.at("tags")}})) : json_answer(201, Value::null());
    }
    tags_update(call, record, attribute, [&](const Value& present) {
        if (!all && !contains(present, tag)) throw tag_not_found(tag);
        return all ? std::vector<Value>() : without(present, tag);
    });
    return json_answer(204, {});
}

}  // namespace neutrino::api
