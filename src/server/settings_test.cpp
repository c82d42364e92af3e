#include "server/settings.h"

#include "server/policy_rules.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace neutrino::server {
namespace {

namespace fs = std::filesystem;

struct SettingsTest : testing::Test {
    SettingsTest() {
        std::string pattern = (fs::temp_directory_path() / "settings-XXXXXX").string();
        folder = mkdtemp(pattern.data());
    }
    ~SettingsTest() override { fs::remove_all(folder); }

    fs::path file(const std::string& name, const std::string& text) const {
        fs::create_directories((folder / name).parent_path());
        std::ofstream(folder / name) << text;
        return folder / name;
    }
    config::Config load(const std::string& text) const {
        return config::Config::load({{file("neutron.conf", text).string()}, {}});
    }
    template <class Work>
    static std::string refusal(Work&& work) {
        try {
            work();
        } catch (const config::ConfigError& error) {
            return error.what();
        }
        return {};
    }

    fs::path folder;
};

TEST_F(SettingsTest, LogsGoWhereTheTwoOptionsSay) {
    EXPECT_EQ(log_options(load("[DEFAULT]\n")).file, "");
    EXPECT_EQ(log_options(load("[DEFAULT]\nlog_dir = /l\n")).file, "/l/neutrino.log");
    EXPECT_EQ(log_options(load("[DEFAULT]\nlog_dir = /l\nlog_file = n.log\n")).file, "/l/n.log");
    EXPECT_EQ(log_options(load("[DEFAULT]\nlog_dir = /l\nlog_file = /m/n.log\n")).file, "/m/n.log");
}

TEST_F(SettingsTest, ServerTakesNeutronsOptions) {
    const http::ServerOptions options = http_options(
        load("[DEFAULT]\nbind_host = ::1\nbind_port = 1\nbacklog = 2\nretry_until_window = 3\ntcp_keepidle = 4\n"
             "client_socket_timeout = 5\nmax_header_line = 1024\nwsgi_keep_alive = false\n[neutrino]\nworkers = 6\n"));
    EXPECT_EQ(options.host, "::1");
    EXPECT_EQ(options.port, 1);
    EXPECT_EQ(options.backlog, 2);
    EXPECT_EQ(options.bind_retry.count(), 3);
    EXPECT_EQ(options.tcp_keepidle.count(), 4);
    EXPECT_EQ(options.limits.idle, std::chrono::seconds(5));
    EXPECT_EQ(options.limits.header_bytes, 4096u);
    EXPECT_FALSE(options.keep_alive);
    EXPECT_EQ(options.workers, 6u);
    EXPECT_FALSE(options.tls);
}

TEST_F(SettingsTest, TlsNeedsFilesThatAreThere) {
    const std::string base = "[DEFAULT]\nuse_ssl = true\n[ssl]\n";
    EXPECT_NE(refusal([&] { http_options(load(base)); }).find("[ssl] cert_file"), std::string::npos);
    const std::string cert = "cert_file = " + file("c.pem", "").string() + "\n";
    EXPECT_NE(refusal([&] { http_options(load(base + cert)); }).find("[ssl] key_file"), std::string::npos);
    EXPECT_NE(refusal([&] { http_options(load(base + cert + "key_file = /nonexistent\n")); }).find("/nonexistent"),
              std::string::npos);
    const std::string key = "key_file = " + file("k.pem", "").string() + "\n";
    EXPECT_TRUE(http_options(load(base + cert + key)).tls);
}

TEST_F(SettingsTest, PaginationIsANumberOrInfinite) {
    EXPECT_EQ(api_options(load("")).pagination_max_limit, -1);
    EXPECT_EQ(api_options(load("[DEFAULT]\npagination_max_limit = infinite\n")).pagination_max_limit, -1);
    EXPECT_EQ(api_options(load("[DEFAULT]\npagination_max_limit = 0\n")).pagination_max_limit, -1);
    EXPECT_EQ(api_options(load("[DEFAULT]\npagination_max_limit = 30\n")).pagination_max_limit, 30);
    EXPECT_NE(refusal([&] { api_options(load("[DEFAULT]\npagination_max_limit = x\n")); }).find("neutron.conf:2"),
              std::string::npos);
}

TEST_F(SettingsTest, CorsSectionsStartFromTheFirst) {
    const auto options =
        pipeline_options(load("[cors]\nallowed_origin = http://a\nmax_age = 7\n[cors.b]\nallowed_origin = http://b\n"));
    ASSERT_EQ(options.cors.size(), 2u);
    EXPECT_EQ(options.cors[0].allowed_origin, std::vector<std::string>{"http://a"});
    EXPECT_EQ(options.cors[1].allowed_origin, std::vector<std::string>{"http://b"});
    EXPECT_EQ(options.cors[1].max_age, 7);
    EXPECT_NE(refusal([&] { pipeline_options(load("[cors.b]\nmax_age = soon\n")); }).find("[cors.b] max_age"),
              std::string::npos);
}

TEST_F(SettingsTest, QuotasAreThoseOfTheTypes) {
    Catalog catalog;
    for (const char* name : {"network", "cheese", "port"}) {
        ResourceType type;
        type.collection = std::string(name) + "s";
        type.member = type.quota = name;
        type.seal();
        catalog.add(std::move(type));
    }
    const auto quota =
        quota_limits(load("[quotas]\nquota_network = 5\nquota_cheese = 6\ndefault_quota = 7\n"), catalog);
    EXPECT_EQ(quota.limit("network"), 5);
    EXPECT_EQ(quota.limit("cheese"), 6);
    EXPECT_EQ(quota.limit("port"), 500);
    EXPECT_EQ(quota.limit("wine"), 7);
    EXPECT_NE(refusal([&] { quota_limits(load("[quotas]\nquota_cheese = x\n"), catalog); }).find("quota_cheese"),
              std::string::npos);
}

TEST_F(SettingsTest, OnlySqliteIsUpgradedUnasked) {
    EXPECT_TRUE(store_options(load("[database]\nconnection = sqlite:////x/y\n"), folder).upgrade);
    EXPECT_FALSE(store_options(load("[database]\nconnection = mysql://u:p@h/d\n"), folder).upgrade);
    EXPECT_NE(refusal([&] { store_options(load(""), folder); }).find("[database] connection"), std::string::npos);
    EXPECT_NE(refusal([&] { store_options(load("[database]\nconnection = oracle://x\n"), folder); }).find(":2: "),
              std::string::npos);
}

TEST_F(SettingsTest, WhatIsNotBuiltInIsRefused) {
    settings_check(
        load("[DEFAULT]\nuse_syslog = False\n[quotas]\nquota_driver = neutron.db.quota.driver.DbQuotaDriver\n"));
    EXPECT_NE(refusal([&] { settings_check(load("[DEFAULT]\nuse_syslog = yes\n")); }).find("neutron.conf:2"),
              std::string::npos);
    EXPECT_NE(refusal([&] { settings_check(load("[DEFAULT]\nexternal_dns_driver = designate\n")); }).find("designate"),
              std::string::npos);
}

TEST_F(SettingsTest, PolicyFilesReplaceRulesByName) {
    file("defaults/a.yaml", "one: {check: 'role:a', deprecated: 'role:old'}\ntwo: 'role:b'\n");
    file("policy.yaml", "one: 'role:file'\nthree: '@'\n");
    file("policy.d/1.yaml", "two: 'role:dir'\n");
    const auto find = [](const PolicyRules& rules, std::string_view name) {
        for (const auto& rule : rules.rules)
            if (rule.name == name) return rule;
        return policy::RuleText{};
    };
    DefaultRules defaults{folder / "defaults", {{"cheese.yaml", {{"get_cheese", "role:mouse", ""}}}}};
    const PolicyRules rules = policy_rules(load(""), defaults);
    EXPECT_EQ(rules.rules.size(), 4u);
    EXPECT_EQ(find(rules, "get_cheese").check, "role:mouse");
    EXPECT_EQ(find(rules, "one").check, "role:file");
    EXPECT_EQ(find(rules, "one").deprecated, "");
    EXPECT_EQ(find(rules, "two").check, "role:dir");
    EXPECT_TRUE(rules.warnings.empty());

    const PolicyRules elsewhere = policy_rules(
        load("[oslo_policy]\npolicy_file = gone.yaml\npolicy_dirs = none.d\npolicy_default_rule = two\n"), defaults);
    EXPECT_EQ(find(elsewhere, "one").deprecated, "role:old");
    EXPECT_EQ(find(elsewhere, "default").check, "rule:two");
    ASSERT_EQ(elsewhere.warnings.size(), 1u);
    EXPECT_NE(elsewhere.warnings[0].find("gone.yaml"), std::string::npos);

    defaults.extensions[0].rules.push_back({"two", "@", ""});
    EXPECT_THROW(policy_rules(load(""), defaults), std::runtime_error);
}

TEST_F(SettingsTest, PasteFileBesideTheConfigurationGoesBeforeTheBuiltInOne) {
    EXPECT_EQ(paste_file(load("")).origin, pipeline::default_paste_file().origin);
    const fs::path own = file("api-paste.ini", "[app:x]\npaste.app_factory = y\n");
    EXPECT_EQ(paste_file(load("")).origin, own.string());
    EXPECT_NE(refusal([&] { paste_file(load("[DEFAULT]\napi_paste_config = gone.ini\n")); }).find("gone.ini"),
              std::string::npos);
}

}  // namespace
}  // namespace neutrino::server
