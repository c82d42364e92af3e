// What rules say of targets and their parents, and what can be said before there is a target.

#include "policy/check.h"
#include "policy/engine.h"

#include <gtest/gtest.h>

#include <map>

namespace neutrino::policy {
namespace {

// Finds records by id; that is all that rules ask of a view.
class Records : public View {
public:
    void put(Record record) {
        auto kept = std::make_shared<const Record>(std::move(record));
        records_[std::string(kept->id())] = kept;
    }
    RecordPtr find(const ResourceType& type, std::string_view id) const override {
        const auto found = records_.find(id);
        return found == records_.end() || &found->second->type() != &type ? nullptr : found->second;
    }
    std::vector<RecordPtr> find_by(const ResourceType&, std::string_view, const Value&) const override { return {}; }
    std::size_t count_by(const ResourceType&, std::string_view, const Value&) const override { return 0; }
    void each(const ResourceType&, const std::function<bool(const RecordPtr&)>&) const override {}
    std::size_t count(const ResourceType&) const override { return records_.size(); }

private:
    std::map<std::string, RecordPtr, std::less<>> records_;
};

struct EvaluateTest : testing::Test {
    EvaluateTest() {
        add("networks", "network", {"id", "project_id", "shared"});
        add("ports", "port", {"id", "project_id", "network_id", "device_owner"});
        add("policies", "policy", {"id", "project_id"});
        add("rules", "rule", {"id", "policy_id"}).parent = ParentRef{"policies", "policy"};
        Record network(catalog.get("networks"));
        network.set("id", "n1");
        network.set("project_id", "p1");
        network.set("shared", true);
        view.put(std::move(network));
        Record policy(catalog.get("policies"));
        policy.set("id", "q1");
        policy.set("project_id", "p1");
        view.put(std::move(policy));
        member.project_id = "p1";
        member.roles = {"member"};
    }
    ResourceType& add(const char* collection, const char* name, std::initializer_list<const char*> attributes) {
        ResourceType type;
        type.collection = collection;
        type.member = name;
        for (const char* attribute : attributes) {
            type.attributes.emplace_back();
            type.attributes.back().name = attribute;
        }
        ResourceType& added = catalog.add(std::move(type));
        added.seal();
        return added;
    }
    Record port(const char* project, const char* network) const {
        Record record(catalog.get("ports"));
        record.set("project_id", project);
        record.set("network_id", network);
        return record;
    }
    bool allowed(const std::string& check, const Record& record) const {
        const Engine engine({{"asked", check, ""}}, false);
        return engine.check("asked", member, {&record, &view, &catalog, nullptr});
    }
    Verdict decided(const std::string& check) const {
        const Engine engine({{"asked", check, ""}, {"admin", "role:admin", ""}}, false);
        return engine.decide(engine.rule("asked"), member);
    }

