#include "auth/keystone.h"

#include "auth/fake_keystone.h"

#include <gtest/gtest.h>

namespace neutrino::auth {
namespace {

using namespace std::chrono_literals;

TEST(V3Url, TakesUrlsWithAndWithoutAVersion) {
    EXPECT_EQ(v3_url("http://host:5000"), "http://host:5000/v3");
    EXPECT_EQ(v3_url("http://host:5000/"), "http://host:5000/v3");
    EXPECT_EQ(v3_url("http://host/identity/v3/"), "http://host/identity/v3");
    EXPECT_EQ(v3_url("http://host:35357/v2.0"), "http://host:35357/v3");
}

TEST(CredentialsJson, SaysWhoAndWhatFor) {
    Credentials who = test::kServiceCredentials;
    EXPECT_EQ(
        credentials_json(who),
        R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"name":"neutron","domain":{"name":"Default"},)"
        R"("password":"secret"}}},"scope":{"project":{"name":"service","domain":{"name":"Default"}}}}})");
    who.user_id = "u1";
    who.project_id = "p1";
    EXPECT_EQ(credentials_json(who),
              R"({"auth":{"identity":{"methods":["password"],"password":{"user":{"id":"u1","password":"secret"}}},)"
              R"("scope":{"project":{"id":"p1"}}}})");
    const auto scope = [&] { return credentials_json(who).substr(credentials_json(who).find(",\"scope\"")); };
    who.domain_id = "d1";
    EXPECT_EQ(scope(), R"(,"scope":{"domain":{"id":"d1"}}}})");
    who.trust_id = "t1";
    EXPECT_EQ(scope(), R"(,"scope":{"OS-TRUST:trust":{"id":"t1"}}}})");
    who.system_scope = "all";
    EXPECT_EQ(scope(), R"(,"scope":{"system":{"all":true}}}})");
    who = {};
    who.user_id = "u1";
    EXPECT_EQ(credentials_json(who).find("scope"), std::string::npos);
}

struct KeystoneTest : testing::Test {
    KeystoneTest() { fake.issue("good", "ann", test::project_scope("blue"), "member"); }

    // Why there was no answer; "" when there was one.
    std::string trouble(std::string_view token = "good") {
        try {
            keystone.token_validate(token, false);
            return "";
        } catch (const Unavailable& unavailable) {
            return unavailable.what();
        }
    }

    base::test::TestClock time;
    test::FakeKeystone fake{time};
    ServiceUser user{test::kServiceCredentials, fake, time.clock()};
    Keystone keystone{user, fake, {}};
};

TEST_F(KeystoneTest, AsksTheEndpointOfTheCatalogAsTheServicesUser) {
    const auto token = keystone.token_validate("good", false);
    ASSERT_TRUE(token);
    EXPECT_EQ(token->user_name, "ann");
    EXPECT_EQ(fake.last().url, "http://internal:5000/v3/auth/tokens?nocatalog");
    EXPECT_EQ(fake.last().headers.get("X-Auth-Token"), "service-1");
    EXPECT_EQ(fake.last().headers.get("X-Subject-Token"), "good");
    EXPECT_EQ(fake.last().headers.get("OpenStack-Identity-Access-Rules"), "1");
    EXPECT_FALSE(keystone.token_validate("bad", true));
    EXPECT_EQ(fake.last().url, "http://internal:5000/v3/auth/tokens?nocatalog&allow_expired=1");
    EXPECT_EQ(fake.logins(), 1);

    Keystone elsewhere(user, fake, {"public", "One", true});
    EXPECT_TRUE(elsewhere.token_validate("good", false));
    EXPECT_EQ(fake.last().url, "http://public:5000/v3/auth/tokens");
    EXPECT_TRUE(elsewhere.token_validate("good", true));
    EXPECT_EQ(fake.last().url, "http://public:5000/v3/auth/tokens?allow_expired=1");
    Keystone two(user, fake, {"internal", "Two", false});
    EXPECT_TRUE(two.token_validate("good", false));
    EXPECT_EQ(fake.last().url, "http://two:5000/v3/auth/tokens?nocatalog");
}

TEST_F(KeystoneTest, ItsOwnTokenIsRenewedBeforeItEnds) {
    ASSERT_EQ(trouble(), "");
    time.advance(59min);
    ASSERT_EQ(trouble(), "");
    EXPECT_EQ(fake.logins(), 1);
    time.advance(31s);
    ASSERT_EQ(trouble(), "");
    EXPECT_EQ(fake.logins(), 2);
}

TEST_F(KeystoneTest, ItsOwnTokenIsRenewedWhenItIsRefused) {
    ASSERT_EQ(trouble(), "");
    fake.keys_replace();
    fake.issue("good", "ann", test::project_scope("blue"), "member");
    EXPECT_EQ(trouble(), "");
    EXPECT_EQ(fake.logins(), 2);
    fake.status = 401;
    EXPECT_NE(trouble().find("status 401: the service's user may not"), std::string::npos);
    EXPECT_EQ(fake.logins(), 3);
}

TEST_F(KeystoneTest, SaysWhatIsWrongAndNeverTheToken) {
    fake.status = 403;
    EXPECT_NE(trouble().find("status 403: the service's user may not"), std::string::npos);
    fake.status = 500;
    EXPECT_NE(trouble().find("status 500"), std::string::npos);
    fake.status = 302;
    EXPECT_NE(trouble().find("status 302"), std::string::npos);
    EXPECT_EQ(trouble().find("good"), std::string::npos);
    fake.status = 200;
    EXPECT_NE(trouble().find("it is no JSON"), std::string::npos);
    fake.failure = client::Failure::Kind::timeout;
    EXPECT_NE(trouble().find("told to fail"), std::string::npos);
}

TEST_F(KeystoneTest, AWrongPasswordIsNotTriedByEveryRequest) {
    fake.password = "another";
    for (int i = 0; i < 10; ++i)
        EXPECT_NE(trouble().find("does not let the service's user 'neutron' in: status 401"), std::string::npos);
    EXPECT_EQ(trouble().find("secret"), std::string::npos);
    EXPECT_EQ(fake.logins(), 1);
    fake.password = "secret";
    time.advance(1s);
    EXPECT_EQ(trouble(), "");
}

TEST_F(KeystoneTest, AnEndpointThatTheCatalogLacksIsNamed) {
    Keystone nowhere(user, fake, {"admin", "Three", false});
    try {
        nowhere.token_validate("good", false);
        ADD_FAILURE();
    } catch (const Unavailable& unavailable) {
        EXPECT_STREQ(unavailable.what(),
                     "Keystone's catalog has no admin endpoint of the service type identity in the region Three");
    }
}

TEST_F(KeystoneTest, FindsProjectsByIdAndByName) {
    EXPECT_TRUE(keystone.project_exists("p1"));
    EXPECT_TRUE(keystone.project_exists("blue sky"));
    EXPECT_FALSE(keystone.project_exists("p2"));
    EXPECT_FALSE(keystone.project_exists("../p1"));
    EXPECT_EQ(fake.last().url, "http://internal:5000/v3/projects?name=%2E%2E%2Fp1");
}

}  // namespace
}  // namespace neutrino::auth
