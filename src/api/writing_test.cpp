// What changes do, through the whole API.

#include "api/test_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace neutrino::api {
namespace {

using test::outcome;
using test::World;
using testing::HasSubstr;

struct WritingTest : testing::Test {
    World world;
    const ResourceType& networks = world.catalog.get("networks");

    std::string message(std::string_view method, std::string_view target, std::string_view body) {
        return world.json(method, target, body).at("NeutronError").at("message").str();
    }
    http::Response if_match(std::string_view method, const std::string& id, std::string_view tag,
                            std::string_view body = {}) {
        return world.ask(World::admin(), method, "/networks/" + id, body, {{"If-Match", std::string(tag)}});
    }
    std::size_t count() { return world.database.committed.count(networks); }
};

TEST_F(WritingTest, BodiesMustHoldTheResource) {
    for (const char* body : {"", "{", "[]", "\"x\"", "17", "null", "{}", R"({"port": {}})", R"({"network": null})",
                             R"({"network": []})", R"({"network": "x"})"}) {
        EXPECT_EQ(outcome(world.ask("POST", "/networks", body)), "400 HTTPBadRequest") << body;
    }
    EXPECT_EQ(count(), 0U);
    EXPECT_EQ(outcome(world.ask("POST", "/networks", R"({"network": {}})")), "201");
}

TEST_F(WritingTest, AttributesMustBeKnownAndAllowed) {
    EXPECT_EQ(message("POST", "/networks", R"({"network": {"bogus": 1, "worse": 2}})"),
              "Unrecognized attribute(s) 'bogus, worse'");
    EXPECT_EQ(message("POST", "/networks", R"({"network": {"secret": 1}})"), "Unrecognized attribute(s) 'secret'");
    EXPECT_EQ(message("POST", "/networks", R"({"network": {"id": "x"}})"), "Attribute 'id' not allowed in POST");
    EXPECT_EQ(message("POST", "/ports", R"({"port": {}})"),
              "Failed to parse request. Required attribute 'network_id' not specified");
    EXPECT_EQ(message("POST", "/qos/policies", R"({"policies": [{}]})"), "Bulk operation not supported");
    EXPECT_EQ(message("POST", "/policies/x/speed_rules", R"({"speed_rule": {"kbps": 1, "tenant_id": "admins"}})"),
              "Unrecognized attribute(s) 'tenant_id'");
    EXPECT_EQ(outcome(world.ask("POST", "/networks", R"({"network": {"mtu": "x"}})")), "400 InvalidInput");
    EXPECT_EQ(outcome(world.ask("POST", "/networks", R"({"network": {"name": 5}})")), "400 HTTPBadRequest");
}

TEST_F(WritingTest, WhatIsMissingIsSaidBeforeWhatIsWrong) {
    EXPECT_THAT(message("POST", "/ports", R"({"port": {"name": 5}})"), HasSubstr("'network_id' not specified"));
}

TEST_F(WritingTest, TheProjectIsTheClientsUnlessItMayNameAnother) {
    const auto project = [&](const RequestContext& context, const char* body) {
        const http::Response response = world.ask(context, "POST", "/networks", body);
        return response.status == 201 ? World::json(response).at("network").at("project_id").str() : outcome(response);
    };
    EXPECT_EQ(project(World::member("p1"), R"({"network": {}})"), "p1");
    EXPECT_EQ(project(World::member("p1"), R"({"network": {"tenant_id": "p1"}})"), "p1");
    EXPECT_EQ(project(World::member("p1"), R"({"network": {"project_id": "p2"}})"), "400 HTTPBadRequest");
    EXPECT_EQ(project(World::admin(), R"({"network": {"project_id": "p2"}})"), "p2");
    EXPECT_EQ(project(World::admin(), R"({"network": {"project_id": "p2", "tenant_id": "p2"}})"), "p2");
    EXPECT_EQ(project(World::admin(), R"({"network": {"project_id": "p2", "tenant_id": "p3"}})"), "400 HTTPBadRequest");
    RequestContext unscoped = World::admin();
    unscoped.project_id.clear();
    EXPECT_EQ(project(unscoped, R"({"network": {}})"), "400 HTTPBadRequest");
}

TEST_F(WritingTest, BulkIsAllOrNothingAndInOrder) {
    const Value made = world.json("POST", "/networks", R"({"networks": [{"name": "a"}, {"network": {"name": "b"}}]})");
    ASSERT_EQ(made.at("networks").items().size(), 2U);
    EXPECT_EQ(made.at("networks").items()[0].at("name"), Value("a"));
    EXPECT_EQ(made.at("networks").items()[1].at("name"), Value("b"));
    EXPECT_EQ(world.database.writes, 1) << "one transaction";
    for (const char* body : {R"({"networks": []})", R"({"networks": {}})", R"({"networks": {"a": 1}})",
                             R"({"networks": ["x"]})", R"({"networks": [{}, {"bogus": 1}]})"}) {
        EXPECT_EQ(outcome(world.ask("POST", "/networks", body)), "400 HTTPBadRequest") << body;
    }
    EXPECT_EQ(count(), 2U);
}

TEST_F(WritingTest, BulkCanBeSwitchedOff) {
    world.options.allow_bulk = false;
    EXPECT_EQ(message("POST", "/networks", R"({"networks": [{}]})"), "Bulk operation not supported");
}

TEST_F(WritingTest, QuotasHoldForAllOfABulk) {
    world.limits = {{"network", 2}};
    world.create("/networks", R"({"network": {"project_id": "p1"}})");
    EXPECT_EQ(outcome(world.ask("POST", "/networks", R"({"networks": [{"project_id": "p1"}, {"project_id": "p1"}]})")),
              "409 OverQuota");
    EXPECT_EQ(outcome(world.ask("POST", "/networks", R"({"networks": [{"project_id": "p1"}, {"project_id": "p2"}]})")),
              "201");
    EXPECT_EQ(outcome(world.ask("POST", "/networks", R"({"network": {"project_id": "p1"}})")), "409 OverQuota");
    EXPECT_EQ(count(), 3U);
}

TEST_F(WritingTest, UpdatesChangeWhatTheyName) {
    const std::string id = world.create("/networks", R"({"network": {"name": "a", "mtu": 7}})");
    const Value changed = world.json("PUT", "/networks/" + id, R"({"network": {"name": "b"}})").at("network");
    EXPECT_EQ(changed.at("name"), Value("b"));
    EXPECT_EQ(changed.at("mtu"), Value(7));
    EXPECT_EQ(changed.at("revision_number"), Value(2));
    const Value same = world.json("PUT", "/networks/" + id, R"({"network": {"name": "b"}})").at("network");
    EXPECT_EQ(same.at("revision_number"), Value(2)) << "nothing changed";
    EXPECT_EQ(message("PUT", "/networks/" + id, R"({"network": {"project_id": "admins"}})"),
              "Cannot update read-only attribute project_id");
    EXPECT_EQ(outcome(world.ask("PUT", "/networks/" + id, R"({"port": {}})")), "400 HTTPBadRequest");
    EXPECT_EQ(outcome(world.ask("PUT", "/networks/nope", R"({"network": {}})")), "404 NetworkNotFound");
}

TEST_F(WritingTest, DeletesTakeNoBody) {
    const std::string id = world.create("/networks", R"({"network": {}})");
    EXPECT_EQ(outcome(world.ask("DELETE", "/networks/" + id, "{}")), "400 HTTPBadRequest");
    EXPECT_EQ(outcome(world.ask("DELETE", "/networks/" + id)), "204");
    EXPECT_EQ(outcome(world.ask("DELETE", "/networks/" + id)), "404 NetworkNotFound");
}

TEST_F(WritingTest, PolicyDecidesByActionAndAttribute) {
    const RequestContext member = World::member("p1");
    const std::string id = world.create("/networks", R"({"network": {"project_id": "p1"}})");
    const auto create = [&](const char* body) { return outcome(world.ask(member, "POST", "/networks", body)); };
    EXPECT_EQ(create(R"({"network": {"shared": true}})"), "403 PolicyNotAuthorized");
    EXPECT_EQ(create(R"({"network": {"shared": false}})"), "201") << "naming the default is naming nothing";
    const auto update = [&](const char* body) { return world.ask(member, "PUT", "/networks/" + id, body); };
    EXPECT_EQ(outcome(update(R"({"network": {"name": "x"}})")), "200");
    const http::Response refused = update(R"({"network": {"shared": false}})");
    EXPECT_EQ(outcome(refused), "403 PolicyNotAuthorized");
    EXPECT_THAT(refused.body,
                HasSubstr("(rule:update_network and rule:update_network:shared) is disallowed by policy"));
}

TEST_F(WritingTest, WhatOneMayNotSeeIsNotFound) {
    const std::string id = world.create("/networks", R"({"network": {"project_id": "p2"}})");
    const RequestContext member = World::member("p1");
    EXPECT_EQ(outcome(world.ask(member, "PUT", "/networks/" + id, R"({"network": {}})")), "404 NetworkNotFound");
    EXPECT_EQ(outcome(world.ask(member, "DELETE", "/networks/" + id)), "404 NetworkNotFound");
    EXPECT_EQ(outcome(world.ask(member, "PUT", "/networks/" + id + "/poke", "{}")), "404 NetworkNotFound");
    EXPECT_EQ(count(), 1U);
}

TEST_F(WritingTest, WhatOneSeesButMayNotChangeIsForbidden) {
    struct Shared : Behaviour {
        bool visible(const RequestContext&, const View&, const Record&) const override { return true; }
    };
    world.handlers.behave("test", "networks", std::make_unique<Shared>());
    const RequestContext member = World::member("p1");
    const std::string shared = world.create("/networks", R"({"network": {"shared": true}})");
    const std::string hidden = world.create("/networks", R"({"network": {}})");
    EXPECT_EQ(outcome(world.ask(member, "DELETE", "/networks/" + shared)), "403 PolicyNotAuthorized");
    EXPECT_EQ(outcome(world.ask(member, "PUT", "/networks/" + shared, R"({"network": {}})")),
              "403 PolicyNotAuthorized");
    EXPECT_EQ(outcome(world.ask(member, "DELETE", "/networks/" + hidden)), "404 HTTPNotFound");
}

TEST_F(WritingTest, PartsOfAttributesHaveRulesOfTheirOwn) {
    const std::string net = world.create("/networks", R"({"network": {"project_id": "p1"}})");
    const auto create = [&](const std::string& rest) {
        return outcome(world.ask(World::member("p1"), "POST", "/ports",
                                 R"({"port": {"network_id": ")" + net + "\", " + rest + "}}"));
    };
    const std::string subnet = R"("subnet_id": "11111111-1111-1111-1111-111111111111")";
    EXPECT_EQ(create(R"("fixed_ips": [{)" + subnet + "}]"), "201");
    EXPECT_EQ(create(R"("fixed_ips": [{)" + subnet + R"(, "ip_address": "10.0.0.1"}])"), "403 PolicyNotAuthorized");
}

