#include "policy/engine.h"

#include "policy/check.h"

#include <gtest/gtest.h>

namespace neutrino::policy {
namespace {

struct EngineTest : testing::Test {
    EngineTest() {
        type.collection = "networks";
        for (const char* name : {"id", "project_id", "shared", "device_owner"}) {
            Attribute attribute;
            attribute.name = name;
            type.attributes.push_back(attribute);
        }
        type.seal();
    }
    bool allowed(const std::string& check, const Record& record) const {
        const Engine engine({{"base", "role:admin", ""}, {"asked", check, ""}}, false);
        return engine.check("asked", member, Target{&record});
    }
    Record network(const char* project, bool shared) const {
        Record record(type);
        record.set("project_id", project);
        record.set("shared", shared);
        return record;
    }

    ResourceType type;
    RequestContext member = [] {
        RequestContext context;
        context.project_id = "p1";
        context.user_id = "u1";
        context.roles = {"member", "reader"};
        return context;
    }();
};

TEST_F(EngineTest, OperatorsBindAsInOslo) {
    const Record own = network("p1", false);
    EXPECT_TRUE(allowed("", own));
    EXPECT_TRUE(allowed("@", own));
    EXPECT_FALSE(allowed("!", own));
    EXPECT_TRUE(allowed("role:member or role:admin and !", own));
    EXPECT_FALSE(allowed("(role:member or role:admin) and !", own));
    EXPECT_TRUE(allowed("not role:admin and role:READER", own));
    EXPECT_FALSE(allowed("rule:base", own));
}

TEST_F(EngineTest, OwnershipAndFields) {
    EXPECT_TRUE(allowed("project_id:%(project_id)s", network("p1", false)));
    EXPECT_TRUE(allowed("tenant_id:%(tenant_id)s", network("p1", false)));
    EXPECT_FALSE(allowed("tenant_id:%(tenant_id)s", network("p2", false)));
    EXPECT_TRUE(allowed("field:networks:shared=True", network("p2", true)));
    EXPECT_FALSE(allowed("field:networks:shared=True", network("p2", false)));
    EXPECT_FALSE(allowed("tenant_id:%(missing)s", network("p1", false)));
    Record port = network("p1", false);
    port.set("device_owner", "network:dhcp");
    EXPECT_TRUE(allowed("field:port:device_owner=~^network:", port));
    EXPECT_FALSE(allowed("field:port:device_owner=~^compute:", port));
}

TEST_F(EngineTest, MalformedRulesFailClosed) {
    const Record own = network("p1", false);
    for (const char* text : {"role:member or", "(role:member", "role:member)", "nonsense", "and", "http://x"}) {
        const Engine engine({{"asked", text, ""}}, false);
        EXPECT_EQ(engine.problems().size(), 1U) << text;
        EXPECT_FALSE(engine.check("asked", member, Target{&own})) << text;
    }
}

TEST_F(EngineTest, AdminPassesUnlessNewDefaultsAreEnforced) {
    RequestContext admin = member;
    admin.is_admin = true;
    EXPECT_TRUE(Engine({{"asked", "!", ""}}, false).check("asked", admin, {}));
    EXPECT_FALSE(Engine({{"asked", "!", ""}}, true).check("asked", admin, {}));
}

TEST_F(EngineTest, DeprecatedFormCountsUntilNewDefaultsAreEnforced) {
    const std::vector<RuleText> rules = {{"asked", "role:nobody", "role:member"}};
    EXPECT_TRUE(Engine(rules, false).check("asked", member, {}));
    EXPECT_FALSE(Engine(rules, true).check("asked", member, {}));
}

TEST_F(EngineTest, ServicesAndTheAdminProjectAreCredentialsToo) {
    const Record own = network("p1", false);
    EXPECT_TRUE(allowed("is_admin_project:True", own));
    member.is_admin_project = false;
    EXPECT_FALSE(allowed("is_admin_project:True", own));
    EXPECT_TRUE(allowed("is_admin_project:False", own));
    EXPECT_FALSE(allowed("service_roles:service", own));
    member.service = {"u9", "d9", "p1", "d8", {"service"}};
    EXPECT_TRUE(allowed("service_roles:service and service_user_id:u9 and service_user_domain_id:d9", own));
    EXPECT_TRUE(allowed("service_project_id:%(project_id)s and service_project_domain_id:d8", own));
    EXPECT_FALSE(allowed("service_roles:member", own));
}

TEST_F(EngineTest, RuleLoopsEnd) {
    EXPECT_FALSE(Engine({{"a", "rule:b", ""}, {"b", "rule:a", ""}}, false).check("a", member, {}));
}

}  // namespace
}  // namespace neutrino::policy
