// What lists and shows answer, through the whole API.

#include "api/test_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <tuple>

namespace neutrino::api {
namespace {

using test::outcome;
using test::World;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::UnorderedElementsAre;

struct ReadingTest : testing::Test {
    World world;

    std::string network(const std::string& attributes) {
        return world.create("/networks", "{\"network\": {" + attributes + "}}");
    }
    // Values of `attribute` in the list that a GET answers.
    std::vector<std::string> listed(const RequestContext& context, const std::string& target,
                                    std::string_view attribute = "name") {
        const http::Response response = world.ask(context, "GET", target);
        EXPECT_EQ(response.status, 200) << response.body;
        std::vector<std::string> values;
        const Value body = World::json(response);
        for (const Value& item : body.members().front().value.items()) values.push_back(item.at(attribute).str());
        return values;
    }
    std::vector<std::string> listed(const std::string& target) { return listed(World::admin(), target); }
    // "next previous": the relations of the links of a page.
    std::string links(const std::string& target) {
        std::string text;
        const Value page = world.json("GET", target);
        for (const Value& link : page.at("networks_links").items()) {
            text += (text.empty() ? "" : " ") + link.at("rel").str();
        }
        return text;
    }
};

TEST_F(ReadingTest, AResourceIsShownWithItsAttributes) {
    const std::string id = network(R"("name": "a\"b", "mtu": 1400, "project_id": "p1")");
    const Value shown = world.json("GET", "/networks/" + id).at("network");
    EXPECT_EQ(shown.at("name"), Value("a\"b"));
    EXPECT_EQ(shown.at("mtu"), Value(1400));
    EXPECT_EQ(shown.at("shared"), Value(false));
    EXPECT_EQ(shown.at("project_id"), Value("p1"));
    EXPECT_EQ(shown.at("tenant_id"), Value("p1"));
    EXPECT_EQ(shown.at("ports"), Value::list()) << "computed";
    EXPECT_EQ(shown.find("secret"), nullptr) << "internal";
    EXPECT_EQ(shown.find("tags-any"), nullptr) << "not visible";
    EXPECT_EQ(shown.find("status"), nullptr) << "has no value";
    EXPECT_EQ(outcome(world.ask("GET", "/networks/nope")), "404 NetworkNotFound");
    EXPECT_EQ(outcome(world.ask("GET", "/policies/nope")), "404 QosPolicyNotFound");
}

TEST_F(ReadingTest, FieldsRestrictWhatIsShown) {
    const std::string id = network(R"("name": "a")");
    EXPECT_EQ(world.ask("GET", "/networks/" + id + "?fields=name").body, R"({"network":{"name":"a"}})");
    EXPECT_EQ(world.ask("GET", "/networks?fields=name").body, R"({"networks":[{"name":"a"}]})");
    EXPECT_EQ(world.ask("GET", "/networks?fields=bogus").body, R"({"networks":[{}]})");
    EXPECT_EQ(world.ask("GET", "/networks/" + id + "?fields=tenant_id").body, R"({"network":{"tenant_id":"admins"}})");
    EXPECT_EQ(world.ask("GET", "/ports").body, R"({"ports":[]})");
}

TEST_F(ReadingTest, ProjectsSeeTheirOwnAndWhatIsShared) {
    network(R"("name": "mine", "project_id": "p1")");
    const std::string theirs = network(R"("name": "theirs", "project_id": "p2")");
    EXPECT_THAT(listed(World::member("p1"), "/networks"), ElementsAre("mine"));
    EXPECT_THAT(listed(World::member("p1"), "/networks?project_id=p2"), ElementsAre());
    EXPECT_EQ(outcome(world.ask(World::member("p1"), "GET", "/networks/" + theirs)), "404 NetworkNotFound");
    RequestContext nobody = World::member("");
    EXPECT_THAT(listed(nobody, "/networks"), ElementsAre());
    RequestContext service = World::member("p3");
    service.is_advsvc = true;
    EXPECT_THAT(listed(service, "/networks"), ElementsAre()) << "in scope, but this policy doesn't let it";
}

TEST_F(ReadingTest, BehavioursSayWhatElseIsVisibleAndPolicyHasTheLastWord) {
    struct Sharing : Behaviour {
        bool visible(const RequestContext&, const View&, const Record& network) const override {
            return network.get("shared").as_bool() || network.get("name").as_string() == "hinted";
        }
    };
    world.handlers.behave("test", "networks", std::make_unique<Sharing>());
    const std::string shared = network(R"("name": "shared", "shared": true)");
    const std::string hinted = network(R"("name": "hinted")");
    network(R"("name": "other")");
    EXPECT_THAT(listed(World::member("p1"), "/networks"), ElementsAre("shared"));
    EXPECT_EQ(outcome(world.ask(World::member("p1"), "GET", "/networks/" + shared)), "200");
    EXPECT_EQ(outcome(world.ask(World::member("p1"), "GET", "/networks/" + hinted)), "404 HTTPNotFound");
}

TEST_F(ReadingTest, AttributesAreHiddenByTheirRules) {
    struct Active : Behaviour {
        RecordPtr create(Transaction& transaction, const RequestContext&, Draft& draft) override {
            draft.record.set("status", "ACTIVE");
            return transaction.insert(draft.record);
        }
    };
    world.handlers.behave("test", "networks", std::make_unique<Active>());
    const std::string id = network(R"("name": "n", "project_id": "p1")");
    EXPECT_THAT(world.ask("GET", "/networks/" + id).body, HasSubstr("ACTIVE"));
    EXPECT_THAT(world.ask(World::member("p1"), "GET", "/networks/" + id).body, Not(HasSubstr("ACTIVE")));
    EXPECT_THAT(world.ask(World::member("p1"), "GET", "/networks").body, Not(HasSubstr("ACTIVE")));
}

TEST_F(ReadingTest, RulesThatLookAtTheResourceAreAskedAboutEach) {
    struct SeesAll : Behaviour {
        bool visible(const RequestContext&, const View&, const Record&) const override { return true; }
    };
    world.handlers.behave("test", "ports", std::make_unique<SeesAll>());
    const std::string own = network(R"("project_id": "p1")");
    const std::string other = network(R"("project_id": "p2")");
    const auto port = [&](const std::string& network_id, const char* project, const char* name) {
        world.create("/ports", R"({"port": {"host": "h", "network_id": ")" + network_id + R"(", "project_id": ")" +
                                   project + R"(", "name": ")" + name + "\"}}");
    };
    port(own, "p2", "guest");
    port(other, "p1", "abroad");
    port(other, "p2", "foreign");
    const Value ports = world.json("GET", "/ports");
    ASSERT_EQ(ports.at("ports").items().size(), 3U);
    // get_port: one's own, and those on one's networks; get_port:host: those on one's networks.
    const Value seen = World::json(world.ask(World::member("p1"), "GET", "/ports"));
    ASSERT_EQ(seen.at("ports").items().size(), 2U);
    for (const Value& item : seen.at("ports").items()) {
        EXPECT_EQ(item.find("host") != nullptr, item.at("name") == Value("guest"));
    }
}

TEST_F(ReadingTest, FiltersAreAndedAndTheirValuesOred) {
    network(R"("name": "a", "mtu": 1)");
    network(R"("name": "b", "mtu": 1)");
    network(R"("name": "b", "mtu": 2, "project_id": "p1")");
    EXPECT_THAT(listed("/networks?name=b&mtu=1"), ElementsAre("b"));
    EXPECT_THAT(listed("/networks?name=a&name=b&mtu=1"), UnorderedElementsAre("a", "b"));
    EXPECT_THAT(listed("/networks?name=nope"), ElementsAre());
    EXPECT_THAT(listed("/networks?revision_number=abc"), ElementsAre());
    EXPECT_THAT(listed("/networks?tenant_id=p1&project_id=admins"), ElementsAre());
    EXPECT_THAT(listed("/networks?tenant_id=p1&tenant_id=admins&name=b"), ElementsAre("b", "b"));
    EXPECT_EQ(outcome(world.ask("GET", "/networks?bogus=1")), "400 HTTPBadRequest");
}

TEST_F(ReadingTest, PartsOfObjectsAreFound) {
    const std::string net = network("");
    const auto port = [&](const char* name, const std::string& ips) {
        world.create("/ports", R"({"port": {"network_id": ")" + net + R"(", "name": ")" + name +
                                   R"(", "fixed_ips": [)" + ips + "]}}");
    };
    const std::string subnet = "11111111-1111-1111-1111-111111111111";
    const std::string ip = R"({"subnet_id": "11111111-1111-1111-1111-111111111111", "ip_address": )";
    port("one", ip + R"("10.0.0.1"})");
    port("two", ip + R"("10.0.0.2"}, )" + ip + R"("10.9.0.2"})");
    port("none", "");
    EXPECT_THAT(listed("/ports?fixed_ips=ip_address=10.0.0.2"), ElementsAre("two"));
    EXPECT_THAT(listed("/ports?fixed_ips=ip_address_substr=0.0.2"), ElementsAre("two"));
    EXPECT_THAT(listed("/ports?fixed_ips=subnet_id=" + subnet), UnorderedElementsAre("one", "two"));
    EXPECT_THAT(listed("/ports?fixed_ips=subnet_id=" + subnet + "&fixed_ips=ip_address=10.0.0.1"), ElementsAre("one"));
    EXPECT_THAT(listed("/ports?fixed_ips=bogus=1"), ElementsAre());
    EXPECT_EQ(outcome(world.ask("GET", "/ports?fixed_ips=bogus")), "400 InvalidInput");
}