TEST_F(WritingTest, WhatPolicyDecidesByMustBeThereAndSeen) {
    const std::string theirs = world.create("/networks", R"({"network": {"project_id": "p2"}})");
    const std::string own = world.create("/networks", R"({"network": {"project_id": "p1"}})");
    const auto create = [&](const std::string& net) {
        return outcome(world.ask(World::member("p1"), "POST", "/ports",
                                 R"({"port": {"mac_address": "fa:16:3e:00:00:01", "network_id": ")" + net + "\"}}"));
    };
    EXPECT_EQ(create(theirs), "404 NetworkNotFound");
    EXPECT_EQ(create("11111111-1111-1111-1111-111111111111"), "404 NetworkNotFound");
    EXPECT_EQ(create(own), "201");
}

TEST_F(WritingTest, RevisionsCanBeAskedFor) {
    const std::string id = world.create("/networks", R"({"network": {}})");
    const char* body = R"({"network": {"name": "x"}})";
    EXPECT_EQ(outcome(if_match("PUT", id, "revision_number=9", body)), "412 RevisionNumberConstraintFailed");
    EXPECT_EQ(outcome(if_match("PUT", id, "\"revision_number=1\"", body)), "200");
    EXPECT_EQ(outcome(if_match("PUT", id, "W/\"x\", other", body)), "200");
    EXPECT_EQ(outcome(if_match("PUT", id, "revision_number=abc", body)), "400 BadRequest");
    EXPECT_EQ(outcome(if_match("PUT", id, "revision_number=2, revision_number=2", body)), "400 BadRequest");
    EXPECT_EQ(outcome(if_match("DELETE", id, "revision_number=1")), "412 RevisionNumberConstraintFailed");
    EXPECT_EQ(outcome(if_match("DELETE", id, "revision_number=2")), "204");
}

