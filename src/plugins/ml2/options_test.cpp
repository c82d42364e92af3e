#include "plugins/ml2/options.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

namespace neutrino::ml2 {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Options read(const std::map<std::string, std::string>& given) {
    PluginOptions source;
    source.option = [&given](std::string_view group, std::string_view name) {
        const auto found = given.find(std::string(group) + "." + std::string(name));
        return found == given.end() ? std::string() : found->second;
    };
    return read_options(source);
}

// The type and the message of the refusal.
std::string refusal(const std::map<std::string, std::string>& given) {
    try {
        read(given);
    } catch (const Fault& fault) {
        return fault.type() + ": " + fault.message();
    }
    return {};
}

TEST(Ml2Options, HaveNeutronsDefaults) {
    const Options options = read({});
    EXPECT_THAT(options.type_drivers, ElementsAre("local", "flat", "vlan", "gre", "vxlan", "geneve"));
    EXPECT_THAT(options.tenant_network_types, ElementsAre("local"));
    EXPECT_TRUE(options.any_flat_network);
    EXPECT_TRUE(options.vxlan_ranges.empty());
    EXPECT_EQ(options.global_physnet_mtu, 1500);
}

TEST(Ml2Options, RangesAreReadWithTheirSpaces) {
    const Options options = read({{"ml2_type_vlan.network_vlan_ranges", "a:1:9, b , a:20:29"},
                                  {"ml2_type_vxlan.vni_ranges", " 1:100, 500 : 600"},
                                  {"ml2_type_flat.flat_networks", "a, b"},
                                  {"ml2.physical_network_mtus", "a:9000"}});
    EXPECT_EQ(options.vlan_ranges.at("a"), (IdRanges{{1, 9}, {20, 29}}));
    EXPECT_EQ(options.vlan_ranges.at("b"), (IdRanges{{1, 4094}}));
    EXPECT_EQ(options.vxlan_ranges, (IdRanges{{1, 100}, {500, 600}}));
    EXPECT_THAT(options.flat_networks, ElementsAre("a", "b"));
    EXPECT_FALSE(options.any_flat_network);
    EXPECT_EQ(options.physical_network_mtus.at("a"), 9000);
}

TEST(Ml2Options, WhatCannotBeNamesSectionOptionAndValue) {
    EXPECT_THAT(refusal({{"ml2_type_vlan.network_vlan_ranges", "a:9:1"}}), HasSubstr("NetworkVlanRangeError"));
    EXPECT_THAT(refusal({{"ml2_type_vlan.network_vlan_ranges", "a:1:4095"}}), HasSubstr("4095"));
    EXPECT_THAT(refusal({{"ml2_type_vlan.network_vlan_ranges", "a:1"}}), HasSubstr("NetworkVlanRangeError"));
    EXPECT_THAT(refusal({{"ml2_type_vlan.network_vlan_ranges", ":1:2"}}), HasSubstr("PhysicalNetworkNameError"));
    EXPECT_THAT(refusal({{"ml2_type_vxlan.vni_ranges", "1:16777216"}}), HasSubstr("NetworkTunnelRangeError"));
    EXPECT_THAT(refusal({{"ml2_type_gre.tunnel_id_ranges", "x:1"}}), HasSubstr("ml2_type_gre"));
    EXPECT_THAT(refusal({{"ml2.type_drivers", "vlan,carrier_pigeon"}}), HasSubstr("carrier_pigeon"));
    EXPECT_THAT(refusal({{"ml2.type_drivers", "vlan"}, {"ml2.tenant_network_types", "vxlan"}}),
                HasSubstr("tenant_network_types"));
    EXPECT_THAT(refusal({{"ml2.external_network_type", "pigeon"}}), HasSubstr("external_network_type"));
    EXPECT_THAT(refusal({{"ml2.physical_network_mtus", "a:1,a:2"}}), HasSubstr("twice"));
    EXPECT_THAT(refusal({{"ml2.overlay_ip_version", "5"}}), HasSubstr("overlay_ip_version"));
    EXPECT_THAT(refusal({{"DEFAULT.base_mac", "fa:16:3e"}}), HasSubstr("base_mac"));
    EXPECT_THAT(refusal({{"DEFAULT.global_physnet_mtu", "-1"}}), HasSubstr("at least 0"));
}

}  // namespace
}  // namespace neutrino::ml2