TEST_F(ReadingTest, AnIndexSparesTheScan) {
    const std::string one = network("");
    const std::string two = network("");
    for (const std::string& net : {one, two}) world.create("/ports", R"({"port": {"network_id": ")" + net + "\"}}");
    world.database.committed.scans = 0;
    EXPECT_EQ(listed("/ports?network_id=" + one).size(), 1U);
    EXPECT_EQ(listed("/ports?network_id=" + one + "&network_id=" + two).size(), 2U);
    EXPECT_EQ(listed("/ports?network_id=" + one + "&network_id=" + one).size(), 1U);
    EXPECT_EQ(listed("/ports?fixed_ips=subnet_id=x").size(), 0U);
    EXPECT_EQ(listed("/networks?id=" + one + "&id=" + one + "&id=nope&fields=id").size(), 1U);
    EXPECT_EQ(listed("/networks?tags=a").size(), 0U);
    EXPECT_EQ(listed(World::member("p1"), "/ports").size(), 0U);
    EXPECT_EQ(world.database.committed.scans, 0U);
    EXPECT_EQ(listed("/ports?name=x").size(), 0U);
    EXPECT_EQ(world.database.committed.scans, 1U);
}

TEST_F(ReadingTest, WhatABehaviourMakesVisibleIsFoundWithoutAScan) {
    // Ports on one's own networks.
    struct OnOwnNetworks : Behaviour {
        explicit OnOwnNetworks(const ResourceType& type) : networks(type) {}
        bool visible(const RequestContext& context, const View& view, const Record& port) const override {
            const RecordPtr network = view.find(networks, port.get("network_id").as_string());
            return network && network->project_id() == context.project_id;
        }
        std::optional<std::vector<LookUp>> visible_among(const RequestContext& context,
                                                         const View& view) const override {
            std::vector<LookUp> places;
            for (const RecordPtr& network : view.find_by(networks, "project_id", Value(context.project_id))) {
                places.push_back({"network_id", Value(network->id())});
            }
            return places;
        }
        const ResourceType& networks;
    };
    world.handlers.behave("test", "ports", std::make_unique<OnOwnNetworks>(world.catalog.get("networks")));
    const std::string own = network(R"("project_id": "p1")");
    const std::string other = network(R"("project_id": "p2")");
    for (const auto& [net, project, name] : {std::tuple(own, "p1", "mine"), std::tuple(own, "p2", "guest"),
                                             std::tuple(other, "p1", "abroad"), std::tuple(other, "p2", "foreign")}) {
        world.create("/ports", R"({"port": {"network_id": ")" + net + R"(", "project_id": ")" + project +
                                   R"(", "name": ")" + name + "\"}}");
    }
    world.database.committed.scans = 0;
    EXPECT_THAT(listed(World::member("p1"), "/ports"), UnorderedElementsAre("mine", "guest", "abroad"));
    EXPECT_THAT(listed(World::member("p3"), "/ports"), ElementsAre());
    EXPECT_EQ(world.database.committed.scans, 0U);
}