TEST_F(WritingTest, RevisionsThatNobodyKeepsCannotBeAskedFor) {
    std::erase_if(world.extensions, [](const ExtensionInfo& one) { return one.alias == "revision-if-match"; });
    const std::string id = world.create("/networks", R"({"network": {}})");
    EXPECT_EQ(outcome(if_match("DELETE", id, "revision_number=1")), "400 BadRequest");
    EXPECT_EQ(outcome(if_match("DELETE", id, "anything")), "204");
}

TEST_F(WritingTest, ARaceThatIsLostKeepsBothChanges) {
    const std::string id = world.create("/networks", R"({"network": {"name": "a", "mtu": 1}})");
    world.database.racing = [&](test::FakeView& committed) {
        Record other(*committed.find(networks, id));
        other.set("mtu", 9);
        committed.update(std::move(other));
    };
    const Value changed = world.json("PUT", "/networks/" + id, R"({"network": {"name": "b"}})").at("network");
    EXPECT_EQ(changed.at("name"), Value("b"));
    EXPECT_EQ(changed.at("mtu"), Value(9));
    EXPECT_EQ(changed.at("revision_number"), Value(3));
}

TEST_F(WritingTest, ARevisionThatMovesMeanwhileIsNoticed) {
    const std::string id = world.create("/networks", R"({"network": {}})");
    world.database.racing = [&](test::FakeView& committed) { committed.touch(networks, id); };
    EXPECT_EQ(outcome(if_match("PUT", id, "revision_number=1", R"({"network": {"name": "b"}})")),
              "412 RevisionNumberConstraintFailed");
}

