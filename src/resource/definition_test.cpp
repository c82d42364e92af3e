#include "resource/definition.h"

#include "resource/json.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>

namespace neutrino::resource {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::string_view kHead = "alias: shelf-ext\nname: Shelves\n";

Definition parse(std::string_view body) {
    return definition_parse(std::string(kHead) + std::string(body), "shelf.yaml");
}

// Of a file whose body begins on line 3.
std::string error_of(std::string_view body) {
    try {
        parse(body);
    } catch (const DefinitionError& error) {
        return error.what();
    }
    return "none";
}

std::string attribute_error(std::string_view attribute) {
    return error_of("resources:\n  shelves:\n    member: shelf\n    attributes:\n      it: " + std::string(attribute));
}

Attribute attribute_of(std::string_view attribute) {
    return parse("resources:\n  shelves:\n    member: shelf\n    attributes:\n      it: " + std::string(attribute))
        .resources[0]
        .attributes[0];
}

TEST(Definition, ReadsTheHead) {
    const Definition definition = definition_parse(R"(
alias: port-security
name: Port Security
description: Switches it.
updated: 2012-07-23T10:00:00-00:00
module: portsecurity
requires: [a, b]
optional: [c]
plugins: [ml2]
always: true
tables: |
  table x
)",
                                                   "f.yaml");
    EXPECT_EQ(definition.alias, "port-security");
    EXPECT_EQ(definition.name, "Port Security");
    EXPECT_EQ(definition.updated, "2012-07-23T10:00:00-00:00");
    EXPECT_EQ(definition.module, "portsecurity");
    EXPECT_THAT(definition.required, ElementsAre("a", "b"));
    EXPECT_THAT(definition.optional, ElementsAre("c"));
    EXPECT_THAT(definition.plugins, ElementsAre("ml2"));
    EXPECT_TRUE(definition.always);
    EXPECT_FALSE(definition.core);
    EXPECT_EQ(definition.tables, "table x\n");
    EXPECT_EQ(definition.file, "f.yaml");
    EXPECT_EQ(parse("").module, "shelf-ext");
}

TEST(Definition, ReadsAResourceWithItsDefaults) {
    const Definition plain = parse("resources: {book_shelves: {member: book_shelf}}");
    const ResourceType& type = plain.resources.at(0);
    EXPECT_EQ(type.collection, "book_shelves");
    EXPECT_EQ(type.path, "book-shelves");
    EXPECT_EQ(type.path_prefix, "");
    EXPECT_EQ(type.fault_name, "BookShelf");
    EXPECT_EQ(type.origin, "shelf-ext");
    EXPECT_FALSE(type.parent);
    EXPECT_TRUE(type.api && type.bulk && type.can_create && type.can_list && type.can_show && type.can_update &&
                type.can_delete);

    const ResourceType full = parse(R"(
resources:
  rules:
    member: rule
    path: my-rules
    prefix: /qos
    fault: QosRule
    parent: {collection: policies, member: policy}
    table: rules
    standard: rules
    quota: rule
    api: false
    bulk: false
    methods: [list, show]
    attributes: {id: {type: string}}
    actions:
      ring: {method: PUT}
      tell: {method: GET, scope: collection}
)")
                                  .resources.at(0);
    EXPECT_EQ(full.path, "my-rules");
    EXPECT_EQ(full.path_prefix, "/qos");
    EXPECT_EQ(full.fault_name, "QosRule");
    EXPECT_EQ(full.parent->collection, "policies");
    EXPECT_EQ(full.parent->member, "policy");
    EXPECT_EQ(full.table, "rules");
    EXPECT_EQ(full.resource_type, "rules");
    EXPECT_EQ(full.quota, "rule");
    EXPECT_FALSE(full.api || full.bulk || full.can_create || full.can_update || full.can_delete);
    EXPECT_TRUE(full.can_list && full.can_show);
    ASSERT_EQ(full.actions.size(), 2U);
    EXPECT_EQ(full.actions[0].name, "ring");
    EXPECT_EQ(full.actions[0].method, "PUT");
    EXPECT_EQ(full.actions[0].scope, Action::Scope::member);
    EXPECT_EQ(full.actions[1].scope, Action::Scope::collection);
}

