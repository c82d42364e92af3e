#include "api/router.h"

#include "api/test_support.h"

#include <gtest/gtest.h>

namespace neutrino::api {
namespace {

using Kind = Route::Kind;

struct RouterTest : testing::Test {
    test::World world;
    Router router{world.catalog};
    Kind kind(std::string_view path) const { return router.match(path).kind; }
    std::string collection(std::string_view path) const {
        const Route route = router.match(path);
        return route.type != nullptr ? route.type->collection : "";
    }
};

TEST_F(RouterTest, CollectionsAndMembers) {
    EXPECT_EQ(kind("/networks"), Kind::collection);
    EXPECT_EQ(collection("/networks"), "networks");
    const Route member = router.match("/networks/abc");
    EXPECT_EQ(member.kind, Kind::member);
    EXPECT_EQ(member.id, "abc");
    EXPECT_EQ(kind("/"), Kind::index);
    EXPECT_EQ(kind(""), Kind::nothing);
    EXPECT_EQ(kind("/nope"), Kind::nothing);
    EXPECT_EQ(kind("/network"), Kind::nothing);
    EXPECT_EQ(kind("/networks/a/nope"), Kind::nothing);
    EXPECT_EQ(kind("/networks/a/nope/nope"), Kind::nothing);
}

TEST_F(RouterTest, SpellingsOfOneThing) {
    for (const char* path : {"/rule-types", "/rule_types", "/qos/rule-types", "/qos/rule_types", "/qos/rule-types/",
                             "/rule-types.json", "//rule-types//"}) {
        EXPECT_EQ(collection(path), "rule_types") << path;
        EXPECT_EQ(kind(path), Kind::collection) << path;
    }
    EXPECT_EQ(router.match("/networks/abc.json").id, "abc");
    EXPECT_EQ(router.match("/networks/abc/").id, "abc");
    EXPECT_EQ(router.match("/networks/a.b").id, "a.b");
    EXPECT_EQ(kind("/networks.xml"), Kind::nothing);
    EXPECT_EQ(kind("/" + std::string(1000, 'x')), Kind::nothing);
}

TEST_F(RouterTest, OnlyTheRightPrefixIsTaken) {
    EXPECT_EQ(kind("/qos/networks"), Kind::nothing);
    EXPECT_EQ(kind("/networks/policies"), Kind::member);
    EXPECT_EQ(kind("/qos"), Kind::nothing);
    EXPECT_EQ(kind("/other/policies"), Kind::nothing);
}

TEST_F(RouterTest, SubResourcesNameTheirParent) {
    const Route list = router.match("/qos/policies/p/speed-rules");
    EXPECT_EQ(list.kind, Kind::collection);
    EXPECT_EQ(list.type->collection, "speed_rules");
    EXPECT_EQ(list.parent_id, "p");
    const Route member = router.match("/policies/p/speed_rules/r.json");
    EXPECT_EQ(member.kind, Kind::member);
    EXPECT_EQ(member.parent_id, "p");
    EXPECT_EQ(member.id, "r");
    EXPECT_EQ(kind("/speed_rules"), Kind::nothing);
    EXPECT_EQ(kind("/networks/n/speed_rules"), Kind::nothing);
}

TEST_F(RouterTest, ActionsBelongToTheirScope) {
    const Route poke = router.match("/networks/n/poke");
    EXPECT_EQ(poke.kind, Kind::member_action);
    EXPECT_EQ(poke.id, "n");
    EXPECT_EQ(poke.action->name, "poke");
    const Route census = router.match("/networks/census");
    EXPECT_EQ(census.kind, Kind::collection_action);
    EXPECT_EQ(census.id, "");
    EXPECT_EQ(kind("/networks/n/census"), Kind::nothing);
    EXPECT_EQ(kind("/networks/poke"), Kind::member);
    EXPECT_EQ(kind("/networks/n/poke/more"), Kind::nothing);
    EXPECT_EQ(kind("/networks/n/action"), Kind::body_action);
}

TEST_F(RouterTest, TagsBelongToTypesThatHaveThem) {
    EXPECT_EQ(kind("/networks/n/tags"), Kind::tags);
    const Route tag = router.match("/networks/n/tags/a.b c");
    EXPECT_EQ(tag.kind, Kind::tag);
    EXPECT_EQ(tag.id, "n");
    EXPECT_EQ(tag.tag, "a.b c");
    EXPECT_EQ(kind("/networks/n/tags/a/b"), Kind::nothing);
    EXPECT_EQ(kind("/policies/p/tags"), Kind::nothing);
}

TEST_F(RouterTest, Extensions) {
    EXPECT_EQ(kind("/extensions"), Kind::extensions);
    EXPECT_EQ(kind("/extensions.json"), Kind::extensions);
    EXPECT_EQ(router.match("/extensions/l3-ha.json").id, "l3-ha");
}

TEST(RouterClashTest, TwoTypesWithOnePathAreRefused) {
    Catalog catalog;
    for (const char* collection : {"one_things", "other_things"}) {
        ResourceType type;
        type.collection = collection;
        type.path = "things";
        catalog.add(std::move(type)).seal();
    }
    try {
        const Router router(catalog);
        FAIL() << "no error";
    } catch (const std::runtime_error& error) {
        EXPECT_NE(std::string(error.what()).find("one_things"), std::string::npos);
        EXPECT_NE(std::string(error.what()).find("other_things"), std::string::npos);
    }
}

}  // namespace
}  // namespace neutrino::api
