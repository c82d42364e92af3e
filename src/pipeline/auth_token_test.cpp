#include "auth/fake_keystone.h"
#include "pipeline/authenticator.h"
#include "pipeline/filters.h"
#include "pipeline/identity_headers.h"
#include "pipeline/test_support.h"

#include <gtest/gtest.h>

#include <latch>
#include <thread>

namespace neutrino::pipeline {
namespace {

using namespace std::chrono_literals;
using auth::test::project_scope;
using test::ask;
using test::request;

constexpr const char* kBody =
    R"({"error": {"code": 401, "title": "Unauthorized", "message": "The request you have made requires authentication."}})";

// authtoken and keystonecontext around an application that remembers who asked, before a Keystone with these tokens.
struct AuthTokenTest : testing::Test {
    AuthTokenTest() {
        keystone.issue("member", "ann", project_scope("blue"), "member,reader");
        keystone.issue("other", "eve", project_scope("red"), "member");
        keystone.issue("admin", "root", project_scope("admin"), "admin");
        keystone.issue("domain", "ann", auth::test::kDomainScope, "admin");
        keystone.issue("system", "root", auth::test::kSystemScope, "admin");
        keystone.issue("unscoped", "ann", "", "");
        keystone.issue("expired", "ann", project_scope("blue"), "member", "", -60s);
        keystone.issue("nova", "nova", project_scope("service"), "service");
        options.www_authenticate_uri = "http://public:5000";
    }

    std::shared_ptr<const Authenticator> authenticator() {
        return std::make_shared<const Authenticator>(options, checker);
    }
    App pipeline() {
        return auth_token(authenticator(), keystone_context(
                                               [](RequestContext& context) {
                                                   context.is_advsvc = context.has_role("advsvc");
                                                   context.is_admin = context.has_role("admin");
                                               },
                                               [this](http::Request& asked, RequestContext& context) {
                                                   seen = context;
                                                   trace = asked.trace;
                                                   return http::Response{status, "", {}, "in"};
                                               }));
    }
    http::Response answer(http::Headers headers) {
        seen = {};
        return ask(pipeline(), request("GET", "/v2.0/networks", std::move(headers)));
    }
    int got(http::Headers headers) { return answer(std::move(headers)).status; }