TEST(Definition, CoreResourcesHaveNoOrigin) {
    const Definition core = definition_parse(
        "alias: network\ncore: true\nresources: {networks: {member: network, attributes: {id: {}}}}", "f");
    EXPECT_TRUE(core.core);
    EXPECT_EQ(core.resources[0].origin, "");
    EXPECT_EQ(core.resources[0].attributes[0].origin, "");
}

TEST(Definition, ReadsAnAttribute) {
    const Attribute plain = attribute_of("{}");
    EXPECT_EQ(plain.type, AttributeType::any);
    EXPECT_FALSE(plain.post || plain.put || plain.filter || plain.sort || plain.has_default || plain.internal ||
                 plain.index);
    EXPECT_TRUE(plain.visible);
    EXPECT_EQ(plain.origin, "shelf-ext");
    const Attribute full = attribute_of(
        "{type: bool, post: true, put: true, visible: false, filter: true, sort: true, primary_key: true, "
        "required_by_policy: true, "
        "policy: enforced, default: false, default_overrides_none: true, convert: to_boolean, validate: {values: "
        "[true]}, "
        "index: true, index_keys: [subnet_id]}");
    EXPECT_EQ(full.type, AttributeType::boolean);
    EXPECT_TRUE(full.post && full.put && full.filter && full.sort && full.primary_key && full.required_by_policy &&
                full.enforce_policy);
    EXPECT_FALSE(full.visible);
    EXPECT_TRUE(full.has_default && full.default_overrides_none && full.index);
    EXPECT_EQ(full.default_value, Value(false));
    EXPECT_THAT(full.index_keys, ElementsAre("subnet_id"));
    EXPECT_EQ(full.convert(Value("yes")), Value(true));
    EXPECT_EQ(full.validate_name, "type:values");
    EXPECT_EQ(json_text(full.validate_argument), "[true]");
    const Attribute unset = attribute_of("{default: unset}");
    EXPECT_TRUE(unset.has_default);
    EXPECT_TRUE(unset.default_value.is_unset());
    EXPECT_TRUE(attribute_of("{default: null}").default_value.is_null());
    EXPECT_EQ(attribute_of("{convert: [to_string, string_to_case_insensitive]}").convert(Value(true)), Value("true"));
}

TEST(Definition, ReadsEveryKindOfStorage) {
    EXPECT_EQ(attribute_of("{store: none}").store.kind, Storage::Kind::none);
    EXPECT_EQ(attribute_of("{store: computed}").store.kind, Storage::Kind::computed);
    const Storage standard = attribute_of("{store: standard}").store;
    EXPECT_EQ(standard.kind, Storage::Kind::standard);
    EXPECT_EQ(standard.column, "it");
    EXPECT_EQ(attribute_of("{store: {column: other}}").store.column, "other");
    const Storage side =
        attribute_of(
            "{store: {table: t, key: port_id, column: c, absent: true, where: {action: x}, json: true, columns: "
            "[{column: id, uuid: true}, {column: p, from: project_id}]}}")
            .store;
    EXPECT_EQ(side.kind, Storage::Kind::side);
    EXPECT_EQ(side.table, "t");
    EXPECT_EQ(side.key, "port_id");
    EXPECT_EQ(side.column, "c");
    EXPECT_EQ(side.absent, Value(true));
    EXPECT_EQ(side.where.at("action"), Value("x"));
    EXPECT_TRUE(side.json);
    EXPECT_TRUE(side.columns[0].generated_uuid);
    EXPECT_EQ(side.columns[1].from, "project_id");
    const Storage named = attribute_of("{store: {table: t, key: k}}").store;
    EXPECT_EQ(named.column, "it");
    EXPECT_TRUE(named.absent.is_null());
    const Storage presence = attribute_of("{store: {table: t, key: k, presence: true}}").store;
    EXPECT_TRUE(presence.presence);
    EXPECT_EQ(presence.column, "");
    const Storage list =
        attribute_of("{store: {list: t, key: k, order: o, columns: [{key: a, column: b, type: int}]}}").store;
    EXPECT_EQ(list.kind, Storage::Kind::list);
    EXPECT_EQ(list.order, "o");
    EXPECT_EQ(list.columns[0].key, "a");
    EXPECT_EQ(list.columns[0].type, AttributeType::integer);
}

