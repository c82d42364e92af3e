#include "resource/definition_attribute.h"

#include "resource/converters.h"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

namespace neutrino::resource {
namespace {

using Kind = YamlNode::Kind;

constexpr std::array kTypes = {AttributeType::any,  AttributeType::boolean, AttributeType::integer,
                               AttributeType::real, AttributeType::string,  AttributeType::list,
                               AttributeType::map,  AttributeType::time};

AttributeType type_read(const MapReader& map, AttributeType fallback) {
    if (!map.has("type")) return fallback;
    return kTypes[map.choice("type", {"any", "bool", "int", "real", "string", "list", "map", "time"}, 0)];
}

// A rule as the format writes it: its name, or {name: argument}.
struct RuleName {
    std::string name;
    Value argument;
    int line = 0;
};

RuleName rule_name(const YamlNode& node, const MapReader& map, std::string_view key) {
    if (node.kind == Kind::scalar && node.scalar.is_string()) return {node.scalar.str(), Value::null(), node.line};
    if (node.kind == Kind::map && node.members.size() == 1)
        return {node.members.front().key, node.members.front().value.value(), node.line};
    map.fail(node.line, fmt::format("needs a name or {{name: argument}} for '{}'", key));
}

Converter converter_read(const MapReader& map, std::string_view key, const RuleSettings& settings) {
    const YamlNode* node = map.find(key);
    if (!node) return {};
    std::vector<Converter> steps;
    const auto add = [&](const YamlNode& step) {
        const RuleName rule = rule_name(step, map, key);
        try {
            steps.push_back(converter_make(rule.name, rule.argument, settings));
        } catch (const std::invalid_argument& error) {
            map.fail(rule.line, fmt::format("has a wrong '{}': {}", key, error.what()));
        }
    };
    if (node->kind == Kind::list) {
        for (const YamlNode& item : node->items) add(item);
    } else {
        add(*node);
    }
    if (steps.empty()) map.fail(node->line, fmt::format("has an empty list for '{}'", key));
    return converter_chain(std::move(steps));
}

void validator_read(const MapReader& map, Attribute& attribute, const RuleSettings& settings) {
    const YamlNode* node = map.find("validate");
    if (!node) return;
    const RuleName rule = rule_name(*node, map, "validate");
    try {
        attribute.validate = validator_make(rule.name, rule.argument, settings);
    } catch (const std::invalid_argument& error) {
        map.fail(rule.line, fmt::format("has a wrong 'validate': {}", error.what()));
    }
    attribute.validate_name = "type:" + rule.name;
    attribute.validate_argument = rule.argument;
}

std::vector<Storage::Column> columns_read(const MapReader& store) {
    const YamlNode* node = store.find("columns");
    if (!node) return {};
    if (node->kind != Kind::list) store.fail(node->line, "needs a list of columns");
    std::vector<Storage::Column> columns;
    for (const YamlNode& item : node->items) {
        const MapReader map(item, "column of " + store.what(), store.file(), {"key", "column", "type", "uuid", "from"});
        Storage::Column column;
        column.key = map.text("key");
        column.column = map.need_text("column");
        column.type = type_read(map, AttributeType::string);
        column.generated_uuid = map.flag("uuid", false);
        column.from = map.text("from");
        if (int{column.generated_uuid} + int{!column.from.empty()} + int{!column.key.empty()} > 1)
            map.fail(item.line, "has more than one of 'key', 'uuid' and 'from'");
        columns.push_back(std::move(column));
    }
    return columns;
}

std::map<std::string, Value> where_read(const MapReader& store) {
    std::map<std::string, Value> where;
    const YamlNode* node = store.find("where");
    if (!node) return where;
    for (const auto& [column, line, value] : named_members(*node, "'where' of " + store.what(), store.file())) {
        if (value.kind != Kind::scalar || !value.scalar.has_value())
            store.fail(line, fmt::format("needs a plain value for the column '{}'", column));
        where[column] = value.scalar;
    }
    return where;
}

bool is_member_column(const Storage::Column& column) { return !column.generated_uuid && column.from.empty(); }

void list_check(const MapReader& map, const Storage& store) {
    std::size_t scalars = 0;
    std::size_t members = 0;
    for (const Storage::Column& column : store.columns) {
        if (is_member_column(column)) ++(column.key.empty() ? scalars : members);
    }
    if (scalars + members == 0) map.fail(map.line(), "needs 'columns': what is kept of an item");
    if (scalars > 1 || (scalars == 1 && members > 0))
        map.fail(map.line(), "needs either one column without 'key' (a list of scalars) or a 'key' for each");
}

void side_check(const MapReader& map, const Storage& store) {
    if (store.presence && map.has("column")) map.fail(map.line(), "has both 'presence' and 'column'");
    for (const Storage::Column& column : store.columns) {
        if (is_member_column(column))
            map.fail(map.line(), fmt::format("needs 'uuid' or 'from' for the column '{}'", column.column));
    }
}

// What `store` says in one word.
Storage storage_word(const MapReader& attribute, const YamlNode& node, const std::string& name) {
    constexpr std::string_view kWords = "none, computed, standard, or a map with 'column', 'table' or 'list'";
    Storage store;
    const std::string word = node.scalar.str();
    if (word == "none") return store;
    if (word == "computed") {
        store.kind = Storage::Kind::computed;
    } else if (word == "standard") {
        store.kind = Storage::Kind::standard;
        store.column = name;
    } else {
        attribute.fail(node.line, fmt::format("has '{}' for 'store'; there are {}", word, kWords));
    }
    return store;
}

Storage storage_read(const MapReader& attribute, const std::string& name) {
    Storage store;
    const YamlNode* node = attribute.find("store");
    if (!node) {
        store.kind = Storage::Kind::column;
        return store;
    }
    if (node->kind == Kind::scalar) return storage_word(attribute, *node, name);
    const MapReader map(*node, "store of " + attribute.what(), attribute.file(),
                        {"table", "list", "key", "column", "absent", "where", "columns", "presence", "order", "json"});
    const auto only_for = [&](std::string_view key, bool fits, std::string_view owner) {
        if (!fits && map.has(key))
            map.fail(map.find(key)->line, fmt::format("has '{}', which goes with '{}'", key, owner));
    };
    if (map.has("table") && map.has("list")) map.fail(node->line, "has both 'table' and 'list'");
    const bool side = map.has("table");
    const bool list = map.has("list");
    only_for("absent", side, "table");
    only_for("presence", side, "table");
    only_for("order", list, "list");
    only_for("key", side || list, "table' or 'list");
    only_for("where", side || list, "table' or 'list");
    only_for("columns", side || list, "table' or 'list");
    if (list) only_for("column", false, "table");
    store.json = map.flag("json", false);
    store.column = map.text("column");
    if (!side && !list) {
        store.kind = Storage::Kind::column;
        if (store.column.empty() && !store.json) map.fail(node->line, "needs 'column', 'table' or 'list'");
        return store;
    }
    store.kind = side ? Storage::Kind::side : Storage::Kind::list;
    store.table = map.need_text(side ? "table" : "list");
    store.key = map.need_text("key");
    store.where = where_read(map);
    store.columns = columns_read(map);
    store.order = map.text("order");
    store.presence = map.flag("presence", false);
    if (const YamlNode* absent = map.find("absent")) store.absent = absent->value();
    if (list) {
        list_check(map, store);
    } else {
        side_check(map, store);
        if (!store.presence && store.column.empty()) store.column = name;
    }
    return store;
}

void default_read(const MapReader& map, Attribute& attribute) {
    const YamlNode* node = map.find("default");
    if (!node) return;
    attribute.has_default = true;
    const Value value = node->value();
    attribute.default_value = value == Value("unset") ? Value() : value;
}

}  // namespace

Attribute attribute_read(const YamlNode::Member& member, std::string_view file, std::string_view alias,
                         const RuleSettings& settings) {
    const MapReader map(member.value, fmt::format("attribute '{}'", member.key), file,
                        {"type", "post", "put", "visible", "filter", "sort", "primary_key", "required_by_policy",
                         "policy", "default", "default_overrides_none", "populate_defaults", "convert", "convert_list",
                         "validate", "index", "index_keys", "internal", "store"});
    Attribute attribute;
    attribute.name = member.key;
    attribute.origin = alias;
    attribute.type = type_read(map, AttributeType::any);
    attribute.post = map.flag("post", false);
    attribute.put = map.flag("put", false);
    attribute.visible = map.flag("visible", true);
    attribute.filter = map.flag("filter", false);
    attribute.sort = map.flag("sort", false);
    attribute.primary_key = map.flag("primary_key", false);
    attribute.required_by_policy = map.flag("required_by_policy", false);
    if (map.has("policy")) {
        map.choice("policy", {"enforced"}, 0);
        attribute.enforce_policy = true;
    }
    attribute.default_overrides_none = map.flag("default_overrides_none", false);
    attribute.populate_defaults = map.flag("populate_defaults", false);
    attribute.index = map.flag("index", false);
    attribute.index_keys = map.words("index_keys");
    attribute.internal = map.flag("internal", false);
    attribute.convert = converter_read(map, "convert", settings);
    attribute.convert_list = converter_read(map, "convert_list", settings);
    validator_read(map, attribute, settings);
    default_read(map, attribute);
    attribute.store = storage_read(map, attribute.name);
    if (attribute.internal && (attribute.post || attribute.put))
        map.fail(member.line, "is internal, so it can't have 'post' or 'put'");
    return attribute;
}

std::vector<Attribute> attributes_read(const YamlNode& node, std::string_view what, std::string_view file,
                                       std::string_view alias, const RuleSettings& settings) {
    std::vector<Attribute> attributes;
    for (const YamlNode::Member& member : named_members(node, what, file)) {
        if (member.key == "tenant_id")
            definition_fail(file, member.line, "write 'project_id': 'tenant_id' is understood wherever it is");
        attributes.push_back(attribute_read(member, file, alias, settings));
    }
    return attributes;
}

}  // namespace neutrino::resource
