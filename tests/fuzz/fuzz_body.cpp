// A request body from a stranger: every value in it goes through every converter and validator. It is accepted or
// refused with a Fault; what is accepted survives being written and read again.

#include "resource/json.h"
#include "resource/rules.h"

#include <neutrino/fault.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace neutrino;

// Of the rules that need one.
const std::map<std::string, std::string, std::less<>> kArguments = {
    {"range", "[1, 4094]"},
    {"range_or_none", "[null, 65535]"},
    {"regex", R"("^([a-z]+[0-9]*)+$")"},
    {"regex_or_none", R"("^[0-9a-f]{2}(:[0-9a-f]{2})*$")"},
    {"list_of_regex_or_none", R"("^(a|b)*c")"},
    {"values", R"(["a", 4, null, true])"},
    {"string", "8"},
    {"dict",
     R"({"a": {"validate": "uuid", "required": true}, "b": {"convert": "to_int", "validate": {"range": [0, 9]}}})"},
    {"dict_or_nodata", R"({"network_id": {"validate": "uuid"}, "external_fixed_ips": {"validate": "fixed_ips"}})"},
    {"list_of_any_key_specs_or_none",
     R"([{"a": {"convert": "to_boolean"}}, {"opt_name": {"validate": "not_empty_string"}}])"},
    {"prefix_forced_case", R"("IP")"},
    {"rbac_object_type", R"(["network"])"},
};

Value argument_of(std::string_view name) {
    const auto found = kArguments.find(name);
    return found == kArguments.end() ? Value::null() : resource::json_parse(found->second);
}

std::vector<Attribute> attributes() {
    std::vector<Attribute> attributes;
    const AttributeType types[] = {AttributeType::any,  AttributeType::boolean, AttributeType::integer,
                                   AttributeType::real, AttributeType::string,  AttributeType::list,
                                   AttributeType::map};
    const auto add = [&](Attribute attribute) {
        attribute.type = types[attributes.size() % std::size(types)];
        attributes.push_back(std::move(attribute));
    };
    for (const std::string& name : resource::validator_names()) {
        Attribute attribute;
        attribute.validate = resource::validator_make(name, argument_of(name));
        attribute.validate_name = "type:" + name;
        attribute.validate_argument = argument_of(name);
        attribute.populate_defaults = true;
        add(std::move(attribute));
    }
    for (const std::string& name : resource::converter_names()) {
        Attribute attribute;
        attribute.convert = resource::converter_make(name, argument_of(name));
        add(std::move(attribute));
    }
    return attributes;
}

void accept(const Value& value) {
    static const std::vector<Attribute> kAttributes = attributes();
    for (const Attribute& attribute : kAttributes) {
        try {
            const Value accepted = resource::attribute_accept(attribute, resource::attribute_default(attribute, value));
            const std::string text = resource::json_text(accepted);
            if (resource::json_text(resource::json_parse(text)) != text) std::abort();
        } catch (const Fault&) {
        }
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Value body;
    try {
        body = resource::json_parse({reinterpret_cast<const char*>(data), size});
    } catch (const resource::JsonError&) {
        return 0;
    }
    accept(body);
    for (const Member& resource : body.members()) {
        accept(resource.value);
        for (const Member& member : resource.value.members()) accept(member.value);
    }
    return 0;
}
