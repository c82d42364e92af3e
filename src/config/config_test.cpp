#include "config/config.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace neutrino::config {
namespace {

struct ConfigTest : testing::Test {
    ConfigTest() {
        std::string pattern = (std::filesystem::temp_directory_path() / "config-XXXXXX").string();
        folder = mkdtemp(pattern.data());
    }
    ~ConfigTest() override { std::filesystem::remove_all(folder); }

    std::string file(const std::string& name, const std::string& text) const {
        const auto path = folder / name;
        std::ofstream(path) << text;
        return path.string();
    }
    Config load(const std::string& text) const { return Config::load({{file("neutron.conf", text)}, {}}); }
    // The message of the refusal; "" when it is accepted.
    std::string refusal(const std::string& text) const {
        try {
            load(text);
        } catch (const ConfigError& error) {
            return error.what();
        }
        return {};
    }

    std::filesystem::path folder;
};

TEST_F(ConfigTest, DefaultsAreNeutrons) {
    const Config config = Config::load({});
    EXPECT_EQ(config.integer("DEFAULT", "bind_port"), 9696);
    EXPECT_EQ(config.text("DEFAULT", "base_mac"), "fa:16:3e:00:00:00");
    EXPECT_FALSE(config.is_set("DEFAULT", "core_plugin"));
    EXPECT_EQ(config.list("ml2", "tenant_network_types"), std::vector<std::string>{"local"});
}

TEST_F(ConfigTest, SyntaxOfOslo) {
    const Config config = load(
        "# comment\n[DEFAULT]\ncore_plugin = \"ml2\"\nbind-host: '10.0.0.1'\n"
        "service_plugins = router,\n  qos , metering\n; another\nbind_port = 1 \nbind_port = "
        "2\n[ml2]\ntype_drivers=a#b, c ; d\n");
    EXPECT_EQ(config.text("DEFAULT", "core_plugin"), "ml2");
    EXPECT_EQ(config.text("DEFAULT", "bind_host"), "10.0.0.1");
    EXPECT_EQ(config.list("DEFAULT", "service_plugins"), (std::vector<std::string>{"router", "qos", "metering"}));
    EXPECT_EQ(config.integer("DEFAULT", "bind_port"), 2);
    EXPECT_EQ(config.list("ml2", "type_drivers"), (std::vector<std::string>{"a#b", "c ; d"}));
}

TEST_F(ConfigTest, LaterFilesAndFoldersOverride) {
    std::filesystem::create_directory(folder / "d");
    const auto first = file("a.conf", "[DEFAULT]\nhost = a\nbind_port = 1\ndns_domain = x.\n");
    const auto second = file("b.conf", "[DEFAULT]\nhost = b\nbind_port = 2\n");
    file("d/2.conf", "[DEFAULT]\nhost = d2\n");
    file("d/1.conf", "[DEFAULT]\nhost = d1\n");
    file("d/3.txt", "[DEFAULT]\nhost = d3\n");
    const Config config = Config::load({{first, second}, {(folder / "d").string()}});
    EXPECT_EQ(config.text("DEFAULT", "host"), "d2");
    EXPECT_EQ(config.integer("DEFAULT", "bind_port"), 2);
    EXPECT_EQ(config.text("DEFAULT", "dns_domain"), "x.");
}

TEST_F(ConfigTest, References) {
    const Config config = load(
        "[DEFAULT]\nstate_path = /s\nhost = h$$1\ndns_domain = ${ml2.external_network_type}\\$x\n"
        "[ml2]\nexternal_network_type = vlan\n[oslo_concurrency]\nlock_path = $state_path/lock\n");
    EXPECT_EQ(config.text("oslo_concurrency", "lock_path"), "/s/lock");
    EXPECT_EQ(config.text("DEFAULT", "host"), "h$1");
    EXPECT_EQ(config.text("DEFAULT", "dns_domain"), "vlan$x");
    EXPECT_NE(refusal("[DEFAULT]\nhost = $state_path\nstate_path = $host\n").find("circles"), std::string::npos);
    EXPECT_NE(refusal("[DEFAULT]\nhost = $nope\n").find("nope"), std::string::npos);
}

TEST_F(ConfigTest, BadValuesNameFileLineSectionOptionAndReason) {
    const std::string said = refusal("[DEFAULT]\n\nbind_port = 70000\n");
    for (const char* part : {"neutron.conf:3", "[DEFAULT]", "bind_port", "70000", "out of range"}) {
        EXPECT_NE(said.find(part), std::string::npos) << said;
    }
    EXPECT_NE(refusal("[DEFAULT]\nuse_ssl = perhaps\n").find("boolean"), std::string::npos);
    EXPECT_NE(refusal("[DEFAULT]\nauth_strategy = magic\n").find("noauth,keystone"), std::string::npos);
    EXPECT_NE(refusal("[DEFAULT]\nagent_down_time = soon\n").find("integer"), std::string::npos);
    EXPECT_NE(refusal("bind_port = 1\n").find("before any section"), std::string::npos);
    EXPECT_NE(refusal("[DEFAULT]\nnonsense\n").find("neutron.conf:2"), std::string::npos);
    EXPECT_NE(refusal("[DEFAULT]\n  orphan\n").find("continues"), std::string::npos);
    EXPECT_NE(refusal("[DEFAULT\n").find("]"), std::string::npos);
    EXPECT_THROW(Config::load({{(folder / "missing").string()}, {}}), ConfigError);
}

TEST_F(ConfigTest, DeprecatedNamesCount) {
    const Config config = load("[DEFAULT]\nsql_connection = sqlite:///x\nlogfile = l\n");
    EXPECT_EQ(config.text("database", "connection"), "sqlite:///x");
    EXPECT_EQ(config.text("DEFAULT", "log_file"), "l");
    EXPECT_TRUE(config.unknown().empty());
}

TEST_F(ConfigTest, ShowMasksSecretsAndSaysWhere) {
    const Config config = load("[database]\nconnection = mysql://u:p@h/d\n[DEFAULT]\nunheard_of = 1\n");
    bool seen = false;
    for (const auto& line : config.show()) {
        if (line.group != "database" || line.name != "connection") continue;
        seen = true;
        EXPECT_EQ(line.value, "***");
        EXPECT_TRUE(line.origin.ends_with("neutron.conf:2")) << line.origin;
    }
    EXPECT_TRUE(seen);
    ASSERT_EQ(config.unknown().size(), 1u);
    EXPECT_EQ(config.unknown()[0].name, "unheard_of");
    EXPECT_TRUE(config.unknown()[0].origin.ends_with("neutron.conf:4"));
}

TEST_F(ConfigTest, RefusalsOfReadersNameThePlace) {
    const Config config = load("[DEFAULT]\npagination_max_limit = many\n");
    const std::string given = config.refusal("DEFAULT", "pagination_max_limit", "no number").what();
    EXPECT_TRUE(given.ends_with("neutron.conf:2: [DEFAULT] pagination_max_limit: no number")) << given;
    const std::string unset = config.refusal("DEFAULT", "core_plugin", "is not set").what();
    EXPECT_EQ(unset, "[DEFAULT] core_plugin: is not set");
    EXPECT_TRUE(config.is_given("DEFAULT", "pagination_max_limit"));
    EXPECT_FALSE(config.is_given("DEFAULT", "bind_port"));
}

}  // namespace
}  // namespace neutrino::config
