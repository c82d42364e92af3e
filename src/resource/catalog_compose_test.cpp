#include "resource/definition.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace neutrino::resource {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

Definition extension(std::string_view alias, std::string_view body) {
    return definition_parse("alias: " + std::string(alias) + "\nname: N\n" + std::string(body),
                            std::string(alias) + ".yaml");
}

Definition shelves() {
    return definition_parse(R"(
alias: shelf
core: true
resources:
  shelves:
    member: shelf
    table: shelves
    standard: shelves
    attributes:
      id: {type: string, primary_key: true}
      name: {type: string}
      description: {type: string, post: true}
  wheels:
    member: wheel
    attributes: {id: {type: string}}
)",
                            "shelf.yaml");
}

std::vector<std::string> names(const ResourceType& type) {
    std::vector<std::string> names;
    for (const Attribute& attribute : type.attributes) names.push_back(attribute.name);
    return names;
}

std::string error_of(std::initializer_list<const Definition*> definitions) {
    Catalog catalog;
    try {
        catalog_compose(definitions, catalog);
    } catch (const DefinitionError& error) {
        return error.what();
    }
    return "none";
}

void compose(std::initializer_list<const Definition*> definitions, Catalog& catalog) {
    catalog_compose(definitions, catalog);
}

TEST(CatalogCompose, AddsResourcesThenWhatExtendsThem) {
    const Definition core = shelves();
    const Definition books = extension("books", R"(
resources: {books: {member: book, parent: {collection: shelves, member: shelf}, table: books, attributes: {title: {}}}}
extends:
  shelves: {attributes: {width: {type: int}}, actions: {sort: {method: PUT}}}
  nowhere: {attributes: {x: {}}})");
    Catalog catalog;
    compose({&books, &core}, catalog);
    EXPECT_EQ(catalog.all().size(), 3U);
    EXPECT_EQ(catalog.find("nowhere"), nullptr);
    const ResourceType& type = catalog.get("shelves");
    EXPECT_THAT(names(type), ElementsAre("id", "name", "description", "width"));
    EXPECT_EQ(type.attribute("name")->origin, "");
    EXPECT_EQ(type.attribute("width")->origin, "books");
    EXPECT_EQ(type.actions.at(0).origin, "books");
    EXPECT_EQ(type.id_index, 0);
    EXPECT_EQ(type.field<std::int64_t>("width").index, 3);
    EXPECT_EQ(catalog.get("books").parent->collection, "shelves");
}

TEST(CatalogCompose, SettlesWhereAttributesAreKept) {
    const Definition core = shelves();
    const Definition more = extension(
        "more", "extends: {shelves: {attributes: {w: {store: {column: width}}}}, wheels: {attributes: {size: {}}}}");
    Catalog catalog;
    compose({&core, &more}, catalog);
    const Storage& name = catalog.get("shelves").attribute("name")->store;
    EXPECT_EQ(name.kind, Storage::Kind::column);
    EXPECT_EQ(name.column, "name");
    EXPECT_EQ(catalog.get("shelves").attribute("w")->store.column, "width");
    EXPECT_EQ(catalog.get("wheels").attribute("size")->store.kind, Storage::Kind::none);
}

TEST(CatalogCompose, StandardAttributesGoToTypesThatHaveThem) {
    const Definition core = shelves();
    const Definition standard = extension("standard-attr-x", R"(
standard_attributes:
  description: {type: string, store: standard}
  revision_number: {type: int, store: standard})");
    Catalog catalog;
    compose({&standard, &core}, catalog);
    const ResourceType& type = catalog.get("shelves");
    EXPECT_THAT(names(type), ElementsAre("id", "name", "description", "revision_number"));
    EXPECT_TRUE(type.attribute("description")->post) << "the type's own stays";
    EXPECT_EQ(type.revision_index, 3);
    EXPECT_EQ(type.attribute("revision_number")->origin, "standard-attr-x");
    EXPECT_THAT(names(catalog.get("wheels")), ElementsAre("id"));
    const Definition again = extension("again", "standard_attributes: {revision_number: {store: standard}}");
    EXPECT_THAT(error_of({&core, &standard, &again}),
                AllOf(HasSubstr("again.yaml"), HasSubstr("standard-attr-x.yaml")));
}