TEST(Definition, NamesFileAndLineOfEachMistake) {
    EXPECT_EQ(error_of("descripton: x"),
              "shelf.yaml:3: the file has no key 'descripton'; there are alias, name, description, updated, module, "
              "requires, "
              "optional, plugins, core, always, tables, policy, resources, extends, standard_attributes");
    EXPECT_EQ(error_of("\ncore: yes"), "shelf.yaml:4: the file has text for 'core' where true or false is expected");
    EXPECT_THAT(error_of("requires: a"), HasSubstr("text for 'requires' where a list is expected"));
    EXPECT_THAT(error_of("requires: [1]"), HasSubstr("a number in 'requires' where text is expected"));
    EXPECT_THAT(error_of("updated: 5"), HasSubstr("a number for 'updated' where text is expected (quote it?)"));
    EXPECT_THAT(error_of("resources: []"), HasSubstr("'resources' is a list where a map is expected"));
    EXPECT_THAT(error_of("resources: {a: }"), HasSubstr("resource 'a' needs the key 'member'"));
    EXPECT_THAT(error_of("resources: {a: {member: b, prefix: qos}}"), HasSubstr("must begin with '/'"));
    EXPECT_THAT(error_of("resources: {a: {member: b, standard: a}}"), HasSubstr("no table"));
    EXPECT_THAT(error_of("resources: {a: {member: b, parent: {collection: c}}}"),
                HasSubstr("parent of resource 'a' needs the key 'member'"));
    EXPECT_THAT(error_of("resources: {a: {member: b, methods: [replace]}}"),
                AllOf(HasSubstr("no method 'replace'"), HasSubstr("create, list")));
    EXPECT_THAT(error_of("resources: {a: {member: b, actions: {c: {}}}}"),
                HasSubstr("action 'c' needs the key 'method'"));
    EXPECT_THAT(error_of("resources: {a: {member: b, actions: {c: {method: PATCH}}}}"),
                HasSubstr("'PATCH' for 'method'; there are GET"));
    EXPECT_THAT(error_of("resources: {a: {member: b, attributes: {c: {primary_key: true}, d: {primary_key: true}}}}"),
                HasSubstr("more than one attribute with 'primary_key'"));
    EXPECT_THAT(error_of("extends:\n  a:\n    table: x"),
                StartsWith("shelf.yaml:5: extension of 'a' has no key 'table'"));
    EXPECT_THAT(error_of("a: [1"), StartsWith("shelf.yaml:"));
    EXPECT_THROW(definition_parse("", "f"), DefinitionError);
    EXPECT_THROW(definition_parse("alias: a", "f"), DefinitionError);
    EXPECT_THROW(definition_read("/nowhere/at/all.yaml"), DefinitionError);
    EXPECT_THROW(definition_read(std::filesystem::temp_directory_path()), DefinitionError);
}

