// Maps whose keys have rules of their own.

#include "resource/converters.h"
#include "resource/python_text.h"
#include "resource/validators.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

namespace neutrino::resource {
namespace {

struct KeyRule {
    std::string key;
    bool required = false;
    Converter convert;
    Validator validate;
};
using KeyRules = std::vector<KeyRule>;

// {name: argument} or a name.
std::pair<std::string, Value> named_rule(const Value& rule, std::string_view key) {
    if (rule.is_string()) return {rule.str(), Value::null()};
    if (rule.is_map() && rule.members().size() == 1) return {rule.members()[0].key, rule.members()[0].value};
    throw std::invalid_argument(fmt::format("needs a name or {{name: argument}} as the rule of '{}'", key));
}

KeyRule key_rule(const Member& member, const RuleSettings& settings) {
    static constexpr std::array<std::string_view, 6> kKnown = {
        "validate", "convert", "required", "default", "default_overrides_none", "populate_defaults"};
    if (!member.value.is_map())
        throw std::invalid_argument(fmt::format("needs a map for '{}', such as {{validate: uuid}}", member.key));
    for (const Member& given : member.value.members()) {
        if (std::ranges::find(kKnown, given.key) == kKnown.end())
            throw std::invalid_argument(
                fmt::format("has no '{}' for '{}'; there are {}", given.key, member.key, fmt::join(kKnown, ", ")));
    }
    for (const std::string_view flag : {"required", "default_overrides_none", "populate_defaults"}) {
        if (const Value* given = member.value.find(flag); given && !given->is_bool())
            throw std::invalid_argument(fmt::format("needs true or false for '{}' of '{}'", flag, member.key));
    }
    KeyRule rule;
    rule.key = member.key;
    rule.required = member.value.at("required").as_bool();
    if (const Value* convert = member.value.find("convert")) {
        const Value steps = convert->is_list() && !convert->items().empty() ? *convert : Value::list({*convert});
        std::vector<Converter> converters;
        for (const Value& step : steps.items()) {
            const auto [name, argument] = named_rule(step, member.key);
            converters.push_back(converter_make(name, argument, settings));
        }
        rule.convert = converter_chain(std::move(converters));
    }
    if (const Value* validate = member.value.find("validate")) {
        const auto [name, argument] = named_rule(*validate, member.key);
        rule.validate = validator_make(name, argument, settings);
    }
    return rule;
}

// Nothing: any keys will do.
std::shared_ptr<const KeyRules> key_rules(const Value& argument, const RuleSettings& settings) {
    if (argument.is_null()) return std::make_shared<const KeyRules>();
    if (!argument.is_map()) throw std::invalid_argument("takes a map of keys and their rules as its argument");
    KeyRules rules;
    for (const Member& member : argument.members()) rules.push_back(key_rule(member, settings));
    return std::make_shared<const KeyRules>(std::move(rules));
}

Reason check_map(Value& value, const KeyRules& rules) {
    if (!value.is_map()) return fmt::format("'{}' is not a map", shown(value));
    if (rules.empty()) return {};
    for (const KeyRule& rule : rules) {
        if (rule.required && !value.find(rule.key))
            return fmt::format("'{}' lacks the key '{}'", shown(value), rule.key);
    }
    std::vector<std::string> unexpected;
    for (const Member& member : value.members()) {
        if (std::ranges::find(rules, member.key, &KeyRule::key) == rules.end()) unexpected.push_back(member.key);
    }
    if (!unexpected.empty())
        return fmt::format("Unexpected keys: {}", shown(Value(fmt::format("{}", fmt::join(unexpected, ", ")))));
    for (const KeyRule& rule : rules) {
        const Value* given = value.find(rule.key);
        if (!given) continue;
        Value item = rule.convert ? rule.convert(*given) : *given;
        const auto reason = rule.validate ? rule.validate(item) : Reason();
        if (!(item == *given)) value = map_with(value, rule.key, std::move(item));
        if (reason) return reason;
    }
    return {};
}

enum class Or { nothing, null, empty_map, no_data };

template <Or Else>
Validator map_make(const Value& argument, const RuleSettings& settings) {
    return [rules = key_rules(argument, settings)](Value& value) -> Reason {
        if (Else == Or::null && value.is_null()) return {};
        if (Else == Or::empty_map && value.is_map() && value.members().empty()) return {};
        if (Else == Or::no_data && !value.truthy()) return {};
        return check_map(value, *rules);
    };
}

// The changes of the first rules that fit are kept. Reasons are InvalidInput here, as Neutron has it.
Validator any_key_specs_make(const Value& argument, const RuleSettings& settings) {
    if (!argument.is_list())
        throw std::invalid_argument("takes a list of maps of keys and their rules as its argument");
    std::vector<std::shared_ptr<const KeyRules>> choices;
    for (const Value& choice : argument.items()) choices.push_back(key_rules(choice, settings));
    return [choices](Value& value) -> Reason {
        if (value.is_null()) return {};
        if (!value.is_list()) throw invalid_input(fmt::format("'{}' is not a list", shown(value)));
        if (const Value* twice = duplicate_find(value.items()))
            throw invalid_input(fmt::format("Duplicate items in the list: '{}'", shown(*twice)));
        std::vector<Value> accepted;
        for (const Value& item : value.items()) {
            const bool fits = std::ranges::any_of(choices, [&](const auto& rules) {
                Value candidate = item;
                if (check_map(candidate, *rules)) return false;
                accepted.push_back(std::move(candidate));
                return true;
            });
            if (!fits) throw invalid_input(fmt::format("no set of keys fits '{}'", shown(item)));
        }
        value = Value::list(std::move(accepted));
        return {};
    };
}

constexpr ValidatorEntry kEntries[] = {
    {"dict", map_make<Or::nothing>},
    {"dict_or_none", map_make<Or::null>},
    {"dict_or_empty", map_make<Or::empty_map>},
    {"dict_or_nodata", map_make<Or::no_data>},
    {"list_of_any_key_specs_or_none", any_key_specs_make},
};

}  // namespace

std::span<const ValidatorEntry> validators_of_maps() { return kEntries; }

}  // namespace neutrino::resource
