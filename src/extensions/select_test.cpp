#include "extensions/extensions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace neutrino::extensions {
namespace {

using resource::Definition;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

struct Links {
    std::vector<std::string> required = {};
    std::vector<std::string> optional = {};
};

Definition definition(const std::string& alias, Links links = {}) {
    Definition result;
    result.alias = alias;
    result.file = "/api/" + alias + ".yaml";
    result.required = std::move(links.required);
    result.optional = std::move(links.optional);
    return result;
}

Claims claims(const std::vector<std::string>& aliases) {
    Claims result;
    for (const std::string& alias : aliases) result[alias] = {"ml2"};
    return result;
}

std::vector<std::string> aliases(const Selection& selection) {
    std::vector<std::string> result;
    for (const Definition* each : selection.ordered) result.push_back(each->alias);
    return result;
}

std::string reason(const Selection& selection, const std::string& alias) {
    const auto found = std::find_if(selection.explained.begin(), selection.explained.end(),
                                    [&](const Explained& each) { return each.alias == alias; });
    return found == selection.explained.end() ? "not explained" : found->reason;
}

std::string failure(const Found& found, const Claims& claimed, const std::vector<std::string>& dropped = {}) {
    try {
        select(found, claimed, dropped);
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "selected";
}

TEST(Select, LoadsWhatIsClaimedOrNeedsNoPlugin) {
    Found found{{definition("agent"), definition("dvr"), definition("quotas"), definition("network")}, {}};
    found.definitions[1].plugins = {"router"};
    found.definitions[2].always = true;
    found.definitions[3].core = true;
    const Selection selection = select(found, {{"agent", {"ml2", "other"}}}, {});

    EXPECT_THAT(aliases(selection), ElementsAre("network", "agent", "quotas"));
    EXPECT_EQ(reason(selection, "network"), "part of the API itself");
    EXPECT_EQ(reason(selection, "agent"), "claimed by ml2, other");
    EXPECT_EQ(reason(selection, "quotas"), "needs no plugin");
    EXPECT_EQ(reason(selection, "dvr"), "no loaded plugin supports it (expected: router)");
    EXPECT_THAT(selection.warnings,
                ElementsAre("extension not loaded, for no loaded plugin supports it (expected: router): dvr"));
}

TEST(Select, WarnsOnceAPluginThatIsExpected) {
    Found found{{definition("dvr"), definition("qos"), definition("router"), definition("orphan")}, {}};
    found.definitions[0].plugins = found.definitions[2].plugins = {"router"};
    found.definitions[1].plugins = {"qos"};
    EXPECT_THAT(select(found, {}, {}).warnings,
                UnorderedElementsAre(HasSubstr("(expected: router): dvr, router"), HasSubstr("(expected: qos): qos"),
                                     HasSubstr("supports it: orphan")));
}

TEST(Select, ExplainsLoadedOnesFirstAndSaysWhichAreLoaded) {
    const Found found{{definition("a"), definition("b")}, {}};
    const Selection selection = select(found, claims({"b"}), {});
    ASSERT_EQ(selection.explained.size(), 2u);
    EXPECT_EQ(selection.explained[0].alias, "b");
    EXPECT_TRUE(selection.explained[0].loaded);
    EXPECT_EQ(selection.explained[0].file, "/api/b.yaml");
    EXPECT_EQ(selection.explained[1].alias, "a");
    EXPECT_FALSE(selection.explained[1].loaded);
}

TEST(Select, PutsRequirementsFirst) {
    const Found found{{definition("a", {.required = {"b", "c"}}), definition("b", {.required = {"c"}}), definition("c"),
                       definition("d")},
                      {}};
    const Selection selection = select(found, claims({"a", "b", "c", "d"}), {});
    EXPECT_THAT(aliases(selection), ElementsAre("c", "d", "b", "a"));
    EXPECT_EQ(reason(selection, "a"), "claimed by ml2; after b, c, which it requires");
}

TEST(Select, PutsCoreOnesFirst) {
    Found found{{definition("a"), definition("subnets", {.required = {"networks"}}), definition("networks")}, {}};
    found.definitions[1].core = found.definitions[2].core = true;
    EXPECT_THAT(aliases(select(found, claims({"a"}), {})), ElementsAre("networks", "a", "subnets"));
}

TEST(Select, PutsOptionalOnesFirstWhenTheyAreLoaded) {
    const Found found{
        {definition("a", {.optional = {"c", "absent", "unclaimed"}}), definition("c"), definition("unclaimed")}, {}};
    const Selection selection = select(found, claims({"a", "c"}), {});
    EXPECT_THAT(aliases(selection), ElementsAre("c", "a"));
    EXPECT_EQ(reason(selection, "a"), "claimed by ml2; after c, which is optional");
}

TEST(Select, BreaksACycleOfOptionalOnesWhereItIs) {
    const Found found{{definition("after", {.optional = {"b"}}), definition("a", {.optional = {"b"}}),
                       definition("b", {.required = {"c"}, .optional = {"a"}}), definition("c")},
                      {}};
    const Selection selection = select(found, claims({"after", "a", "b", "c"}), {});
    EXPECT_THAT(aliases(selection), ElementsAre("c", "b", "after", "a"));
    EXPECT_THAT(selection.warnings, IsEmpty());
}

TEST(Select, BreaksACycleOfRequiredAndOptional) {
    const Found found{
        {definition("description", {.optional = {"segment"}}), definition("segment", {.required = {"description"}})},
        {}};
    const Selection selection = select(found, claims({"description", "segment"}), {});
    EXPECT_THAT(aliases(selection), ElementsAre("description", "segment"));
    EXPECT_EQ(reason(selection, "description"),
              "claimed by ml2; not after segment, which is optional: they wait for each other");
}

TEST(Select, RefusesAClaimedAliasWithoutADefinition) {
    EXPECT_THAT(failure({{definition("a")}, {}}, claims({"a", "ghost"})),
                AllOf(HasSubstr("ExtensionsNotFound"), HasSubstr("'ghost'"), HasSubstr("ml2")));
}

TEST(Select, SaysWhatTheSearchPassedOver) {
    EXPECT_THAT(failure({{}, {"/api/a.yaml:3: unknown key 'reqires'"}}, claims({"a"})),
                AllOf(HasSubstr("'a'"), HasSubstr("/api/a.yaml:3")));
}

TEST(Select, RefusesARequirementThatNobodyDefines) {
    EXPECT_THAT(failure({{definition("a", {.required = {"ghost"}})}, {}}, claims({"a"})),
                AllOf(HasSubstr("ExtensionsNotFound"), HasSubstr("'a' (/api/a.yaml): it requires 'ghost'")));
}

TEST(Select, RefusesARequirementThatNoPluginSupports) {
    Found found{{definition("a", {.required = {"router"}}), definition("router")}, {}};
    found.definitions[1].plugins = {"router"};
    EXPECT_THAT(
        failure(found, claims({"a"})),
        HasSubstr("'a' (/api/a.yaml): it requires 'router', but no loaded plugin supports it (expected: router)"));
}

TEST(Select, NamesEveryoneWhoWaits) {
    const Found found{{definition("a", {.required = {"b"}}), definition("b", {.required = {"ghost"}})}, {}};
    EXPECT_THAT(failure(found, claims({"a", "b"})),
                AllOf(HasSubstr("'a' (/api/a.yaml): it requires 'b', which is not loaded either"),
                      HasSubstr("'b' (/api/b.yaml): it requires 'ghost'")));
}

TEST(Select, RefusesACycleAndShowsIt) {
    const Found found{{definition("a", {.required = {"b"}}), definition("b", {.required = {"c"}}),
                       definition("c", {.required = {"a"}}), definition("d", {.required = {"c"}})},
                      {}};
    EXPECT_THAT(failure(found, claims({"a", "b", "c", "d"})),
                AllOf(HasSubstr("a -> b -> c -> a"),
                      HasSubstr("'d' (/api/d.yaml): it requires 'c', which is not loaded either")));
}

TEST(Select, RefusesWhatRequiresItself) {
    EXPECT_THAT(failure({{definition("a", {.required = {"a"}})}, {}}, claims({"a"})), HasSubstr("a -> a"));
}

TEST(Select, DropsExtensionsOfDefaultPlugins) {
    const Found found{{definition("auto-allocated-topology", {.required = {"router"}}), definition("tag"),
                       definition("wants-it-first", {.optional = {"auto-allocated-topology"}})},
                      {}};
    const Claims claimed = claims({"auto-allocated-topology", "tag", "wants-it-first"});
    const std::vector<std::string> dropped{"auto-allocated-topology"};
    const Selection selection = select(found, claimed, dropped);
    EXPECT_THAT(aliases(selection), ElementsAre("tag", "wants-it-first"));
    EXPECT_EQ(reason(selection, "wants-it-first"), "claimed by ml2");
    EXPECT_THAT(selection.warnings, ElementsAre(AllOf(HasSubstr("auto-allocated-topology"), HasSubstr("'router'"))));
}

TEST(Select, DropsNothingThatAnotherExtensionRequires) {
    const Found found{{definition("default", {.required = {"router"}}), definition("mine", {.required = {"default"}})},
                      {}};
    EXPECT_THAT(failure(found, claims({"default", "mine"}), {"default"}),
                HasSubstr("'mine' (/api/mine.yaml): it requires 'default'"));
}

}  // namespace
}  // namespace neutrino::extensions
