#include "server/keystone_settings.h"

#include "server/identity.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace neutrino::server {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

// What an operator writes, as installation guides have it.
const std::string kUsual =
    "[keystone_authtoken]\nwww_authenticate_uri = http://public:5000\nauth_url = http://controller:5000\n"
    "memcached_servers = controller:11211\nauth_type = password\nproject_domain_name = Default\n"
    "user_domain_name = Default\nproject_name = service\nusername = neutron\npassword = sesame\n";

struct KeystoneSettingsTest : testing::Test {
    KeystoneSettingsTest() {
        std::string pattern = (fs::temp_directory_path() / "keystone-XXXXXX").string();
        folder = mkdtemp(pattern.data());
    }
    ~KeystoneSettingsTest() override { fs::remove_all(folder); }

    config::Config load(const std::string& text) const {
        std::ofstream(folder / "neutron.conf") << text;
        return config::Config::load({{(folder / "neutron.conf").string()}, {}});
    }
    AuthTokenSettings settings(const std::string& text, const std::string& section = {}) const {
        return auth_token_settings(load(text), paste(section));
    }
    static pipeline::PasteSection paste(const std::string& settings) {
        return pipeline::parse_paste("[filter:authtoken]\n" + settings).sections.at(0);
    }
    std::string refusal(const std::string& text, const std::string& section = {}) const {
        try {
            settings(text, section);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "accepted";
    }
    static std::string without(const std::string& option) {
        std::string text = kUsual;
        const auto line = text.find("\n" + option + " = ");
        if (line != std::string::npos) text.erase(line, text.find('\n', line + 1) - line);
        return text;
    }

    fs::path folder;
};

TEST_F(KeystoneSettingsTest, TheUsualOptions) {
    const AuthTokenSettings usual = settings(kUsual);
    const auth::Credentials& user = usual.session.credentials;
    EXPECT_EQ(user.auth_url, "http://controller:5000");
    EXPECT_EQ(user.username, "neutron");
    EXPECT_EQ(user.password, "sesame");
    EXPECT_EQ(user.user_domain_name, "Default");
    EXPECT_EQ(user.project_name, "service");
    EXPECT_EQ(user.project_domain_name, "Default");
    EXPECT_EQ(usual.session.keystone.interface, "internal");
    EXPECT_EQ(usual.session.retries, 3U);
    EXPECT_FALSE(usual.session.http.insecure);
    EXPECT_EQ(usual.checker.cache_time, 300s);
    EXPECT_EQ(usual.filter.www_authenticate_uri, "http://public:5000");
    EXPECT_EQ(usual.filter.service_token_roles, std::vector<std::string>{"service"});
    EXPECT_EQ(usual.filter.enforce_token_bind, "permissive");
    EXPECT_FALSE(usual.filter.delay_auth_decision || usual.filter.service_token_roles_required);
}

TEST_F(KeystoneSettingsTest, EveryOption) {
    const std::string pem = (folder / "x.pem").string();
    std::ofstream(pem) << "x";
    const AuthTokenSettings all = settings(
        kUsual + "user_id = u\nproject_id = p\nregion_name = One\ninterface = admin\ncafile = " + pem +
        "\ncertfile = " + pem + "\nkeyfile = " + pem +
        "\ninsecure = true\nservice_token_roles = glue, service\nservice_token_roles_required = true\ntoken_cache_time "
        "= -1\n"
        "delay_auth_decision = true\nhttp_connect_timeout = 2\nhttp_request_max_retries = 0\nservice_type = network\n"
        "enforce_token_bind = strict\n");
    EXPECT_EQ(all.session.credentials.user_id, "u");
    EXPECT_EQ(all.session.credentials.username, "");
    EXPECT_EQ(all.session.credentials.project_id, "p");
    EXPECT_EQ(all.session.keystone, (auth::KeystoneOptions{"admin", "One", true}));
    EXPECT_EQ(all.session.http.ca_file, pem);
    EXPECT_EQ(all.session.http.cert_file, pem);
    EXPECT_EQ(all.session.http.key_file, pem);
    EXPECT_TRUE(all.session.http.insecure);
    EXPECT_EQ(all.session.http.timeout, 2s);
    EXPECT_EQ(all.session.http.connect_timeout, 2s);
    EXPECT_EQ(all.session.retries, 0U);
    EXPECT_EQ(all.checker.cache_time, -1s);
    EXPECT_EQ(all.filter.service_token_roles, (std::vector<std::string>{"glue", "service"}));
    EXPECT_TRUE(all.filter.service_token_roles_required && all.filter.delay_auth_decision);
    EXPECT_EQ(all.filter.service_type, "network");
    EXPECT_EQ(all.filter.enforce_token_bind, "strict");
}

TEST_F(KeystoneSettingsTest, WhatIsMissingIsNamed) {
    for (const char* option :
         {"auth_type", "auth_url", "username", "password", "user_domain_name", "project_name", "project_domain_name"}) {
        const std::string said = refusal(without(option));
        EXPECT_TRUE(said.starts_with("[keystone_authtoken] " + std::string(option) + ": is not set, but ")) << said;
    }
    EXPECT_EQ(settings(without("www_authenticate_uri")).filter.www_authenticate_uri, "http://controller:5000");
    EXPECT_EQ(refusal(without("user_domain_name") + "default_domain_id = default\n"), "accepted");
    EXPECT_EQ(refusal(without("project_name") + "system_scope = all\n"), "accepted");
}

TEST_F(KeystoneSettingsTest, WhatIsWrongIsNamedWithItsPlace) {
    const auto wrong = [&](const std::string& option, const std::string& value) {
        const std::string said = refusal(without(option) + option + " = " + value + "\n");
        EXPECT_NE(said.find("neutron.conf:"), std::string::npos) << said;
        EXPECT_NE(said.find("[keystone_authtoken] " + option + ": "), std::string::npos) << said;
        EXPECT_EQ(said.find("sesame"), std::string::npos);
    };
    wrong("auth_type", "v3kerberos");
    wrong("auth_url", "controller:5000");
    wrong("cafile", "/nowhere/ca.pem");
    wrong("token_cache_time", "-2");
    wrong("http_request_max_retries", "99");
}

TEST_F(KeystoneSettingsTest, AnotherSectionMayHaveTheUser) {
    const AuthTokenSettings apart =
        settings("[keystone_authtoken]\nauth_section = shared\n" + ("[shared]" + kUsual.substr(kUsual.find('\n'))));
    EXPECT_EQ(apart.session.credentials.username, "neutron");
    EXPECT_EQ(apart.filter.www_authenticate_uri, "http://controller:5000");
    EXPECT_TRUE(
        refusal("[keystone_authtoken]\nauth_section = shared\n[shared]\nauth_type = what\n")
            .ends_with("neutron.conf:4: [shared] auth_type: 'what' is not built in: password and v3password are"));
}

TEST_F(KeystoneSettingsTest, TheSectionOfTheFilterGoesFirst) {
    const AuthTokenSettings changed =
        settings(kUsual, "delay_auth_decision = true\nusername = other\noslo_config_project = neutron\nunheard = of\n");
    EXPECT_TRUE(changed.filter.delay_auth_decision);
    EXPECT_EQ(changed.session.credentials.username, "other");
    EXPECT_EQ(changed.session.credentials.password, "sesame");
    EXPECT_EQ(refusal(kUsual, "token_cache_time = x\n"),
              "[filter:authtoken] token_cache_time: 'x' is no number from -1 to 2147483647");
    EXPECT_TRUE(
        refusal(kUsual, "oslo_config_file = /etc/x.conf\n").starts_with("[filter:authtoken] oslo_config_file: "));
}

TEST_F(KeystoneSettingsTest, UsersOfOtherGroups) {
    std::string text = kUsual;
    text.replace(0, text.find('\n'), "[nova]\nendpoint_type = internal\nregion_name = One\ntimeout = 7");
    const auth::SessionOptions nova = user_settings(load(text), "nova");
    EXPECT_EQ(nova.credentials.username, "neutron");
    EXPECT_EQ(nova.keystone.interface, "internal");
    EXPECT_EQ(nova.keystone.region, "One");
    EXPECT_EQ(nova.http.timeout, 7s);
    EXPECT_THROW(user_settings(load("[nova]\nusername = u\n"), "nova"), config::ConfigError);
}

TEST_F(KeystoneSettingsTest, WhatSaysTheSameIsMadeOnce) {
    const config::Config config = load(kUsual);
    Identity identity(config);
    const auto first = identity.authenticator(paste(""));
    EXPECT_EQ(identity.authenticator(paste("")), first);
    const auto other = identity.authenticator(paste("token_cache_time = 1\n"));
    EXPECT_NE(other, first);
    EXPECT_EQ(identity.authenticator(paste("")), first);
    EXPECT_THROW(identity.project_check(), config::ConfigError);
}

}  // namespace
}  // namespace neutrino::server