TEST(Definition, NamesMistakesOfAttributes) {
    EXPECT_THAT(attribute_error("{psot: true}"),
                StartsWith("shelf.yaml:7: attribute 'it' has no key 'psot'; there are type, post"));
    EXPECT_THAT(attribute_error("{type: text}"), HasSubstr("'text' for 'type'; there are any, bool"));
    EXPECT_THAT(attribute_error("{policy: strict}"), HasSubstr("there are enforced"));
    EXPECT_THAT(attribute_error("{validate: strin}"), HasSubstr("there is no validator 'strin'; there are "));
    EXPECT_THAT(attribute_error("{validate: {uuid: 5}}"), HasSubstr("validator 'uuid' takes no argument"));
    EXPECT_THAT(attribute_error("{validate: [uuid]}"), HasSubstr("needs a name or {name: argument} for 'validate'"));
    EXPECT_THAT(attribute_error("{convert: to_bool}"), HasSubstr("there is no converter 'to_bool'"));
    EXPECT_THAT(attribute_error("{convert: []}"), HasSubstr("empty list for 'convert'"));
    EXPECT_THAT(attribute_error("{internal: true, post: true}"), HasSubstr("internal"));
    EXPECT_THAT(attribute_error("{store: sometimes}"), HasSubstr("there are none, computed, standard"));
    EXPECT_THAT(attribute_error("{store: {key: k}}"), HasSubstr("'key', which goes with 'table' or 'list'"));
    EXPECT_THAT(attribute_error("{store: {table: t}}"), HasSubstr("store of attribute 'it' needs the key 'key'"));
    EXPECT_THAT(attribute_error("{store: {table: '', key: k}}"), HasSubstr("more than an empty 'table'"));
    EXPECT_THAT(attribute_error("{store: {table: t, list: t, key: k}}"), HasSubstr("both 'table' and 'list'"));
    EXPECT_THAT(attribute_error("{store: {table: t, key: k, column: c, presence: true}}"),
                HasSubstr("both 'presence' and 'column'"));
    EXPECT_THAT(attribute_error("{store: {table: t, key: k, columns: [{column: c}]}}"),
                HasSubstr("needs 'uuid' or 'from'"));
    EXPECT_THAT(attribute_error("{store: {list: t, key: k}}"), HasSubstr("needs 'columns'"));
    EXPECT_THAT(attribute_error("{store: {list: t, key: k, columns: [{column: a}, {key: b, column: b}]}}"),
                HasSubstr("either one column"));
    EXPECT_THAT(attribute_error("{store: {list: t, key: k, columns: [{column: a, key: b, uuid: true}]}}"),
                HasSubstr("more than one of"));
    EXPECT_THAT(attribute_error("{store: {list: t, key: k, where: {a: [1]}, columns: [{column: a}]}}"),
                HasSubstr("plain value for the column 'a'"));
    EXPECT_THAT(attribute_error("{store: {}}"), HasSubstr("needs 'column', 'table' or 'list'"));
    EXPECT_THAT(error_of("resources: {a: {member: b, attributes: {tenant_id: {}}}}"), HasSubstr("write 'project_id'"));
    EXPECT_THAT(error_of("extends: {a: {attributes: {tenant_id: {}}}}"), HasSubstr("write 'project_id'"));
}

// What a POST that leaves the attribute out has to pass.
void expect_default_accepted(const std::filesystem::path& file, const Attribute& attribute) {
    if (!attribute.post || !attribute.default_value.has_value()) return;
    EXPECT_NO_THROW(attribute_accept(attribute, attribute.default_value)) << file << " " << attribute.name;
}

TEST(Definition, AllOfOursAreRight) {
    std::size_t count = 0;
    for (const auto& entry : std::filesystem::directory_iterator(NEUTRINO_SOURCE_DIR "/api")) {
        if (entry.path().extension() != ".yaml") continue;
        ++count;
        const Definition definition = definition_read(entry.path());
        EXPECT_EQ(definition.alias, entry.path().stem().string());
        for (const ResourceType& type : definition.resources) {
            for (const Attribute& attribute : type.attributes) expect_default_accepted(entry.path(), attribute);
        }
        for (const TypeExtension& extension : definition.extends) {
            for (const Attribute& attribute : extension.attributes) expect_default_accepted(entry.path(), attribute);
        }
    }
    EXPECT_GT(count, 50U);
}

}  // namespace
}  // namespace neutrino::resource