TEST_F(WritingTest, WhatGoesMeanwhileIsNotFound) {
    const std::string id = world.create("/networks", R"({"network": {}})");
    world.database.racing = [&](test::FakeView& committed) { committed.erase(networks, id); };
    EXPECT_EQ(outcome(world.ask("PUT", "/networks/" + id, R"({"network": {"name": "b"}})")), "404 NetworkNotFound");
}

// Says in which order it is called, and may refuse at one step.
struct Recording : Behaviour {
    std::vector<std::string> steps;
    std::string refuse_at;

    void step(const char* name) {
        steps.emplace_back(name);
        if (refuse_at == name) throw Fault("Conflict", "refused");
    }
    void create_prepare(const RequestContext&, const View&, Draft& draft) override {
        step("create_prepare");
        draft.record.set("status", "NEW");
    }
    RecordPtr create(Transaction& transaction, const RequestContext&, Draft& draft) override {
        step("create");
        draft.record.set("name", draft.record.get("name").str() + "!");
        return transaction.insert(draft.record);
    }
    void created(const RequestContext&, const RecordPtr&) override { step("created"); }
    void update_prepare(const RequestContext&, const View&, const Record&, Draft&) override { step("update_prepare"); }
    RecordPtr update(Transaction& transaction, const RequestContext&, const Record&, Draft& draft) override {
        step("update");
        return transaction.update(draft.record);
    }
    void updated(const RequestContext&, const RecordPtr& before, const RecordPtr& after) override {
        step(before->get("name") == after->get("name") ? "same" : "updated");
    }
    void remove_prepare(const RequestContext&, const View&, const Record&) override { step("remove_prepare"); }
    void remove(Transaction& transaction, const RequestContext&, const RecordPtr& record) override {
        step("remove");
        transaction.erase(record->type(), record->id());
    }
    void removed(const RequestContext&, const RecordPtr&) override { step("removed"); }
};