    Catalog catalog;
    Records view;
    RequestContext member;
};

TEST_F(EvaluateTest, OwnersOfParents) {
    EXPECT_TRUE(allowed("tenant_id:%(network:tenant_id)s", port("p2", "n1")));
    EXPECT_FALSE(allowed("tenant_id:%(network:tenant_id)s", port("p1", "gone")));
    Record rule(catalog.get("rules"));
    rule.set("policy_id", "q1");
    EXPECT_TRUE(allowed("tenant_id:%(ext_parent:tenant_id)s", rule));
    EXPECT_FALSE(allowed("tenant_id:%(ext_parent:tenant_id)s", port("p1", "n1"))) << "a port has no parent";
    EXPECT_FALSE(allowed("tenant_id:%(bogus:tenant_id)s", port("p1", "n1")));
}

TEST_F(EvaluateTest, WhatIsOnASharedNetworkIsShared) {
    EXPECT_TRUE(allowed("field:networks:shared=True", port("p2", "n1")));
    EXPECT_FALSE(allowed("field:networks:shared=True", port("p2", "gone")));
    EXPECT_FALSE(allowed("field:subnets:shared=True", port("p2", "n1"))) << "only networks are asked";
}

TEST_F(EvaluateTest, TextsMayHoldSeveralReferences) {
    member.user_id = "p2/n1";
    EXPECT_TRUE(allowed("user_id:%(project_id)s/%(network_id)s", port("p2", "n1")));
    EXPECT_FALSE(allowed("user_id:%(project_id)s/%(missing)s", port("p2", "n1")));
    EXPECT_TRUE(allowed("'p2':%(project_id)s", port("p2", "n1")));
    EXPECT_TRUE(allowed("project_id:p1", port("p2", "n1")));
}

TEST_F(EvaluateTest, CredentialsThatAreMissingEqualNothing) {
    member.project_id.clear();
    EXPECT_FALSE(allowed("project_id:%(project_id)s", port("", "n1")));
    EXPECT_FALSE(allowed("user_id:%(project_id)s", port("", "n1")));
    EXPECT_FALSE(allowed("bogus:%(project_id)s", port("p1", "n1")));
}

TEST_F(EvaluateTest, ComputedAttributesAreRead) {
    const AttributeReader read = [](const View&, const Record& record, int attribute) {
        return record.type().attributes[static_cast<std::size_t>(attribute)].name == "device_owner"
                   ? Value("network:dhcp")
                   : record.at(attribute);
    };
    const Engine engine({{"asked", "field:port:device_owner=~^network:", ""}}, false);
    const Record record = port("p1", "n1");
    EXPECT_TRUE(engine.check("asked", member, {&record, &view, &catalog, &read}));
    EXPECT_FALSE(engine.check("asked", member, {&record, &view, &catalog, nullptr}));
}

TEST_F(EvaluateTest, SomeRulesAreDecidedBeforeATargetIsKnown) {
    EXPECT_EQ(decided("role:member"), Verdict::allowed);
    EXPECT_EQ(decided("rule:admin"), Verdict::denied);
    EXPECT_EQ(decided("project_id:p1"), Verdict::allowed);
    EXPECT_EQ(decided("project_id:%(project_id)s"), Verdict::depends);
    EXPECT_EQ(decided("field:networks:shared=True"), Verdict::depends);
    EXPECT_EQ(decided("role:member or project_id:%(project_id)s"), Verdict::allowed);
    EXPECT_EQ(decided("rule:admin or project_id:%(project_id)s"), Verdict::depends);
    EXPECT_EQ(decided("project_id:%(project_id)s or role:member"), Verdict::allowed);
    EXPECT_EQ(decided("role:member and project_id:%(project_id)s"), Verdict::depends);
    EXPECT_EQ(decided("project_id:%(project_id)s and rule:admin"), Verdict::denied);
    EXPECT_EQ(decided("not project_id:%(project_id)s"), Verdict::depends);
    EXPECT_EQ(decided("not rule:admin"), Verdict::allowed);
}

// What is decided early is what would have been decided late.
TEST_F(EvaluateTest, EarlyAndLateDecisionsAgree) {
    const char* const parts[] = {"role:member", "rule:admin", "project_id:%(project_id)s",      "not role:member",
                                 "@",           "!",          "tenant_id:%(network:tenant_id)s"};
    const Record own = port("p1", "n1");
    const Record foreign = port("p2", "gone");
    for (const char* left : parts) {
        for (const char* right : parts) {
            for (const char* join : {" or ", " and ", " and not "}) {
                const std::string check = std::string(left) + join + right;
                const Verdict early = decided(check);
                if (early == Verdict::depends) continue;
                for (const Record* record : {&own, &foreign}) {
                    const Engine engine({{"asked", check, ""}, {"admin", "role:admin", ""}}, false);
                    EXPECT_EQ(engine.check("asked", member, {record, &view, &catalog, nullptr}),
                              early == Verdict::allowed)
                        << check;
                }
            }
        }
    }
}

TEST_F(EvaluateTest, UnknownRulesAreTheDefaultOneAndReferencesToThemAreReported) {
    const Engine engine({{"default", "role:member", ""}, {"asked", "rule:nope", ""}}, false);
    EXPECT_TRUE(engine.check("never_heard_of", member, {}));
    EXPECT_TRUE(engine.check("asked", member, {}));
    ASSERT_EQ(engine.problems().size(), 1U);
    EXPECT_NE(engine.problems().front().find("nope"), std::string::npos);
    EXPECT_FALSE(Engine({}, false).check("never_heard_of", member, {}));
}

}  // namespace
}  // namespace neutrino::policy
