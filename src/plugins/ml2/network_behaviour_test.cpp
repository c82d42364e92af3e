#include "plugins/ml2/test_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace neutrino::ml2 {
namespace {

using test::refusal;
using test::Values;
using test::World;
using testing::ElementsAre;

struct NetworkBehaviourTest : testing::Test {
    World world{World::Options{{"ml2.tenant_network_types", "vlan"},
                               {"ml2_type_vlan.network_vlan_ranges", "physnet1:1:2"},
                               {"ml2_type_vxlan.vni_ranges", "1:10"}}};

    static Values vlan(int id) {
        return {{"provider:network_type", "vlan"},
                {"provider:physical_network", "physnet1"},
                {"provider:segmentation_id", id}};
    }
    static Value segment(const char* type, const char* physical_network = nullptr) {
        std::vector<Member> members{{"provider:network_type", type}};
        if (physical_network != nullptr) members.push_back({"provider:physical_network", physical_network});
        return Value::map(std::move(members));
    }
};

TEST_F(NetworkBehaviourTest, SegmentsComeBackWithTheirNetwork) {
    const RecordPtr first = world.network();
    world.network();
    EXPECT_EQ(refusal([&] { world.network(); }), "NoNetworkAvailable");
    const Value id = world.computed(first, "provider:segmentation_id");
    world.remove(first);
    EXPECT_EQ(world.computed(world.network(), "provider:segmentation_id"), id);
}

TEST_F(NetworkBehaviourTest, ASegmentIsOneNetworks) {
    world.network(vlan(1));
    EXPECT_EQ(refusal([&] { world.network(vlan(1)); }), "VlanIdInUse");
    const Values flat{{"provider:network_type", "flat"}, {"provider:physical_network", "physnet1"}};
    world.network(flat);
    EXPECT_EQ(refusal([&] { world.network(flat); }), "FlatNetworkInUse");
    const Values vxlan{{"provider:network_type", "vxlan"}, {"provider:segmentation_id", 5}};
    world.network(vxlan);
    EXPECT_EQ(refusal([&] { world.network(vxlan); }), "TunnelIdInUse");
}

TEST_F(NetworkBehaviourTest, SeveralSegmentsAreShownAsAList) {
    const RecordPtr network =
        world.network({{"segments", Value::list({segment("vxlan"), segment("vlan", "physnet1")})}});
    ASSERT_EQ(world.computed(network, "segments").items().size(), 2U);
    EXPECT_EQ(world.computed(network, "segments").items()[1].at("provider:physical_network").as_string(), "physnet1");
    EXPECT_TRUE(world.computed(network, "provider:network_type").is_unset());
    EXPECT_EQ(network->get("mtu").as_int(), 1450);
    const auto numbered = Value::list({map_with(segment("local"), "provider:physical_network", 5)});
    EXPECT_EQ(refusal([&] { world.network({{"segments", numbered}}); }), "InvalidInput");
    // The table has a network's segments once a type and physical network.
    const auto twice = Value::list({map_with(segment("vlan", "physnet1"), "provider:segmentation_id", 70),
                                    map_with(segment("vlan", "physnet1"), "provider:segmentation_id", 71)});
    EXPECT_EQ(refusal([&] { world.network({{"segments", twice}}); }), "NeutronDbObjectDuplicateEntry");
    // What the failed network took is free again.
    EXPECT_EQ(refusal([&] { world.network(vlan(70)); }), "");
}

TEST_F(NetworkBehaviourTest, AVlanCanBeRenumbered) {
    const RecordPtr network = world.network(vlan(1));
    const RecordPtr other = world.network(vlan(2));
    EXPECT_EQ(refusal([&] { world.update(network, {{"provider:segmentation_id", 2}}); }), "VlanIdInUse");
    world.remove(other);
    world.update(network, {{"provider:segmentation_id", 2}});
    EXPECT_EQ(world.computed(network, "provider:segmentation_id").as_int(), 2);
    EXPECT_EQ(refusal([&] { world.network(vlan(1)); }), "");
    const RecordPtr overlay = world.network({{"provider:network_type", "vxlan"}});
    EXPECT_EQ(refusal([&] { world.update(overlay, {{"provider:segmentation_id", 9}}); }), "InvalidInput");
    EXPECT_EQ(refusal([&] { world.update(network, {{"provider:network_type", "vxlan"}}); }), "InvalidInput");
}

TEST_F(NetworkBehaviourTest, WhatOthersUseStaysOffered) {
    const RecordPtr shared = world.network({{"shared", true}, {"router:external", true}});
    const RecordPtr guest = world.create("ports", {{"network_id", shared->id()}}, World::member("p2"));
    EXPECT_EQ(refusal([&] { world.update(shared, {{"shared", false}}); }), "InvalidSharedSetting");
    world.remove(guest);
    const RecordPtr subnet = world.create(
        "subnets", {{"network_id", shared->id()}, {"ip_version", 4}, {"cidr", "10.0.0.0/24"}}, World::member("p2"));
    EXPECT_EQ(refusal([&] { world.update(shared, {{"shared", false}}); }), "InvalidSharedSetting");
    world.remove(subnet);
    world.create("ports", {{"network_id", shared->id()}, {"project_id", ""}, {"device_owner", "network:dhcp"}});
    EXPECT_EQ(refusal([&] { world.update(shared, {{"shared", false}}); }), "");
    const RecordPtr gateway = world.port(shared, {{"device_owner", "network:router_gateway"}});
    EXPECT_EQ(refusal([&] { world.update(shared, {{"router:external", false}}); }), "ExternalNetworkInUse");
    world.remove(gateway);
    EXPECT_EQ(refusal([&] { world.update(shared, {{"router:external", false}}); }), "");
}

TEST_F(NetworkBehaviourTest, PortsOfTheServiceGoWithTheirNetwork) {
    const RecordPtr network = world.network();
    const RecordPtr subnet = world.subnet(network, "10.0.0.0/24");
    EXPECT_EQ(world.computed(network, "subnets"), Value::list({Value(subnet->id())}));
    std::vector<RecordPtr> disposable;
    for (const char* owner : {"network:dhcp", "network:distributed", "network:floatingip_agent_gateway"}) {
        disposable.push_back(world.port(network, {{"device_owner", owner}}));
    }
    const RecordPtr port = world.port(network);
    EXPECT_EQ(refusal([&] { world.remove(network); }), "NetworkInUse");
    world.remove(port);
    EXPECT_EQ(refusal([&] { world.remove(network); }), "");
    EXPECT_EQ(world.now(subnet), nullptr);
    for (const RecordPtr& each : disposable) EXPECT_EQ(world.now(each), nullptr);
}

}  // namespace
}  // namespace neutrino::ml2