TEST_F(ReadingTest, ListsAreSorted) {
    for (const char* attributes :
         {R"("name": "b", "mtu": 2)", R"("name": "a", "mtu": 1)", R"("name": "c", "mtu": 2)"}) {
        network(attributes);
    }
    EXPECT_THAT(listed("/networks?sort_key=name&sort_dir=asc"), ElementsAre("a", "b", "c"));
    EXPECT_THAT(listed("/networks?sort_key=name&sort_dir=desc"), ElementsAre("c", "b", "a"));
    EXPECT_THAT(listed("/networks?sort_key=mtu&sort_dir=desc&sort_key=name&sort_dir=desc"), ElementsAre("c", "b", "a"));
    EXPECT_THAT(listed("/networks?sort_key=mtu&sort_dir=asc&sort_key=name&sort_dir=desc"), ElementsAre("a", "c", "b"));
    const std::vector<std::string> ids = listed(World::admin(), "/networks", "id");
    EXPECT_TRUE(std::is_sorted(ids.begin(), ids.end())) << "by id, if by nothing else";
}

TEST_F(ReadingTest, PagesGoForwardAndBackward) {
    std::vector<std::string> id;
    for (const char* name : {"1", "2", "3", "4", "5"}) id.push_back(network(std::string(R"("name": ")") + name + "\""));
    for (const std::string& order :
         {std::string("&sort_key=name&sort_dir=asc"), std::string("&sort_key=mtu&sort_dir=asc"
                                                                  "&sort_key=name&sort_dir=asc")}) {
        const std::string page = "/networks?limit=2" + order;
        EXPECT_THAT(listed(page), ElementsAre("1", "2"));
        EXPECT_THAT(listed(page + "&marker=" + id[1]), ElementsAre("3", "4"));
        EXPECT_THAT(listed(page + "&marker=" + id[3]), ElementsAre("5"));
        EXPECT_THAT(listed(page + "&marker=" + id[4]), ElementsAre());
        EXPECT_THAT(listed(page + "&page_reverse=True&marker=" + id[3]), ElementsAre("2", "3"));
        EXPECT_THAT(listed(page + "&page_reverse=True&marker=" + id[1]), ElementsAre("1"));
        EXPECT_THAT(listed(page + "&page_reverse=True"), ElementsAre("4", "5"));
    }
    EXPECT_THAT(listed("/networks?limit=2&sort_key=name&sort_dir=desc&marker=" + id[3]), ElementsAre("3", "2"));
    EXPECT_EQ(outcome(world.ask("GET", "/networks?limit=2&marker=nope")), "404 NetworkNotFound");
    EXPECT_EQ(listed("/networks?limit=0").size(), 5U);
}

