#include "resource/python_text.h"
#include "resource/rules.h"

#include <neutrino/fault.h>

#include <fmt/format.h>

namespace neutrino::resource {
namespace {

Fault refused(const Attribute& attribute, std::string_view reason) {
    return Fault("HTTPBadRequest", fmt::format("Invalid input for {}. Reason: {}.", attribute.name, reason),
                 FaultKind::bad_request);
}

Value as_integer(const Attribute& attribute, const Value& value) {
    if (value.is_int()) return value;
    const auto number = python_int(value);
    const Value whole = number ? whole_value(*number) : Value();
    if (!whole.is_int()) throw refused(attribute, fmt::format("'{}' is not an integer of 64 bits", shown(value)));
    return whole;
}

// What neither converter nor validator settled: the store and the behaviours rely on the kind. Neutron leaves this to
// its database objects, which take a number for its text and the other way round.
Value of_type(const Attribute& attribute, const Value& value) {
    if (!value.has_value()) return value;
    switch (attribute.type) {
        case AttributeType::any: return value;
        case AttributeType::boolean:
            if (const auto truth = python_bool(value)) return Value(*truth);
            throw refused(attribute, fmt::format("'{}' is not a valid boolean value", shown(value)));
        case AttributeType::integer: return as_integer(attribute, value);
        case AttributeType::real:
            if (const auto number = python_float(value)) return Value(*number);
            throw refused(attribute, fmt::format("'{}' is not a number", shown(value)));
        case AttributeType::string:
        case AttributeType::time:
            if (value.is_string()) return value;
            if (value.is_int() || value.is_real()) return Value(python_str(value));
            throw refused(attribute, fmt::format("'{}' is not a valid string", shown(value)));
        case AttributeType::list:
            if (value.is_list()) return value;
            if (!value.truthy()) return Value::list();
            throw refused(attribute, fmt::format("'{}' is not a list", shown(value)));
        case AttributeType::map:
            if (value.is_map()) return value;
            if (!value.truthy()) return Value::null();
            throw refused(attribute, fmt::format("'{}' is not a map", shown(value)));
    }
    return value;
}

Value with_default(const Value& given, bool has_default, bool overrides_none, const Value& value) {
    const bool missing = given.is_unset() || (overrides_none && given.is_null());
    return missing && has_default ? value : given;
}

const Value& sole_argument(const Value& rule) {
    static const Value kNone;
    return rule.is_map() && rule.members().size() == 1 ? rule.members()[0].value : kNone;
}

bool is_map_rule(std::string_view name) { return name.starts_with("dict"); }

// The map with what its rules (the argument of a `dict` validator) have as defaults for keys that it lacks; a key
// without a default becomes null.
Value map_populate(const Value& given, const Value& rules) {
    Value map = given.has_value() ? given : Value::map();
    if (!map.is_map()) return map;  // for the validator to refuse
    for (const auto& [key, rule] : rules.members()) {
        const Value& validate = rule.at("validate");
        Value item = map.at(key);
        if (rule.at("populate_defaults").as_bool() && validate.is_map() && validate.members().size() == 1 &&
            is_map_rule(validate.members()[0].key)) {
            item = map_populate(item, sole_argument(validate));
        }
        const Value* fallback = rule.find("default");
        item =
            with_default(item, true, rule.at("default_overrides_none").as_bool(), fallback ? *fallback : Value::null());
        map = map_with(map, key, std::move(item));
    }
    return map;
}

}  // namespace

Value attribute_accept(const Attribute& attribute, const Value& given) {
    if (given.is_unset()) return given;
    Value value = attribute.convert ? attribute.convert(given) : given;
    if (attribute.validate) {
        if (const auto reason = attribute.validate(value)) throw refused(attribute, *reason);
    }
    return of_type(attribute, value);
}

Value attribute_default(const Attribute& attribute, const Value& given) {
    constexpr std::string_view kType = "type:";
    Value value = given;
    const std::string_view rule = attribute.validate_name;
    if (attribute.populate_defaults && rule.size() > kType.size() && is_map_rule(rule.substr(kType.size())))
        value = map_populate(value, attribute.validate_argument);
    return with_default(value, attribute.has_default, attribute.default_overrides_none, attribute.default_value);
}

}  // namespace neutrino::resource
