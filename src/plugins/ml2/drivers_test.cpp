#include "plugins/ml2/test_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace neutrino::ml2 {
namespace {

using test::refusal;
using test::World;
using testing::ElementsAre;
using testing::IsEmpty;

struct DriversTest : testing::Test {
    World world{World::Options{{"ml2.mechanism_drivers", "second,first"}}};

    std::vector<std::string> calls() { return std::exchange(world.scripts.calls, {}); }
    static void fail(DriverObject, DriverEvent, const DriverContext&) { throw std::runtime_error("out of order"); }
};

TEST_F(DriversTest, AreCalledInTheOrderOfTheConfiguration) {
    const RecordPtr network = world.network();
    EXPECT_THAT(calls(), ElementsAre("second create_network_precommit", "first create_network_precommit",
                                     "second create_network_postcommit", "first create_network_postcommit"));
    world.update(network, {{"name", "x"}});
    EXPECT_THAT(calls(), ElementsAre("second update_network_precommit", "first update_network_precommit",
                                     "second update_network_postcommit", "first update_network_postcommit"));
}

TEST_F(DriversTest, SeeWhatGoesWithANetwork) {
    const RecordPtr network = world.network();
    world.subnet(network, "10.0.0.0/24");
    world.port(network, {{"device_owner", "network:dhcp"}});
    std::vector<std::string> segments;
    world.scripts.of["first"].postcommit = [&](DriverObject object, DriverEvent, const DriverContext& context) {
        if (object == DriverObject::network) segments.push_back(context.segments.front().network_type);
    };
    calls();
    world.remove(network);
    EXPECT_THAT(calls(), ElementsAre("second delete_port_precommit", "first delete_port_precommit",
                                     "second delete_subnet_precommit", "first delete_subnet_precommit",
                                     "second delete_network_precommit", "first delete_network_precommit",
                                     "second delete_port_postcommit", "first delete_port_postcommit",
                                     "second delete_subnet_postcommit", "first delete_subnet_postcommit",
                                     "second delete_network_postcommit", "first delete_network_postcommit"));
    EXPECT_THAT(segments, ElementsAre("local"));
}

TEST_F(DriversTest, AFailureInPrecommitUndoesTheChange) {
    world.scripts.of["first"].precommit = [](DriverObject, DriverEvent, const DriverContext&) {
        throw Fault("OwnFault", "no", FaultKind::conflict);
    };
    EXPECT_EQ(refusal([&] { world.network(); }), "OwnFault");
    world.scripts.of["first"].precommit = fail;
    EXPECT_EQ(refusal([&] { world.network(); }), "MechanismDriverError");
    EXPECT_EQ(world.database().image().count(world.catalog().get("networks")), 0U);
}

TEST_F(DriversTest, AFailureAfterACreateRemovesTheResource) {
    const RecordPtr network = world.network();
    const RecordPtr subnet = world.subnet(network, "10.0.0.0/24");
    world.scripts.of["second"].postcommit = [](DriverObject, DriverEvent event, const DriverContext& context) {
        if (event == DriverEvent::create) fail({}, event, context);
    };
    calls();
    EXPECT_EQ(refusal([&] { world.port(network); }), "MechanismDriverError");
    // The other driver is called all the same, and both hear of the end.
    EXPECT_THAT(calls(), ElementsAre("second create_port_precommit", "first create_port_precommit",
                                     "second create_port_postcommit", "first create_port_postcommit",
                                     "second delete_port_precommit", "first delete_port_precommit",
                                     "second delete_port_postcommit", "first delete_port_postcommit"));
    EXPECT_EQ(refusal([&] { world.subnet(network, "10.0.1.0/24"); }), "MechanismDriverError");
    EXPECT_EQ(refusal([&] { world.network(); }), "MechanismDriverError");
    const View& image = world.database().image();
    EXPECT_EQ(image.count(world.catalog().get("ports")), 0U);
    EXPECT_EQ(image.count(world.catalog().get("subnets")), 1U);
    EXPECT_EQ(image.count(world.catalog().get("networks")), 1U);
    (void)subnet;
}

TEST_F(DriversTest, FailuresAfterAnUpdateOrDeleteChangeNothing) {
    const RecordPtr network = world.network();
    const RecordPtr port = world.port(network);
    world.scripts.of["first"].postcommit = fail;
    EXPECT_EQ(world.update(port, {{"name", "x"}})->get("name").as_string(), "x");
    world.remove(port);
    EXPECT_EQ(world.now(port), nullptr);
}

TEST(Drivers, NamesThatNobodyKnowsAreRefused) {
    EXPECT_THROW(World(World::Options{{"ml2.mechanism_drivers", "nobody"}}), std::exception);
    EXPECT_THROW(World(World::Options{{"ml2.extension_drivers", "nobody"}}), std::exception);
}

TEST(Drivers, DriversOfAgentsArePassedOver) {
    World world(World::Options{{"ml2.mechanism_drivers", "openvswitch,l2population,first"}});
    world.network();
    EXPECT_THAT(world.scripts.calls, ElementsAre("first create_network_precommit", "first create_network_postcommit"));
}

TEST(Drivers, SegmentationIdsChangeOnlyWhenDriversAllowIt) {
    World world(
        World::Options{{"ml2.mechanism_drivers", "first"}, {"ml2_type_vlan.network_vlan_ranges", "physnet1:100:199"}});
    const RecordPtr network = world.network({{"provider:network_type", "vlan"}});
    const Value other = world.computed(network, "provider:segmentation_id").as_int() == 120 ? 121 : 120;
    world.scripts.of["first"].provider_update_allowed = false;
    EXPECT_EQ(refusal([&] { world.update(network, {{"provider:segmentation_id", other}}); }), "InvalidInput");
    world.scripts.of["first"].provider_update_allowed = true;
    world.update(network, {{"provider:segmentation_id", other}});
    EXPECT_EQ(world.computed(network, "provider:segmentation_id"), other);
}

TEST(ExtensionDrivers, PortSecurityFollowsTheNetworkAndSparesServices) {
    World world(World::Options{{"ml2.extension_drivers", "port_security"}});
    const RecordPtr open = world.network({{"port_security_enabled", false}});
    EXPECT_FALSE(world.port(open)->get("port_security_enabled").as_bool());
    EXPECT_TRUE(world.port(open, {{"port_security_enabled", true}})->get("port_security_enabled").as_bool());
    const RecordPtr secured = world.network();
    EXPECT_TRUE(world.port(secured)->get("port_security_enabled").as_bool());
    EXPECT_FALSE(world.port(secured, {{"device_owner", "network:dhcp"}})->get("port_security_enabled").as_bool());
    const Value pairs = Value::list({Value::map({{"ip_address", "10.0.0.5"}})});
    EXPECT_EQ(refusal([&] {
                  world.port(open, {{"allowed_address_pairs", pairs}});
              }),
              "AddressPairAndPortSecurityRequired");
}

}  // namespace
}  // namespace neutrino::ml2