    base::test::TestClock time;
    auth::test::FakeKeystone keystone{time};
    auth::ServiceUser user{auth::test::kServiceCredentials, keystone, time.clock()};
    auth::Keystone calls{user, keystone, {}};
    std::shared_ptr<auth::TokenChecker> checker =
        std::make_shared<auth::TokenChecker>(calls, auth::CheckerOptions{}, time.clock());
    AuthTokenOptions options;
    RequestContext seen;
    http::Trace trace;
    int status = 200;
};

TEST_F(AuthTokenTest, AMemberOfAProject) {
    EXPECT_EQ(got({{"X-Auth-Token", "member"}}), 200);
    EXPECT_EQ(seen.user_id, "ann-id");
    EXPECT_EQ(seen.user_name, "ann");
    EXPECT_EQ(seen.user_domain_id, "default");
    EXPECT_EQ(seen.user_domain_name, "Default");
    EXPECT_EQ(seen.project_id, "blue-id");
    EXPECT_EQ(seen.project_name, "blue");
    EXPECT_EQ(seen.project_domain_id, "default");
    EXPECT_EQ(seen.project_domain_name, "Default");
    EXPECT_EQ(seen.roles, (std::vector<std::string>{"member", "reader"}));
    EXPECT_FALSE(seen.is_admin || seen.is_advsvc || seen.is_service);
    EXPECT_TRUE(seen.is_admin_project);
    EXPECT_EQ(trace.user_id, "ann-id");
    EXPECT_EQ(trace.project_id, "blue-id");
}

TEST_F(AuthTokenTest, OtherScopes) {
    EXPECT_EQ(got({{"X-Auth-Token", "other"}}), 200);
    EXPECT_EQ(seen.project_id, "red-id");
    EXPECT_EQ(got({{"X-Auth-Token", "admin"}}), 200);
    EXPECT_TRUE(seen.is_admin);
    EXPECT_EQ(got({{"X-Auth-Token", "domain"}}), 200);
    EXPECT_EQ(seen.domain_id, "d1");
    EXPECT_EQ(seen.project_id + seen.system_scope, "");
    EXPECT_EQ(got({{"X-Auth-Token", "system"}}), 200);
    EXPECT_EQ(seen.system_scope, "all");
    EXPECT_EQ(seen.project_id + seen.domain_id, "");
    EXPECT_EQ(got({{"X-Auth-Token", "unscoped"}}), 200);
    EXPECT_EQ(seen.user_id, "ann-id");
    EXPECT_EQ(seen.project_id, "");
    EXPECT_TRUE(seen.roles.empty());
}

TEST_F(AuthTokenTest, WithoutAGoodTokenNobodyPasses) {
    for (const http::Headers& headers : {http::Headers{},
                                         {{"X-Auth-Token", ""}},
                                         {{"X-Auth-Token", "garbage"}},
                                         {{"X-Auth-Token", "expired"}},
                                         {{"X-Auth-Token", "two words"}},
                                         {{"X-Auth-Token", "member"}, {"X-Auth-Token", "member"}},
                                         {{"X_Auth_Token", "member"}},
                                         {{"X-Auth-Token", ""}, {"X-Storage-Token", "member"}},
                                         {{"X-Service-Token", "nova"}}}) {
        const http::Response refused = answer(headers);
        EXPECT_EQ(refused.status, 401);
        EXPECT_EQ(refused.content_type, "application/json");
        EXPECT_EQ(refused.body, kBody);
        EXPECT_EQ(refused.headers.count("WWW-Authenticate"), 1U);
        EXPECT_EQ(refused.headers.get("WWW-Authenticate"), "Keystone uri=\"http://public:5000\"");
        EXPECT_EQ(seen.user_id, "");
    }
}

TEST_F(AuthTokenTest, WhiteSpaceAroundATokenAndTheNameOfOldAreFine) {
    EXPECT_EQ(got({{"X-Auth-Token", " member\t"}}), 200);
    EXPECT_EQ(got({{"X-Storage-Token", "member"}}), 200);
}

TEST_F(AuthTokenTest, ARevokedTokenIsRefusedWhenItIsAskedForAgain) {
    EXPECT_EQ(got({{"X-Auth-Token", "member"}}), 200);
    keystone.revoke("member");
    EXPECT_EQ(got({{"X-Auth-Token", "member"}}), 200);
    time.advance(300s);
    EXPECT_EQ(got({{"X-Auth-Token", "member"}}), 401);
}

TEST_F(AuthTokenTest, ClientsCannotSayWhoTheyAre) {
    const http::Headers forged = {{"X-Auth-Token", "unscoped"},
                                  {"X-Project-Id", "red-id"},
                                  {"X_PROJECT_ID", "red-id"},
                                  {"x-tenant_id", "red-id"},
                                  {"X-TENANT", "red-id"},
                                  {"X-Roles", "admin"},
                                  {"X_Roles", "admin"},
                                  {"X-Role", "admin"},
                                  {"X-User-Id", "root-id"},
                                  {"X-User", "root-id"},
                                  {"OpenStack-System-Scope", "all"},
                                  {"X-Domain-Id", "d1"},
                                  {"X-Is-Admin-Project", "False"},
                                  {"X-Identity-Status", "Confirmed"},
                                  {"X-Service-Identity-Status", "Confirmed"},
                                  {"X-Service-Roles", "service"},
                                  {"X-Service-User-Id", "nova-id"}};
    EXPECT_EQ(got(forged), 200);
    EXPECT_EQ(seen.user_id, "ann-id");
    EXPECT_EQ(seen.project_id + seen.system_scope + seen.domain_id + seen.service.user_id, "");
    EXPECT_TRUE(seen.roles.empty() && seen.service.roles.empty());
    EXPECT_FALSE(seen.is_admin || seen.is_service);
    EXPECT_TRUE(seen.is_admin_project);
    http::Headers tokenless;
    for (const auto& [name, value] : forged) {
        if (name != "X-Auth-Token") tokenless.add(name, value);
    }
    EXPECT_EQ(got(tokenless), 401);
}

TEST_F(AuthTokenTest, TheAdminProjectOfKeystone) {
    keystone.issue("elsewhere", "root", project_scope("blue"), "admin", R"("is_admin_project": false, )");
    EXPECT_EQ(got({{"X-Auth-Token", "elsewhere"}}), 200);
    EXPECT_FALSE(seen.is_admin_project);
}

TEST_F(AuthTokenTest, AServiceForwardsARequest) {
    EXPECT_EQ(got({{"X-Auth-Token", "member"}, {"X-Service-Token", "nova"}}), 200);
    EXPECT_EQ(seen.user_id, "ann-id");
    EXPECT_TRUE(seen.is_service);
    EXPECT_EQ(seen.service.user_id, "nova-id");
    EXPECT_EQ(seen.service.project_id, "service-id");
    EXPECT_EQ(seen.service.roles, std::vector<std::string>{"service"});
    EXPECT_EQ(got({{"X-Auth-Token", "member"}, {"X-Service-Token", "garbage"}}), 401);
    EXPECT_EQ(got({{"X-Auth-Token", "member"}, {"X-Service-Token", "expired"}}), 401);
    EXPECT_EQ(got({{"X-Auth-Token", "member"}, {"X-Service-Token", "nova"}, {"X-Service-Token", "nova"}}), 401);
    EXPECT_EQ(got({{"X-Auth-Token", "member"}, {"X-Service-Token", ""}}), 200);
    EXPECT_FALSE(seen.is_service);
}

TEST_F(AuthTokenTest, OnlyServicesMayUseExpiredTokens) {
    EXPECT_EQ(got({{"X-Auth-Token", "expired"}, {"X-Service-Token", "nova"}}), 200);
    EXPECT_EQ(seen.user_id, "ann-id");
    EXPECT_EQ(got({{"X-Auth-Token", "expired"}}), 401);
    EXPECT_EQ(got({{"X-Auth-Token", "expired"}, {"X-Service-Token", "member"}}), 401);
    // Any valid token is a service token, unless the role is required of it.
    EXPECT_EQ(got({{"X-Auth-Token", "other"}, {"X-Service-Token", "member"}}), 200);
    options.service_token_roles_required = true;
    EXPECT_EQ(got({{"X-Auth-Token", "other"}, {"X-Service-Token", "member"}}), 401);
    EXPECT_EQ(got({{"X-Auth-Token", "other"}, {"X-Service-Token", "nova"}}), 200);
    options.service_token_roles = {"glue", "member"};
    EXPECT_EQ(got({{"X-Auth-Token", "expired"}, {"X-Service-Token", "member"}}), 200);
    EXPECT_EQ(got({{"X-Auth-Token", "other"}, {"X-Service-Token", "nova"}}), 401);
}

TEST_F(AuthTokenTest, AKeystoneThatIsDownIsNoReasonToRefuse) {
    EXPECT_EQ(got({{"X-Auth-Token", "member"}}), 200);
    keystone.failure = client::Failure::Kind::unreachable;
    const http::Response response = answer({{"X-Auth-Token", "other"}, {"Accept", "application/json"}});
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.headers.get("Retry-After"), "2");
    EXPECT_FALSE(response.headers.contains("WWW-Authenticate"));
    EXPECT_EQ(response.body.find("other"), std::string::npos);
    EXPECT_EQ(got({{"X-Auth-Token", "member"}}), 200);
    EXPECT_EQ(got({}), 401);
    keystone.failure.reset();
    EXPECT_EQ(got({{"X-Auth-Token", "other"}}), 200);
}

TEST_F(AuthTokenTest, NewKeysOfKeystoneAreNoticed) {
    EXPECT_EQ(got({{"X-Auth-Token", "member"}}), 200);
    keystone.keys_replace();
    keystone.issue("new", "ann", project_scope("blue"), "member");
    EXPECT_EQ(got({{"X-Auth-Token", "new"}}), 200);
    EXPECT_EQ(got({{"X-Auth-Token", "other"}}), 401);
    time.advance(300s);
    EXPECT_EQ(got({{"X-Auth-Token", "member"}}), 401);
}

TEST_F(AuthTokenTest, WhoHasWaitedTooLongIsToldSo) {
    auto late = request("GET", "/v2.0/networks", {{"X-Auth-Token", "member"}});
    late.queued = 11s;
    EXPECT_EQ(ask(pipeline(), late).status, 503);
    EXPECT_EQ(keystone.asked(), 0);
    EXPECT_EQ(got({{"X-Auth-Token", "member"}}), 200);
    EXPECT_EQ(ask(pipeline(), late).status, 200);  // known by now
}

TEST_F(AuthTokenTest, ADelayedDecisionIsTheNextOnes) {
    options.delay_auth_decision = true;
    http::Headers passed;
    const App app = auth_token(authenticator(), [&](http::Request& asked, RequestContext&) {
        passed = asked.headers;
        return http::Response{};
    });
    EXPECT_EQ(ask(app, request("GET", "/", {{"X-Auth-Token", "garbage"}, {"X-User-Id", "root-id"}})).status, 200);
    EXPECT_EQ(passed.get("X-Identity-Status"), "Invalid");
    EXPECT_FALSE(passed.contains("X-User-Id"));
    EXPECT_EQ(ask(app, request("GET", "/", {{"X-Auth-Token", "member"}, {"X-Service-Token", "garbage"}})).status, 200);
    EXPECT_EQ(passed.get("X-Identity-Status"), "Confirmed");
    EXPECT_EQ(passed.get("X-Service-Identity-Status"), "Invalid");
    EXPECT_FALSE(passed.contains("X-Service-User-Id"));
    keystone.failure = client::Failure::Kind::timeout;
    EXPECT_EQ(ask(app, request("GET", "/", {{"X-Auth-Token", "other"}})).status, 200);
    EXPECT_EQ(passed.get("X-Identity-Status"), "Invalid");
    // keystonecontext wants a user, and authtoken tells the client where to get a token.
    const http::Response refused = answer({});
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(refused.headers.get("WWW-Authenticate"), "Keystone uri=\"http://public:5000\"");
}

TEST_F(AuthTokenTest, ARefusalOfTheApplicationSaysWhereTokensAre) {
    status = 401;
    EXPECT_EQ(answer({{"X-Auth-Token", "member"}}).headers.count("WWW-Authenticate"), 1U);
    status = 403;
    EXPECT_EQ(answer({{"X-Auth-Token", "member"}}).headers.count("WWW-Authenticate"), 0U);
}

TEST_F(AuthTokenTest, ApplicationCredentialsWithAccessRules) {
    keystone.issue("restricted", "ann", project_scope("blue"), "member",
                   R"("catalog": [{"type": "network"}], "application_credential": {"access_rules": [)"
                   R"({"service": "network", "method": "GET", "path": "/v2.0/networks"}]}, )");
    EXPECT_EQ(got({{"X-Auth-Token", "restricted"}}), 401);
    options.service_type = "network";
    EXPECT_EQ(got({{"X-Auth-Token", "restricted"}}), 200);
    const auto tried = [&](const char* method, const char* path, http::Headers headers = {}) {
        headers.add("X-Auth-Token", "restricted");
        return ask(pipeline(), request(method, path, std::move(headers))).status;
    };
    EXPECT_EQ(tried("POST", "/v2.0/networks"), 401);
    EXPECT_EQ(tried("GET", "/v2.0/ports"), 401);
    EXPECT_EQ(tried("GET", "/v2.0/ports", {{"X-Service-Token", "nova"}}), 200);
}

TEST_F(AuthTokenTest, TokensThatAreBoundToAMechanism) {
    keystone.issue("kerberos", "ann", project_scope("blue"), "member", R"("bind": {"kerberos": "ann"}, )");
    keystone.issue("odd", "ann", project_scope("blue"), "member", R"("bind": {"odd": "ann"}, )");
    const auto tried = [&](const char* mode) {
        options.enforce_token_bind = mode;
        std::string passed;
        for (const char* token : {"member", "kerberos", "odd"})
            passed += got({{"X-Auth-Token", token}}) == 200 ? 'y' : 'n';
        return passed;
    };
    EXPECT_EQ(tried("disabled"), "yyy");
    EXPECT_EQ(tried("permissive"), "yny");
    EXPECT_EQ(tried("strict"), "ynn");
    EXPECT_EQ(tried("required"), "nnn");
    EXPECT_EQ(tried("odd"), "nnn");
}

TEST_F(AuthTokenTest, KnowsWhatItNeedNotAskFor) {
    const auto known = [&](http::Headers headers) {
        return authenticator()->knows(request("GET", "/", std::move(headers)));
    };
    EXPECT_TRUE(known({}));
    EXPECT_FALSE(known({{"X-Auth-Token", "member"}}));
    EXPECT_EQ(got({{"X-Auth-Token", "member"}}), 200);
    EXPECT_TRUE(known({{"X-Auth-Token", "member"}}));
    EXPECT_FALSE(known({{"X-Auth-Token", "member"}, {"X-Service-Token", "nova"}}));
    EXPECT_EQ(got({{"X-Auth-Token", "other"}, {"X-Service-Token", "nova"}}), 200);
    EXPECT_FALSE(known({{"X-Auth-Token", "member"}, {"X-Service-Token", "nova"}}));  // as it might be expired now
    EXPECT_TRUE(known({{"X-Auth-Token", "other"}, {"X-Service-Token", "nova"}}));
}

// Clients with several tokens ask at once; nobody gets what is another's.
TEST_F(AuthTokenTest, RequestsAtOnceAreKeptApart) {
    const App app = auth_token(authenticator(), keystone_context([](RequestContext&) {},
                                                                 [](http::Request&, RequestContext& who) {
                                                                     return http::Response{200, "", {}, who.project_id};
                                                                 }));
    std::atomic<int> wrong = 0;
    std::latch begin(4);
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            const std::string token = t % 2 == 0 ? "member" : "other";
            begin.arrive_and_wait();
            for (int i = 0; i < 200; ++i) {
                const auto response = ask(app, request("GET", "/v2.0/networks", {{"X-Auth-Token", token}}));
                if (response.body != (t % 2 == 0 ? "blue-id" : "red-id")) ++wrong;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_EQ(keystone.asked(), 2);
}

}  // namespace
}  // namespace neutrino::pipeline
