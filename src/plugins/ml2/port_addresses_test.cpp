#include "plugins/ml2/test_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace neutrino::ml2 {
namespace {

using test::addresses;
using test::fixed_ip;
using test::refusal;
using test::World;
using testing::ElementsAre;

constexpr const char* kMac = "fa:16:3e:00:00:10";
constexpr const char* kMade = "2001:db8::f816:3eff:fe00:10";  // what a host with it makes of 2001:db8::/64

Value pool(const char* start, const char* end) { return Value::list({Value::map({{"start", start}, {"end", end}})}); }

test::Values slaac() { return {{"ipv6_ra_mode", "slaac"}, {"ipv6_address_mode", "slaac"}}; }

struct PortAddressesTest : testing::Test {
    World world;
    RecordPtr network = world.network();

    RecordPtr update(const RecordPtr& port, std::vector<Value> fixed_ips) {
        return world.update(port, {{"fixed_ips", Value::list(std::move(fixed_ips))}});
    }
    std::string port_refusal(std::vector<Value> fixed_ips, test::Values values = {}) {
        values.emplace_back("fixed_ips", Value::list(std::move(fixed_ips)));
        return refusal([&] { world.port(network, values); });
    }
};

TEST_F(PortAddressesTest, OneOfEachVersionAndOneOfEveryAutomaticSubnet) {
    world.subnet(network, "10.0.0.0/30");
    world.subnet(network, "10.0.1.0/30");
    world.subnet(network, "2001:db8:9::/64", {{"allocation_pools", pool("2001:db8:9::5", "2001:db8:9::5")}});
    world.subnet(network, "2001:db8::/64", slaac());
    world.subnet(network, "2001:db8:1::/64", slaac());
    EXPECT_THAT(addresses(world.port(network, {{"mac_address", kMac}})),
                ElementsAre("10.0.0.2", "2001:db8:1:0:f816:3eff:fe00:10", "2001:db8:9::5", kMade));
}

TEST_F(PortAddressesTest, TheNextSubnetServesWhenTheFirstIsFull) {
    const RecordPtr first = world.subnet(network, "10.0.0.0/30");
    world.subnet(network, "10.0.1.0/30");
    const RecordPtr one = world.port(network);
    EXPECT_THAT(addresses(one), ElementsAre("10.0.0.2"));
    EXPECT_THAT(addresses(world.port(network)), ElementsAre("10.0.1.2"));
    EXPECT_EQ(refusal([&] { world.port(network); }), "IpAddressGenerationFailure");
    EXPECT_EQ(port_refusal({fixed_ip(first->id())}), "IpAddressGenerationFailure");
    world.remove(one);
    EXPECT_THAT(addresses(world.port(network)), ElementsAre("10.0.0.2"));
}

TEST_F(PortAddressesTest, AnEmptyListMeansNoneButAutomaticOnes) {
    world.subnet(network, "10.0.0.0/24");
    EXPECT_THAT(addresses(world.port(network, {{"fixed_ips", Value::list()}})), ElementsAre());
    world.subnet(network, "2001:db8::/64", slaac());
    const RecordPtr port = world.port(network, {{"fixed_ips", Value::list()}, {"mac_address", kMac}});
    EXPECT_THAT(addresses(port), ElementsAre(kMade));
    EXPECT_EQ(port->get("ip_allocation").as_string(), "none");
}

TEST_F(PortAddressesTest, WhatMayBeAskedFor) {
    EXPECT_EQ(port_refusal({fixed_ip("", "10.0.0.5")}), "InvalidInput");  // no subnet at all
    const RecordPtr subnet = world.subnet(network, "10.0.0.0/24");
    const RecordPtr six = world.subnet(network, "2001:db8:6::/64");
    const RecordPtr automatic = world.subnet(network, "2001:db8::/64", slaac());
    const RecordPtr elsewhere = world.subnet(world.network(), "10.0.0.0/24");
    EXPECT_EQ(port_refusal({Value::map()}), "InvalidInput");
    EXPECT_EQ(port_refusal({fixed_ip(elsewhere->id())}), "InvalidInput");
    EXPECT_EQ(port_refusal({fixed_ip("11111111-1111-1111-1111-111111111111")}), "SubnetNotFound");
    EXPECT_EQ(port_refusal({fixed_ip("", "10.9.0.5")}), "InvalidIpForNetwork");
    EXPECT_EQ(port_refusal({fixed_ip("", "10.0.0.0")}), "InvalidIpForNetwork");
    EXPECT_EQ(port_refusal({fixed_ip(subnet->id(), "10.0.0.255")}), "InvalidIpForSubnet");
    EXPECT_EQ(port_refusal({fixed_ip(automatic->id(), "2001:db8::5")}), "AllocationOnAutoAddressSubnet");
    EXPECT_EQ(port_refusal({fixed_ip(automatic->id(), "2001:db8::5")}, {{"device_owner", "network:router_interface"}}),
              "");
    // The first address of an IPv6 prefix is for routers.
    EXPECT_EQ(port_refusal({fixed_ip(six->id(), "2001:db8:6::")}, {{"device_owner", "compute:nova"}}),
              "InvalidIpForSubnet");
    EXPECT_EQ(port_refusal({fixed_ip(six->id(), "2001:db8:6::")}, {{"device_owner", "network:router_gateway"}}), "");
    // Addresses outside of the pools are there for the asking, once.
    EXPECT_EQ(port_refusal({fixed_ip("", "10.0.0.1")}), "");
    EXPECT_EQ(port_refusal({fixed_ip("", "10.0.0.1")}), "IpAddressAlreadyAllocated");
}

TEST_F(PortAddressesTest, AFailedPortGivesBackWhatItTook) {
    const RecordPtr small = world.subnet(network, "10.0.0.0/30");
    const RecordPtr other = world.subnet(network, "10.0.1.0/24");
    const RecordPtr taken = world.port(network, {{"fixed_ips", Value::list({fixed_ip("", "10.0.1.7")})}});
    EXPECT_EQ(port_refusal({fixed_ip(small->id()), fixed_ip("", "10.0.1.7")}), "IpAddressAlreadyAllocated");
    EXPECT_EQ(port_refusal({fixed_ip(small->id())}), "");
}

TEST_F(PortAddressesTest, ServicesHaveSubnetsOfTheirOwn) {
    const Value compute = Value::list({"compute:nova"});
    const RecordPtr typed = world.subnet(network, "10.0.0.0/24", {{"service_types", compute}});
    EXPECT_EQ(refusal([&] { world.port(network); }), "IpAddressGenerationFailureNoMatchingSubnet");
    EXPECT_EQ(port_refusal({}), "IpAddressGenerationFailureNoMatchingSubnet");
    // DHCP serves every subnet that wants it.
    EXPECT_THAT(addresses(world.port(network, {{"device_owner", "network:dhcp"}})), ElementsAre("10.0.0.2"));
    world.subnet(network, "10.0.1.0/30");
    EXPECT_THAT(addresses(world.port(network)), ElementsAre("10.0.1.2"));
    EXPECT_EQ(port_refusal({fixed_ip(typed->id())}), "InvalidInput");
    const RecordPtr port = world.port(network, {{"device_owner", "compute:nova"}});
    EXPECT_EQ(port->get("fixed_ips").items().front().at("subnet_id").as_string(), typed->id());
}

TEST_F(PortAddressesTest, DhcpAndDistributedPortsTakeTheLowest) {
    world.subnet(network, "10.0.0.0/16");
    for (const char* lowest : {"10.0.0.2", "10.0.0.3"}) {
        EXPECT_THAT(addresses(world.port(network, {{"device_owner", "network:dhcp"}})), ElementsAre(lowest));
    }
    EXPECT_THAT(addresses(world.port(network, {{"device_owner", "network:distributed"}})), ElementsAre("10.0.0.4"));
}

TEST_F(PortAddressesTest, UpdatesKeepWhatIsStillAskedFor) {
    const RecordPtr subnet = world.subnet(network, "10.0.0.0/24");
    const RecordPtr port =
        world.port(network, {{"fixed_ips", Value::list({fixed_ip("", "10.0.0.200"), fixed_ip("", "10.0.0.201")})}});
    EXPECT_THAT(addresses(update(port, {fixed_ip("", "10.0.0.201"), fixed_ip("", "10.0.0.202")})),
                ElementsAre("10.0.0.201", "10.0.0.202"));
    // One that is named by its subnet only keeps an address that no other entry names.
    EXPECT_THAT(addresses(update(port, {fixed_ip(subnet->id()), fixed_ip("", "10.0.0.201")})),
                ElementsAre("10.0.0.201", "10.0.0.202"));
    EXPECT_THAT(addresses(update(port, {fixed_ip(subnet->id())})),
                ElementsAre(testing::AnyOf("10.0.0.201", "10.0.0.202")));
    EXPECT_THAT(addresses(update(port, {})), ElementsAre());
    // What was given back is free again.
    EXPECT_EQ(port_refusal({fixed_ip("", "10.0.0.201"), fixed_ip("", "10.0.0.202")}), "");
}

TEST_F(PortAddressesTest, AutomaticAddressesStayUnlessGivenUp) {
    const RecordPtr automatic = world.subnet(network, "2001:db8::/64", slaac());
    world.subnet(network, "10.0.0.0/24");
    const RecordPtr port = world.port(network, {{"mac_address", kMac}});
    EXPECT_THAT(addresses(update(port, {fixed_ip("", "10.0.0.9")})), ElementsAre("10.0.0.9", kMade));
    EXPECT_THAT(addresses(update(port, {})), ElementsAre(kMade));
    EXPECT_THAT(addresses(update(port, {fixed_ip(automatic->id())})), ElementsAre(kMade));
    EXPECT_THAT(addresses(update(port, {Value::map({{"subnet_id", automatic->id()}, {"delete_subnet", true}})})),
                ElementsAre());
    EXPECT_THAT(addresses(update(port, {})), ElementsAre(kMade));
}

TEST_F(PortAddressesTest, RoutersGetAutomaticAddressesOnlyWhenTheyAsk) {
    const RecordPtr automatic = world.subnet(network, "2001:db8::/64", slaac());
    const RecordPtr port =
        world.port(network, {{"device_owner", "network:router_interface"}, {"fixed_ips", Value::list()}});
    EXPECT_THAT(addresses(port), ElementsAre());
    EXPECT_EQ(addresses(update(port, {fixed_ip(automatic->id())})).size(), 1U);
    EXPECT_THAT(addresses(update(port, {})), ElementsAre());
}

TEST_F(PortAddressesTest, AnotherMacMakesOtherAddresses) {
    world.subnet(network, "2001:db8::/64", slaac());
    world.subnet(network, "10.0.0.0/24", {{"allocation_pools", pool("10.0.0.7", "10.0.0.7")}});
    const RecordPtr port = world.port(network, {{"mac_address", kMac}});
    EXPECT_THAT(addresses(world.update(port, {{"mac_address", "fa:16:3e:00:00:20"}})),
                ElementsAre("10.0.0.7", "2001:db8::f816:3eff:fe00:20"));
    EXPECT_THAT(addresses(world.update(port, {{"mac_address", kMac}, {"fixed_ips", Value::list()}})),
                ElementsAre(kMade));
}

TEST_F(PortAddressesTest, ANewAutomaticSubnetReachesPortsAndItsEndTakesTheAddressesBack) {
    const RecordPtr port = world.port(network, {{"mac_address", kMac}});
    const RecordPtr router = world.port(network, {{"device_owner", "network:router_interface"}});
    const RecordPtr automatic = world.subnet(network, "2001:db8::/64", slaac());
    EXPECT_THAT(addresses(world.now(port)), ElementsAre(kMade));
    EXPECT_THAT(addresses(world.now(router)), ElementsAre());
    world.remove(automatic);
    EXPECT_THAT(addresses(world.now(port)), ElementsAre());
}

TEST_F(PortAddressesTest, AServerThatStartsKnowsWhatIsTaken) {
    world.subnet(network, "10.0.0.0/29");
    for (int i = 0; i < 3; ++i) world.port(network);
    world.restart();
    for (int i = 0; i < 2; ++i) world.port(network);
    EXPECT_EQ(refusal([&] { world.port(network); }), "IpAddressGenerationFailure");
}

}  // namespace
}  // namespace neutrino::ml2