struct BehaviourTest : WritingTest {
    BehaviourTest() {
        auto behaviour = std::make_unique<Recording>();
        recording = behaviour.get();
        world.handlers.behave("test", "networks", std::move(behaviour));
    }
    Recording* recording;
};

TEST_F(BehaviourTest, StepsComeInOrder) {
    const std::string id = world.create("/networks", R"({"network": {"name": "a"}})");
    world.ask("PUT", "/networks/" + id, R"({"network": {"name": "b"}})");
    world.ask("DELETE", "/networks/" + id);
    EXPECT_THAT(recording->steps, testing::ElementsAre("create_prepare", "create", "created", "update_prepare",
                                                       "update", "updated", "remove_prepare", "remove", "removed"));
}

TEST_F(BehaviourTest, AnAttemptStartsFromTheSameDraft) {
    world.database.reruns = 2;
    const std::string id = world.create("/networks", R"({"network": {"name": "a"}})");
    EXPECT_EQ(world.json("GET", "/networks/" + id).at("network").at("name"), Value("a!"));
}

TEST_F(BehaviourTest, ARefusalInsideUndoesAll) {
    recording->refuse_at = "create";
    EXPECT_EQ(outcome(world.ask("POST", "/networks", R"({"networks": [{}, {}]})")), "409 Conflict");
    EXPECT_EQ(count(), 0U);
}

TEST_F(BehaviourTest, AFailureAfterTheCommitReachesTheClient) {
    recording->refuse_at = "created";
    EXPECT_EQ(outcome(world.ask("POST", "/networks", R"({"network": {}})")), "409 Conflict");
    EXPECT_EQ(count(), 1U) << "undoing is up to the behaviour";
}

TEST_F(BehaviourTest, AfterAFailureTheOthersOfABulkAreFinishedToo) {
    recording->refuse_at = "created";
    EXPECT_EQ(outcome(world.ask("POST", "/networks", R"({"networks": [{}, {}]})")), "409 Conflict");
    EXPECT_EQ(std::count(recording->steps.begin(), recording->steps.end(), "created"), 2);
}

TEST_F(BehaviourTest, ABehaviourThatStoresNothingIsAFault) {
    struct Nothing : Behaviour {
        RecordPtr create(Transaction&, const RequestContext&, Draft&) override { return nullptr; }
    };
    world.handlers.behave("test", "policies", std::make_unique<Nothing>());
    EXPECT_EQ(outcome(world.ask("POST", "/policies", R"({"policy": {}})")), "500 HTTPInternalServerError");
}

TEST_F(BehaviourTest, HooksStandAroundTheWrite) {
    std::vector<std::string>& steps = recording->steps;
    world.handlers.hook("other", "networks",
                        {.before_write =
                             [&](Transaction&, Change& change) {
                                 steps.emplace_back("before_write");
                                 change.draft->record.set("mtu", 42);
                             },
                         .after_write = [&](Transaction&, Change&) { steps.emplace_back("after_write"); },
                         .committed = [&](const Change&) { throw std::runtime_error("logged"); }});
    const Value made = world.json("POST", "/networks", R"({"network": {}})").at("network");
    EXPECT_EQ(made.at("mtu"), Value(42));
    EXPECT_THAT(steps, testing::ElementsAre("create_prepare", "before_write", "create", "after_write", "created"));
}