TEST_F(ReadingTest, PagesById) {
    for (int i = 0; i < 7; ++i) network("");
    std::vector<std::string> all = listed(World::admin(), "/networks", "id");
    std::vector<std::string> forward;
    std::string target = "/networks?limit=3";
    for (auto page = listed(World::admin(), target, "id"); !page.empty();
         page = listed(World::admin(), target + "&marker=" + page.back(), "id")) {
        forward.insert(forward.end(), page.begin(), page.end());
    }
    EXPECT_EQ(forward, all);
    std::vector<std::string> backward;
    target += "&page_reverse=true";
    for (auto page = listed(World::admin(), target, "id"); !page.empty();
         page = listed(World::admin(), target + "&marker=" + page.front(), "id")) {
        backward.insert(backward.begin(), page.begin(), page.end());
    }
    EXPECT_EQ(backward, all);
}

TEST_F(ReadingTest, LinksFollowNeutronsRules) {
    for (int i = 0; i < 3; ++i) network("");
    EXPECT_EQ(links("/networks?limit=2"), "next previous");
    EXPECT_EQ(links("/networks?limit=3"), "next previous");
    EXPECT_EQ(links("/networks?limit=4"), "previous");
    EXPECT_EQ(links("/networks?limit=4&page_reverse=True"), "next");
    EXPECT_EQ(links("/networks?limit=2&name=nope"), "previous");
    EXPECT_EQ(links("/networks"), "");
}

TEST_F(ReadingTest, LinksKeepTheQueryAndTheSchemeOfTheClient) {
    const std::string id = network(R"("name": "a b")");
    const std::string target = "/networks?name=a+b&limit=1&marker=" + id + "&fields=id";
    const auto href = [&](const http::Headers& headers, std::size_t link) {
        const Value page =
            World::json(world.ask(World::admin(), "GET", "/networks?name=a+b&limit=1&fields=id", {}, headers));
        return page.at("networks_links").items()[link].at("href").str();
    };
    EXPECT_EQ(href({}, 0), "http://api:9696/v2.0/networks?name=a+b&limit=1&fields=id&marker=" + id);
    EXPECT_EQ(href({}, 1),
              "http://api:9696/v2.0/networks?name=a+b&limit=1&fields=id&marker=" + id + "&page_reverse=True");
    EXPECT_EQ(href({{"X-Forwarded-Proto", "https"}}, 0).substr(0, 17), "https://api:9696/");
    EXPECT_EQ(href({{"X-Forwarded-Proto", "javascript"}}, 0).substr(0, 16), "http://api:9696/");
}

TEST_F(ReadingTest, LinksHaveTheConfiguredPrefix) {
    world.options.network_link_prefix = "https://cloud:1/net/";
    network("");
    const Value page = world.json("GET", "/networks?limit=1");
    EXPECT_THAT(page.at("networks_links").items()[0].at("href").str(),
                testing::StartsWith("https://cloud:1/net/v2.0/networks?limit=1&marker="));
    EXPECT_THAT(world.ask("GET", "/").body, HasSubstr("\"https://cloud:1/net/v2.0/networks\""));
}

