#include "plugins/ml2/test_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace neutrino::ml2 {
namespace {

using test::fixed_ip;
using test::refusal;
using test::Values;
using test::World;
using testing::ElementsAre;

Value pools(std::vector<std::pair<const char*, const char*>> ranges) {
    std::vector<Value> items;
    for (const auto& [start, end] : ranges) items.push_back(Value::map({{"start", start}, {"end", end}}));
    return Value::list(std::move(items));
}

struct SubnetBehaviourTest : testing::Test {
    World world{World::Options{{"DEFAULT.ipv6_pd_enabled", "true"}, {"DEFAULT.max_dns_nameservers", "2"}}};
    RecordPtr network = world.network();
};

TEST_F(SubnetBehaviourTest, PoolsLeaveTheGatewayOut) {
    const auto pools_of = [&](std::string_view cidr, Values values) {
        return world.subnet(network, cidr, std::move(values))->get("allocation_pools");
    };
    EXPECT_EQ(pools_of("10.0.0.0/24", {}), pools({{"10.0.0.2", "10.0.0.254"}}));
    EXPECT_EQ(pools_of("10.0.1.0/24", {{"gateway_ip", "10.0.1.9"}}),
              pools({{"10.0.1.1", "10.0.1.8"}, {"10.0.1.10", "10.0.1.254"}}));
    EXPECT_EQ(pools_of("10.0.2.0/24", {{"gateway_ip", Value::null()}}), pools({{"10.0.2.1", "10.0.2.254"}}));
    EXPECT_EQ(refusal([&] {
                  pools_of("10.0.3.0/24", {{"allocation_pools", pools({{"10.0.3.1", "10.0.3.9"}})}});
              }),
              "GatewayConflictWithAllocationPools");
}

TEST_F(SubnetBehaviourTest, SubnetsOfANetworkDontOverlap) {
    world.subnet(network, "10.0.0.0/24");
    EXPECT_EQ(refusal([&] { world.subnet(network, "10.0.0.128/25"); }), "InvalidInput");
    EXPECT_EQ(refusal([&] { world.subnet(world.network(), "10.0.0.0/24"); }), "");
}

TEST_F(SubnetBehaviourTest, NewPoolsCountFromThenOn) {
    const RecordPtr subnet = world.subnet(network, "10.0.0.0/24");
    const RecordPtr port = world.port(network, {{"fixed_ips", Value::list({fixed_ip("", "10.0.0.200")})}});
    world.update(subnet, {{"allocation_pools", pools({{"10.0.0.7", "10.0.0.7"}})}});
    EXPECT_THAT(test::addresses(world.port(network)), ElementsAre("10.0.0.7"));
    EXPECT_EQ(refusal([&] { world.port(network); }), "IpAddressGenerationFailure");
    EXPECT_THAT(test::addresses(world.now(port)), ElementsAre("10.0.0.200"));
    EXPECT_EQ(refusal([&] {
                  world.update(subnet, {{"gateway_ip", "10.0.0.7"}});
              }),
              "GatewayConflictWithAllocationPools");
    EXPECT_EQ(refusal([&] {
                  world.update(subnet, {{"allocation_pools", pools({{"10.0.1.1", "10.0.1.2"}})}});
              }),
              "OutOfBoundsAllocationPool");
}

TEST_F(SubnetBehaviourTest, ARoutersGatewayStays) {
    const RecordPtr subnet = world.subnet(network, "10.0.0.0/24");
    const RecordPtr router = world.port(network, {{"device_owner", "network:router_interface"},
                                                  {"fixed_ips", Value::list({fixed_ip("", "10.0.0.1")})}});
    EXPECT_EQ(refusal([&] { world.update(subnet, {{"gateway_ip", Value::null()}}); }), "GatewayIpInUse");
    EXPECT_EQ(refusal([&] { world.update(subnet, {{"name", "x"}}); }), "");
    EXPECT_EQ(refusal([&] { world.remove(subnet); }), "SubnetInUse");
    world.remove(router);
    EXPECT_EQ(refusal([&] { world.update(subnet, {{"gateway_ip", Value::null()}}); }), "");
}

TEST_F(SubnetBehaviourTest, ChildrenMoveTheNetworksRevision) {
    const auto revision = [&] { return world.now(network)->get("revision_number").as_int(); };
    const std::int64_t before = revision();
    const RecordPtr subnet = world.subnet(network, "10.0.0.0/24");
    EXPECT_EQ(revision(), before + 1);
    world.remove(subnet);
    EXPECT_EQ(revision(), before + 2);
}

TEST_F(SubnetBehaviourTest, DhcpPortsLoseTheAddressOfASubnetThatGoes) {
    const RecordPtr gone = world.subnet(network, "10.0.0.0/24");
    const RecordPtr stays = world.subnet(network, "10.0.1.0/24");
    const RecordPtr dhcp = world.port(
        network,
        {{"device_owner", "network:dhcp"}, {"fixed_ips", Value::list({fixed_ip(gone->id()), fixed_ip(stays->id())})}});
    world.remove(gone);
    EXPECT_THAT(test::addresses(world.now(dhcp)), ElementsAre("10.0.1.2"));
}

TEST_F(SubnetBehaviourTest, ListsHaveLimits) {
    EXPECT_EQ(
        refusal([&] {
            world.subnet(network, "10.0.0.0/24", {{"dns_nameservers", Value::list({"1.1.1.1", "1.1.1.2", "1.1.1.3"})}});
        }),
        "DNSNameServersExhausted");
    const RecordPtr subnet =
        world.subnet(network, "10.0.0.0/24", {{"dns_nameservers", Value::list({"1.1.1.2", "1.1.1.1"})}});
    EXPECT_EQ(subnet->get("dns_nameservers"), Value::list({"1.1.1.2", "1.1.1.1"}));
    EXPECT_EQ(refusal([&] {
                  world.update(subnet, {{"host_routes", Value::list({Value::map({{"destination", "10.9.0.0/24"},
                                                                                 {"nexthop", "2001:db8::1"}})})}});
              }),
              "InvalidInput");
}

TEST_F(SubnetBehaviourTest, DelegatedPrefixesArePromisedOnly) {
    const Values delegated{{"network_id", network->id()},
                           {"ip_version", 6},
                           {"subnetpool_id", "prefix_delegation"},
                           {"ipv6_ra_mode", "slaac"},
                           {"ipv6_address_mode", "slaac"}};
    EXPECT_EQ(world.create("subnets", delegated)->get("cidr").as_string(), "::/64");
    Values without_mode(delegated.begin(), delegated.begin() + 3);
    EXPECT_EQ(refusal([&] { world.create("subnets", without_mode); }), "BadRequest");
}

}  // namespace
}  // namespace neutrino::ml2
