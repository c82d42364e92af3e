#include "auth/token.h"

#include "auth/access_rules.h"
#include "auth/fake_keystone.h"

#include <gtest/gtest.h>

namespace neutrino::auth {
namespace {

using namespace std::chrono_literals;
using std::chrono::sys_days;

const auto kNewYear = sys_days(std::chrono::year(2027) / 1 / 1);

TEST(TimeRead, UnderstandsIsoTimesWithAZone) {
    EXPECT_EQ(time_read("2027-01-01T00:00:00.000000Z"), kNewYear);
    EXPECT_EQ(time_read("2027-01-01T00:00:00Z"), kNewYear);
    EXPECT_EQ(time_read("2027-01-01T02:30:00.999999+02:30"), kNewYear);
    EXPECT_EQ(time_read("2026-12-31T16:00:00-0800"), kNewYear);
}

TEST(TimeRead, RefusesEverythingElse) {
    for (const char* text :
         {"", "2027", "2027-01-01", "2027-01-01T00:00:00", "2027-13-01T00:00:00Z", "2027-02-30T00:00:00Z",
          "2027-01-01T24:00:00Z", "2027-01-01 00:00:00Z", "2027-01-01T00:00:00Zulu", "-027-01-01T00:00:00Z",
          "2027-1-01T00:00:00Z", "2027-01-01T00:00:00+1", "2027-01-01T00:00:00.Q", "now"})
        EXPECT_THROW(time_read(text), BadAnswer) << text;
}

TEST(TokenRead, TellsProjectDomainAndSystemApart) {
    const Token project = token_read(test::token_body("ann", test::project_scope("blue"), "member,reader", kNewYear));
    EXPECT_EQ(project.user_id, "ann-id");
    EXPECT_EQ(project.user_name, "ann");
    EXPECT_EQ(project.user_domain_id, "default");
    EXPECT_EQ(project.user_domain_name, "Default");
    EXPECT_EQ(project.project_id, "blue-id");
    EXPECT_EQ(project.project_name, "blue");
    EXPECT_EQ(project.project_domain_id, "default");
    EXPECT_EQ(project.project_domain_name, "Default");
    EXPECT_EQ(project.roles, (std::vector<std::string>{"member", "reader"}));
    EXPECT_EQ(project.expires, kNewYear);
    EXPECT_TRUE(project.is_admin_project);
    EXPECT_FALSE(project.access_rules);
    EXPECT_EQ(project.domain_id + project.system_scope, "");

    const Token domain = token_read(test::token_body("ann", test::kDomainScope, "admin", kNewYear));
    EXPECT_EQ(domain.domain_id, "d1");
    EXPECT_EQ(domain.domain_name, "Land");
    EXPECT_EQ(domain.project_id + domain.system_scope, "");

    const Token system = token_read(test::token_body("ann", test::kSystemScope, "admin", kNewYear));
    EXPECT_EQ(system.system_scope, "all");
    EXPECT_EQ(system.project_id + system.domain_id, "");

    const Token unscoped = token_read(test::token_body("ann", "", "", kNewYear));
    EXPECT_EQ(unscoped.project_id + unscoped.domain_id + unscoped.system_scope, "");
    EXPECT_TRUE(unscoped.roles.empty());
}

TEST(TokenRead, TakesRestrictionsSeriously) {
    const Token token = token_read(test::token_body(
        "ann", test::project_scope("blue"), "member", kNewYear,
        R"("is_admin_project": false, "bind": {"kerberos": "ann"}, "catalog": [{"type": "network"}, {"type": "image"}],)"
        R"( "application_credential": {"id": "a", "access_rules": [{"id": "r", "service": "network", "method": "GET",)"
        R"( "path": "/v2.0/networks"}]}, )"));
    EXPECT_FALSE(token.is_admin_project);
    EXPECT_EQ(token.bindings, std::vector<std::string>{"kerberos"});
    EXPECT_EQ(token.service_types, (std::vector<std::string>{"network", "image"}));
    EXPECT_EQ(token.access_rules, (std::vector<AccessRule>{{"network", "GET", "/v2.0/networks"}}));
    for (const char* none : {"null", "[]", "7"}) {
        const std::string more = fmt::format(R"("application_credential": {{"access_rules": {}}}, )", none);
        const Token other = token_read(test::token_body("ann", "", "", kNewYear, more));
        EXPECT_EQ(other.access_rules.has_value(), none != std::string("null")) << none;
        EXPECT_TRUE(!other.access_rules || other.access_rules->empty()) << none;
    }
}

TEST(TokenRead, RefusesWhatIsNoToken) {
    for (const char* body :
         {"", "<html>", "[]", "{}", R"({"token": null})", R"({"token": {}})", R"({"token": {"user": {}}})",
          R"({"token": {"user": {"id": 5}}})", R"({"token": {"user": {"id": "u"}}})",
          R"({"token": {"user": {"id": "u"}, "expires_at": "never"}})"})
        EXPECT_THROW(token_read(body), BadAnswer) << body;
}

TEST(PathMatches, KnowsNamesStarsAndDoubleStars) {
    const std::string ports = "/v2.0/ports/{port_id}";
    EXPECT_TRUE(path_matches(ports, "/v2.0/ports/5"));
    EXPECT_FALSE(path_matches(ports, "/v2.0/ports/"));
    EXPECT_FALSE(path_matches(ports, "/v2.0/ports/5/tags"));
    EXPECT_FALSE(path_matches(ports, "/v2x0/ports/5"));
    EXPECT_TRUE(path_matches("/v2.0/*", "/v2.0/networks"));
    EXPECT_FALSE(path_matches("/v2.0/*", "/v2.0/networks/5"));
    EXPECT_TRUE(path_matches("/v2.0/*/x-*/tags", "/v2.0/ports/x-1/tags"));
    EXPECT_TRUE(path_matches("/v2.0/**", "/v2.0/networks/5/tags"));
    EXPECT_TRUE(path_matches("/v2.0/**", "/v2.0/"));
    EXPECT_TRUE(path_matches("**/tags", "/v2.0/networks/5/tags"));
    EXPECT_FALSE(path_matches("/v2.0", "/v2.0/"));
    EXPECT_FALSE(path_matches("", "/"));
    EXPECT_TRUE(path_matches("", ""));
}

TEST(PathMatches, TakesNoLongerForPatternsThatAreMeantToTakeLong) {
    std::string pattern;
    for (int i = 0; i < 300; ++i) pattern += "**{a}";
    EXPECT_FALSE(path_matches(pattern + "!", std::string(3000, 'a')));
}

TEST(AccessAllowed, OnlyWhatARuleNames) {
    Token token;
    EXPECT_TRUE(access_allowed(token, "", {"GET", "/v2.0/networks"}));
    token.access_rules = {{"network", "GET", "/v2.0/networks"}, {"compute", "POST", "/v2.0/ports"}};
    token.service_types = {"network", "compute"};
    EXPECT_TRUE(access_allowed(token, "network", {"GET", "/v2.0/networks"}));
    EXPECT_FALSE(access_allowed(token, "network", {"POST", "/v2.0/networks"}));
    EXPECT_FALSE(access_allowed(token, "network", {"GET", "/v2.0/ports"}));
    EXPECT_FALSE(access_allowed(token, "network", {"POST", "/v2.0/ports"}));
    EXPECT_TRUE(access_allowed(token, "network", {"POST", "/v2.0/ports", true}));
    EXPECT_FALSE(access_allowed(token, "", {"GET", "/v2.0/networks", true}));
    token.service_types = {"compute"};
    EXPECT_FALSE(access_allowed(token, "network", {"GET", "/v2.0/networks", true}));
}

}  // namespace
}  // namespace neutrino::auth