TEST(CatalogCompose, ReplacesWhatItRequires) {
    const Definition core = shelves();
    const Definition first =
        extension("first", "extends: {shelves: {attributes: {width: {type: int}}, actions: {ring: {method: PUT}}}}");
    const Definition second =
        extension("second", "requires: [first]\nextends: {shelves: {attributes: {name: {type: string, put: true}}}}");
    const Definition third = extension("third",
                                       "requires: [second]\nextends: {shelves: {attributes: {width: {type: int, put: "
                                       "true}}, actions: {ring: {method: GET}}}}");
    Catalog catalog;
    compose({&core, &first, &second, &third}, catalog);
    const ResourceType& type = catalog.get("shelves");
    EXPECT_THAT(names(type), ElementsAre("id", "name", "description", "width")) << "in the place of the old one";
    EXPECT_TRUE(type.attribute("width")->put);
    EXPECT_EQ(type.attribute("width")->origin, "third");
    EXPECT_TRUE(type.attribute("name")->put) << "core ones need not be named";
    EXPECT_EQ(type.actions.at(0).method, "GET");
    const Definition stranger =
        extension("stranger", "requires: [stranger]\nextends: {shelves: {attributes: {width: {}}}}");
    EXPECT_THAT(error_of({&core, &first, &stranger}),
                AllOf(HasSubstr("stranger.yaml: 'width' of 'shelves' is already defined by first.yaml"),
                      HasSubstr("name 'first' in 'requires'")));
}

TEST(CatalogCompose, NamesBothFilesOfAConflict) {
    const Definition core = shelves();
    const Definition twin = extension("twin", "resources: {shelves: {member: shelf}}");
    EXPECT_EQ(error_of({&core, &twin}), "twin.yaml: resource 'shelves' is already defined by shelf.yaml");
}

TEST(CatalogCompose, RefusesStorageThatCannotBe) {
    const Definition core = shelves();
    const auto refused = [&core](std::string_view attributes) {
        const Definition odd = extension("odd", "extends: {wheels: {attributes: " + std::string(attributes) + "}}");
        return error_of({&core, &odd});
    };
    EXPECT_THAT(refused("{x: {store: {column: y}}}"),
                HasSubstr("odd.yaml: attribute 'x' of 'wheels' is kept in a column, but the resource has no table"));
    EXPECT_THAT(refused("{x: {store: standard}}"), HasSubstr("needs 'standard'"));
    EXPECT_THAT(refused("{x: {store: {table: t, key: k}}}"), HasSubstr("has none itself"));
    const Definition copy = extension(
        "copy",
        "extends: {shelves: {attributes: {x: {store: {table: t, key: k, columns: [{column: p, from: project_id}]}}}}}");
    EXPECT_THAT(error_of({&core, &copy}),
                HasSubstr("copies the column 'p' from 'project_id', which the resource lacks"));
}

TEST(CatalogCompose, GivesUrlsToATypeDefinedWithout) {
    const Definition hidden = extension("hidden", "resources: {cellars: {member: cellar, api: false}}");
    const Definition opened = extension("opened", "extends: {cellars: {api: true}}");
    Catalog without;
    compose({&hidden}, without);
    EXPECT_FALSE(without.get("cellars").api);
    Catalog with;
    compose({&hidden, &opened}, with);
    EXPECT_TRUE(with.get("cellars").api);
}

TEST(CatalogCompose, WorksOnce) {
    const Definition core = shelves();
    Catalog catalog;
    compose({&core}, catalog);
    EXPECT_THROW(compose({&core}, catalog), std::logic_error);
}

}  // namespace
}  // namespace neutrino::resource