struct Acting : Behaviour {
    Value action(const RequestContext&, std::string_view name, const RecordPtr& record, const Value& body) override {
        return Value::map({{"action", name}, {"on", record ? record->get("name") : Value::null()}, {"body", body}});
    }
};

TEST_F(WritingTest, ActionsGetResourceAndBody) {
    world.handlers.behave("test", "networks", std::make_unique<Acting>());
    const std::string id = world.create("/networks", R"({"network": {"name": "n"}})");
    EXPECT_EQ(world.ask("PUT", "/networks/" + id + "/poke", R"({"a": 1})").body,
              R"({"action":"poke","on":"n","body":{"a":1}})");
    EXPECT_EQ(world.ask("GET", "/networks/census").body, R"({"action":"census","on":null,"body":null})");
    EXPECT_EQ(outcome(world.ask("POST", "/networks/" + id + "/poke", "{}")), "405 HTTPMethodNotAllowed");
    EXPECT_EQ(outcome(world.ask("PUT", "/networks/nope/poke", "{}")), "404 NetworkNotFound");
    EXPECT_EQ(world.ask("PUT", "/networks/" + id + "/poke", "[1]").body, R"({"action":"poke","on":"n","body":[1]})");
    EXPECT_EQ(outcome(world.ask("PUT", "/networks/" + id + "/poke", "{")), "400 HTTPBadRequest");
}

TEST_F(WritingTest, ActionsHaveRules) {
    world.handlers.behave("test", "networks", std::make_unique<Acting>());
    world.rules.push_back({"poke", "rule:admin_only", ""});
    const std::string id = world.create("/networks", R"({"network": {"project_id": "p1"}})");
    EXPECT_EQ(outcome(world.ask("PUT", "/networks/" + id + "/poke", "{}")), "200");
    EXPECT_EQ(outcome(world.ask(World::member("p1"), "PUT", "/networks/" + id + "/poke", "{}")),
              "403 PolicyNotAuthorized");
}

TEST_F(WritingTest, AnActionNobodyImplementsSaysSo) {
    const std::string id = world.create("/networks", R"({"network": {}})");
    const http::Response response = world.ask("PUT", "/networks/" + id + "/poke", "{}");
    EXPECT_EQ(response.status, 501);
    EXPECT_THAT(response.body, HasSubstr("NotImplementedError"));
}

TEST_F(WritingTest, BodyActionsAreNamedByTheBody) {
    world.handlers.body_action("test", "networks", "wash",
                               [](const RequestContext&, std::string_view id, const Value& body) {
                                   return Value(std::string(id) + " " + body.at("wash").at("at").str());
                               });
    EXPECT_EQ(world.ask("POST", "/networks/n/action", R"({"wash": {"at": "40"}})").body, "\"n 40\"");
    EXPECT_EQ(outcome(world.ask("POST", "/networks/n/action", R"({"dry": {}})")), "404 HTTPNotFound");
    EXPECT_EQ(outcome(world.ask("POST", "/networks/n/action", R"({"wash": {}, "dry": {}})")), "404 HTTPNotFound");
    EXPECT_EQ(outcome(world.ask("POST", "/networks/n/action", "")), "404 HTTPNotFound");
}

