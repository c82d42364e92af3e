#include "plugins/ml2/plugin.h"

#include "plugins/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace neutrino::ml2 {
namespace {

std::vector<std::string> aliases(const std::string& extension_drivers) {
    plugins::Registry registry;
    register_plugin(registry, [](const PluginOptions&) { return plugins::CoreParts(); });
    PluginOptions options;
    options.option = [&](std::string_view group, std::string_view name) {
        return group == "ml2" && name == "extension_drivers" ? extension_drivers : std::string();
    };
    options.extension_driver = [&](std::string_view name) { return registry.extension_driver_make(name, options); };
    auto found = registry.plugin_find("neutron.plugins.ml2.plugin.Ml2Plugin")->make(options)->supported_aliases();
    std::sort(found.begin(), found.end());
    return found;
}

TEST(Ml2Plugin, DriversAddTheirAliasesOnce) {
    const auto bare = aliases("");
    EXPECT_THAT(bare, testing::Not(testing::Contains("port-security")));
    EXPECT_THAT(bare, testing::Contains("port-device-profile"));
    const auto more = aliases("port_security,port_device_profile,data_plane_status");
    EXPECT_THAT(more, testing::IsSupersetOf({"port-security", "data-plane-status"}));
    EXPECT_EQ(more.size(), bare.size() + 2);
    EXPECT_EQ(std::adjacent_find(more.begin(), more.end()), more.end());
}

}  // namespace
}  // namespace neutrino::ml2
