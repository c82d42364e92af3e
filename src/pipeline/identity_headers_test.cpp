#include "pipeline/identity_headers.h"

#include <gtest/gtest.h>

#include <string>

namespace neutrino::pipeline {
namespace {

TEST(IdentityHeaders, AreKnownInEverySpelling) {
    for (const char* name :
         {"X-User-Id", "x-user-id", "X_USER_ID", "X-User_Id", "X-Roles", "X_Roles", "X-Role", "X-Tenant",
          "X-Service-Catalog", "X-Identity-Status", "X-Service-Identity-Status", "X-Is-Admin-Project",
          "X-Service-Roles", "X-Service-Domain-Name", "OPENSTACK_SYSTEM_SCOPE", "X-Project-Domain-Name"})
        EXPECT_TRUE(is_identity_header(name)) << name;
    for (const char* name : {"", "X", "X-Auth-Token", "X-Service-Token", "X-Storage-Token", "X-OpenStack-Request-ID",
                             "X-User-Ids", "XX-User-Id", "X-Forwarded-For", "Host", "Roles"})
        EXPECT_FALSE(is_identity_header(name)) << name;
}

TEST(IdentityHeaders, AllThatIsSetIsAlsoRemoved) {
    const auth::Token token{"u",  "un",  "ud",  "udn", "p", "pn", "pd", "pdn", "d",
                            "dn", "all", {"r"}, false, {},  {},   {},   {}};
    http::Headers headers = {{"Host", "localhost"}};
    user_headers_set(headers, token);
    service_headers_set(headers, token);
    EXPECT_EQ(headers.size(), 1U + 13U + 11U);
    identity_headers_remove(headers);
    EXPECT_EQ(headers.size(), 1U);
}

TEST(IdentityHeaders, ReadWhatWasSet) {
    http::Headers headers;
    user_headers_set(
        headers, {"u", "un", "ud", "udn", "p", "pn", "pd", "pdn", "d", "dn", "all", {"r", "s"}, false, {}, {}, {}, {}});
    service_headers_set(headers, {"su", "", "sud", "", "sp", "", "spd", "", "", "", "", {"t"}, true, {}, {}, {}, {}});
    headers.add("X-Service-Identity-Status", "Confirmed");
    RequestContext context;
    identity_headers_read(headers, context);
    EXPECT_EQ(context.user_id, "u");
    EXPECT_EQ(context.user_name, "un");
    EXPECT_EQ(context.user_domain_id, "ud");
    EXPECT_EQ(context.user_domain_name, "udn");
    EXPECT_EQ(context.project_id, "p");
    EXPECT_EQ(context.project_name, "pn");
    EXPECT_EQ(context.project_domain_id, "pd");
    EXPECT_EQ(context.project_domain_name, "pdn");
    EXPECT_EQ(context.domain_id, "d");
    EXPECT_EQ(context.system_scope, "all");
    EXPECT_EQ(context.roles, (std::vector<std::string>{"r", "s"}));
    EXPECT_FALSE(context.is_admin_project);
    EXPECT_TRUE(context.is_service);
    EXPECT_EQ(context.service.user_id, "su");
    EXPECT_EQ(context.service.user_domain_id, "sud");
    EXPECT_EQ(context.service.project_id, "sp");
    EXPECT_EQ(context.service.project_domain_id, "spd");
    EXPECT_EQ(context.service.roles, std::vector<std::string>{"t"});
}

TEST(IdentityHeaders, OlderNamesCountWhereTheNewerAreMissing) {
    RequestContext context;
    identity_headers_read({{"X-User", "u"}, {"X-Tenant", "p"}, {"X-Role", " a , b,,"}}, context);
    EXPECT_EQ(context.user_id, "u");
    EXPECT_EQ(context.project_id, "p");
    EXPECT_EQ(context.roles, (std::vector<std::string>{"a", "b"}));
    EXPECT_TRUE(context.is_admin_project);
    identity_headers_read({{"X-Tenant", "p"}, {"X-Tenant-Id", "q"}, {"X-Project-Id", ""}}, context);
    EXPECT_EQ(context.project_id + context.user_id, "");
}

}  // namespace
}  // namespace neutrino::pipeline