TEST_F(WritingTest, WrappersStandAroundEverything) {
    const auto wrapper = [&](const char* name) {
        return [name](const RequestContext&, const ApiRequest& request, const std::function<ApiResponse()>& next) {
            if (request.method == "DELETE") return ApiResponse{202, Value::null()};
            ApiResponse response = next();
            response.body = map_with(response.body, name, request.type->collection);
            return response;
        };
    };
    world.handlers.wrap("test", "networks", wrapper("outer"));
    world.handlers.wrap("test", "networks", wrapper("inner"));
    const std::string body = world.ask("GET", "/networks").body;
    EXPECT_EQ(body, R"({"networks":[],"inner":"networks","outer":"networks"})");
    const http::Response replaced = world.ask("DELETE", "/networks/nope");
    EXPECT_EQ(replaced.status, 202);
    EXPECT_EQ(replaced.body, "null");
    EXPECT_EQ(outcome(world.ask("GET", "/networks/nope")), "404 NetworkNotFound");
}

TEST_F(WritingTest, TagsComeAndGo) {
    const std::string id = world.create("/networks", R"({"network": {"project_id": "p1"}})");
    const std::string tags = "/networks/" + id + "/tags";
    EXPECT_EQ(world.ask("GET", tags).body, R"({"tags":[]})");
    EXPECT_EQ(world.ask("PUT", tags, R"({"tags": ["a", "b"]})").body, R"({"tags":["a","b"]})");
    const http::Response added = world.ask("PUT", tags + "/c");
    EXPECT_EQ(added.status, 201);
    EXPECT_EQ(added.body, "null");
    EXPECT_EQ(outcome(world.ask("PUT", tags + "/c")), "201") << "again changes nothing";
    EXPECT_EQ(outcome(world.ask("GET", tags + "/c")), "204");
    EXPECT_EQ(outcome(world.ask("GET", tags + "/z")), "404 TagNotFound");
    EXPECT_EQ(world.ask("GET", "/networks?tags=a,c&fields=tags").body, R"({"networks":[{"tags":["a","b","c"]}]})");
    EXPECT_EQ(world.ask("GET", "/networks?tags=a,z").body, R"({"networks":[]})");
    EXPECT_EQ(world.json("GET", "/networks?tags-any=a,z").at("networks").items().size(), 1U);
    EXPECT_EQ(world.json("GET", "/networks?not-tags=a,z").at("networks").items().size(), 1U);
    EXPECT_EQ(world.json("GET", "/networks?not-tags-any=a,z").at("networks").items().size(), 0U);
    EXPECT_EQ(outcome(world.ask("DELETE", tags + "/c")), "204");
    EXPECT_EQ(outcome(world.ask("DELETE", tags + "/c")), "404 TagNotFound");
    EXPECT_EQ(outcome(world.ask("DELETE", tags)), "204");
    EXPECT_EQ(world.ask("GET", tags).body, R"({"tags":[]})");
    EXPECT_EQ(world.json("GET", "/networks/" + id).at("network").at("revision_number"), Value(5));
}

TEST_F(WritingTest, TagsThatCannotBe) {
    const std::string id = world.create("/networks", R"({"network": {"project_id": "p1"}})");
    const std::string tags = "/networks/" + id + "/tags";
    const std::string longest(255, 'x');
    EXPECT_EQ(outcome(world.ask("PUT", tags + "/" + longest)), "201");
    EXPECT_EQ(outcome(world.ask("PUT", tags + "/" + longest + "x")), "400 InvalidInput");
    EXPECT_EQ(outcome(world.ask("PUT", tags, R"({"tags": ["a", "a"]})")), "400 InvalidInput");
    EXPECT_EQ(outcome(world.ask("PUT", tags, R"({"foo": 1})")), "400 InvalidInput");
    EXPECT_EQ(outcome(world.ask("PUT", tags)), "400 InvalidInput");
    EXPECT_EQ(outcome(world.ask("POST", tags, R"({"tags": ["a"]})")), "404 HTTPNotFound");
    EXPECT_EQ(outcome(world.ask("GET", "/networks/nope/tags")), "404 TagResourceNotFound");
    EXPECT_EQ(outcome(world.ask(World::member("p2"), "PUT", tags + "/a")), "404 TagResourceNotFound");
}

