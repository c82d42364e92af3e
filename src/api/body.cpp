#include "api/body.h"

#include "api/faults.h"
#include "resource/json.h"
#include "resource/rules.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <string>

namespace neutrino::api {
namespace {

Fault not_found_in_body(const ResourceType& type) {
    return bad_request("Unable to find '" + type.member + "' in request body");
}

Fault invalid_body() { return bad_request("Body contains invalid data"); }

// The attributes of one resource as the client gave them, by position.
class Given {
public:
    Given(const ResourceType& type, const Value& object, const RequestContext& context)
        : type_(type), values_(type.attributes.size()) {
        if (!object.is_map()) throw bad_request("Object '" + type.member + "' contains invalid data");
        project_take(object, context);
        std::vector<std::string_view> unknown;
        for (const Member& member : object.members()) {
            if (member.key == "tenant_id" || member.key == "project_id") continue;
            const int index = type.find(member.key);
            if (index < 0 || attribute(index).internal) {
                unknown.push_back(member.key);
            } else {
                value(index) = member.value;
            }
        }
        if (!unknown.empty()) {
            throw bad_request(fmt::format("Unrecognized attribute(s) '{}'", fmt::join(unknown, ", ")));
        }
    }

    Value& value(int index) { return values_[static_cast<std::size_t>(index)]; }
    bool has(int index) const { return index >= 0 && !values_[static_cast<std::size_t>(index)].is_unset(); }

private:
    const Attribute& attribute(int index) const { return type_.attributes[static_cast<std::size_t>(index)]; }

    // The project has two names, which must agree.
    void project_take(const Value& object, const RequestContext& context) {
        const Value* project = object.find("project_id");
        const Value* tenant = object.find("tenant_id");
        if (project == nullptr && tenant == nullptr) return;
        if (project != nullptr && tenant != nullptr && *project != *tenant) {
            throw bad_request("'project_id' and 'tenant_id' do not match");
        }
        const Value& named = project != nullptr ? *project : *tenant;
        const bool own = named.is_string() && named.as_string() == context.project_id;
        if (!own && !context.is_admin && !context.is_advsvc) {
            throw bad_request(
                "Specifying 'project_id' or 'tenant_id' other than the authenticated project in request requires admin "
                "or advsvc privileges");
        }
        if (type_.project_index < 0) {
            throw bad_request("Unrecognized attribute(s) '" +
                              std::string(project != nullptr ? "project_id" : "tenant_id") + "'");
        }
        value(type_.project_index) = named;
    }

    const ResourceType& type_;
    std::vector<Value> values_;
};

Draft draft_make(const ResourceType& type, const Value& object, const RequestContext& context) {
    Given given(type, object, context);
    Draft draft(type);
    for (std::size_t i = 0; i < type.attributes.size(); ++i) draft.given[i] = given.has(static_cast<int>(i));
    const int project = type.project_index;
    if (project >= 0 && !given.has(project) && type.attributes[static_cast<std::size_t>(project)].post) {
        if (context.project_id.empty()) {
            throw bad_request("Running without keystone AuthN requires that tenant_id is specified");
        }
        given.value(project) = Value(context.project_id);
    }
    // All that is missing or not allowed is said before the first value is looked at.
    for (std::size_t i = 0; i < type.attributes.size(); ++i) {
        const Attribute& attribute = type.attributes[i];
        Value& value = given.value(static_cast<int>(i));
        if (!attribute.post) {
            if (!value.is_unset()) throw bad_request("Attribute '" + attribute.name + "' not allowed in POST");
            continue;
        }
        if (value.is_unset() && !attribute.has_default && !attribute.populate_defaults) {
            throw bad_request("Failed to parse request. Required attribute '" + attribute.name + "' not specified");
        }
        value = resource::attribute_default(attribute, value);
    }
    for (std::size_t i = 0; i < type.attributes.size(); ++i) {
        const Value& value = given.value(static_cast<int>(i));
        if (!value.is_unset()) {
            draft.record.put(static_cast<int>(i), resource::attribute_accept(type.attributes[i], value));
        }
    }
    return draft;
}

}  // namespace

Value body_parse(std::string_view text) {
    if (text.empty()) return Value::null();
    try {
        return resource::json_parse(text);
    } catch (const resource::JsonError&) {
        throw invalid_body();  // a client that sends no JSON gets no lesson in it
    }
}

Value body_parse_object(std::string_view text) {
    Value body = body_parse(text);
    if (!text.empty() && !body.is_map()) throw invalid_body();
    return body;
}

NewResources body_create(const ResourceType& type, const Value& body, const RequestContext& context, bool allow_bulk) {
    NewResources result;
    const Value* list = body.find(type.collection);
    if (list == nullptr) {
        const Value* object = body.find(type.member);
        if (object == nullptr || object->is_null()) throw not_found_in_body(type);
        result.drafts.push_back(draft_make(type, *object, context));
        return result;
    }
    if (!type.bulk || !allow_bulk) throw bad_request("Bulk operation not supported");
    if (!list->truthy()) throw bad_request("Resources required");
    if (!list->is_list()) throw invalid_body();
    result.bulk = true;
    result.drafts.reserve(list->items().size());
    for (const Value& item : list->items()) {
        const Value* wrapped = item.find(type.member);
        result.drafts.push_back(draft_make(type, wrapped != nullptr ? *wrapped : item, context));
    }
    return result;
}

Changes body_update(const ResourceType& type, const Value& body, const RequestContext& context) {
    const Value* object = body.find(type.member);
    if (object == nullptr || object->is_null()) throw not_found_in_body(type);
    Given given(type, *object, context);
    for (std::size_t i = 0; i < type.attributes.size(); ++i) {
        if (given.has(static_cast<int>(i)) && !type.attributes[i].put) {
            throw bad_request("Cannot update read-only attribute " + type.attributes[i].name);
        }
    }
    Changes changes;
    for (std::size_t i = 0; i < type.attributes.size(); ++i) {
        const auto index = static_cast<int>(i);
        if (given.has(index))
            changes.emplace_back(index, resource::attribute_accept(type.attributes[i], given.value(index)));
    }
    return changes;
}

}  // namespace neutrino::api