TEST_F(ReadingTest, SubResourcesBelongToTheirParent) {
    const std::string one = world.create("/qos/policies", R"({"policy": {"project_id": "p1"}})");
    const std::string two = world.create("/qos/policies", R"({"policy": {"project_id": "p2"}})");
    const std::string rules = "/speed_rules";
    const std::string rule = world.create("/qos/policies/" + one + rules, R"({"speed_rule": {"kbps": 7}})");
    const auto kbps = [&](const std::string& target) { return world.ask("GET", target + "?fields=kbps").body; };
    EXPECT_EQ(kbps("/policies/" + one + rules), R"({"speed_rules":[{"kbps":7}]})");
    EXPECT_EQ(kbps("/policies/" + two + rules), R"({"speed_rules":[]})");
    EXPECT_EQ(kbps("/policies/" + one + rules + "/" + rule), R"({"speed_rule":{"kbps":7}})");
    EXPECT_EQ(outcome(world.ask("GET", "/policies/" + two + rules + "/" + rule)), "404 QosRuleNotFound");
    EXPECT_EQ(outcome(world.ask("GET", "/policies/nope" + rules)), "404 QosPolicyNotFound");
    // Who doesn't see the parent doesn't see what is below it; ext_parent is the policy.
    EXPECT_EQ(outcome(world.ask(World::member("p2"), "GET", "/policies/" + one + rules)), "404 QosPolicyNotFound");
    EXPECT_THAT(world.ask(World::member("p1"), "GET", "/policies/" + one + rules).body, HasSubstr("\"kbps\":7"));
}

struct RuleTypes : Behaviour {
    std::vector<RecordPtr> list(const RequestContext&, const View&) override {
        std::vector<RecordPtr> records;
        for (const char* name : {"speed", "dscp", "loss"}) {
            Record record(*type);
            record.set("type", name);
            records.push_back(std::make_shared<const Record>(std::move(record)));
        }
        return records;
    }
    RecordPtr show(const RequestContext& context, const View& view, std::string_view id) override {
        for (const RecordPtr& record : list(context, view)) {
            if (record->id() == id) return record;
        }
        return nullptr;
    }
    const ResourceType* type = nullptr;
};

TEST_F(ReadingTest, TypesWithoutATableAnswerThemselves) {
    auto behaviour = std::make_unique<RuleTypes>();
    behaviour->type = &world.catalog.get("rule_types");
    world.handlers.behave("test", "rule_types", std::move(behaviour));
    const auto types = [&](const char* target) { return listed(World::admin(), target, "type"); };
    EXPECT_THAT(types("/qos/rule-types"), ElementsAre("speed", "dscp", "loss")) << "in the behaviour's order";
    EXPECT_THAT(types("/rule-types?type=dscp"), ElementsAre("dscp"));
    EXPECT_THAT(types("/rule-types?sort_key=type&sort_dir=asc"), ElementsAre("dscp", "loss", "speed"));
    EXPECT_THAT(types("/rule-types?limit=1&marker=dscp"), ElementsAre("loss"));
    EXPECT_THAT(types("/rule-types?limit=1&marker=dscp&page_reverse=True"), ElementsAre("speed"));
    EXPECT_EQ(world.ask("GET", "/rule-types/loss").body, R"({"rule_type":{"type":"loss"}})");
    EXPECT_EQ(outcome(world.ask("GET", "/rule-types/nope")), "404 RuleTypeNotFound");
    EXPECT_EQ(outcome(world.ask("POST", "/rule-types", "{}")), "405 HTTPMethodNotAllowed");
}

TEST_F(ReadingTest, InlineRequestsOnlyReadLittleMemory) {
    const auto safe = [&](const char* method, const char* path) { return world.api().inline_safe(method, path); };
    EXPECT_TRUE(safe("GET", "/networks/a"));
    EXPECT_TRUE(safe("GET", "/networks"));
    EXPECT_TRUE(safe("GET", "/nope"));
    EXPECT_FALSE(safe("POST", "/networks"));
    EXPECT_FALSE(safe("GET", "/rule-types")) << "a behaviour answers";
    EXPECT_FALSE(safe("GET", "/networks/census")) << "an action may do anything";
    for (int i = 0; i < 300; ++i) network("");
    EXPECT_FALSE(safe("GET", "/networks"));
}

}  // namespace
}  // namespace neutrino::api