TEST_F(WritingTest, MethodsThatAreNone) {
    const std::string id = world.create("/networks", R"({"network": {}})");
    for (const char* method : {"PUT", "DELETE", "PATCH", "HEAD", "GET, POST", "G", ""}) {
        const http::Response response = world.ask(method, "/networks");
        EXPECT_EQ(response.status, 405) << method;
        EXPECT_EQ(response.headers.get("Allow"), "GET, POST") << method;
    }
    for (const char* method : {"POST", "PATCH", "HEAD"}) {
        EXPECT_EQ(outcome(world.ask(method, "/networks/" + id)), "405 HTTPMethodNotAllowed") << method;
    }
    EXPECT_EQ(outcome(world.ask("POST", "/")), "405 HTTPMethodNotAllowed");
    EXPECT_EQ(outcome(world.ask("POST", "/extensions")), "404 HTTPNotFound");
    EXPECT_EQ(outcome(world.ask("PATCH", "/nope")), "404 HTTPNotFound");
    const http::Response options = world.ask("OPTIONS", "/networks/" + id);
    EXPECT_EQ(options.status, 200);
    EXPECT_EQ(options.headers.get("Allow"), "GET, PUT, DELETE");
    EXPECT_EQ(options.body, "");
}

TEST_F(WritingTest, PathsThatAreNoText) {
    EXPECT_EQ(outcome(world.ask("GET", "/networks/%ff")), "400 HTTPBadRequest");
    EXPECT_EQ(outcome(world.ask("GET", "/networks?name=%ff")), "400 HTTPBadRequest");
}

TEST_F(WritingTest, ExtensionsAreListedAndShown) {
    EXPECT_EQ(world.json("GET", "/extensions").at("extensions").items().size(), 3U);
    EXPECT_EQ(
        world.ask("GET", "/extensions/filter-validation.json").body,
        R"({"extension":{"alias":"filter-validation","name":"Name","description":"Text","updated":"Then","links":[]}})");
    EXPECT_EQ(outcome(world.ask("GET", "/extensions/nope")), "404 HTTPNotFound");
}

TEST(HandlersTest, SecondBehavioursAndUnknownNamesAreRefused) {
    World world;
    Handlers& handlers = world.handlers;
    const auto refusal = [](auto&& attempt) -> std::string {
        try {
            attempt();
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "none";
    };
    handlers.behave("one", "ports", std::make_unique<Behaviour>());
    EXPECT_THAT(refusal([&] { handlers.behave("two", "ports", std::make_unique<Behaviour>()); }),
                testing::AllOf(HasSubstr("two"), HasSubstr("ports"), HasSubstr("one")));
    EXPECT_THAT(refusal([&] { handlers.behave("two", "socks", std::make_unique<Behaviour>()); }), HasSubstr("socks"));
    const ComputedProvider provider = [](const View&, const Record&) { return Value(); };
    EXPECT_THAT(refusal([&] { handlers.compute("two", "networks", "ports", provider); }), HasSubstr("networks.ports"));
    EXPECT_THAT(refusal([&] { handlers.compute("two", "networks", "name", provider); }), HasSubstr("networks.name"));
    EXPECT_THAT(refusal([&] { handlers.compute("two", "networks", "nope", provider); }), HasSubstr("networks.nope"));
    const BodyAction action = [](const RequestContext&, std::string_view, const Value&) { return Value(); };
    handlers.body_action("one", "ports", "wash", action);
    EXPECT_THAT(refusal([&] { handlers.body_action("two", "ports", "wash", action); }), HasSubstr("wash"));
}

TEST(HandlersTest, ComputedAttributesWithoutProviderAreNamed) {
    const World world;
    EXPECT_TRUE(world.handlers.missing().empty());
    EXPECT_THAT(Handlers(world.catalog).missing(), testing::ElementsAre("networks.ports"));
}

}  // namespace
}  // namespace neutrino::api
