#include "plugins/ml2/test_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace neutrino::ml2 {
namespace {

using test::fixed_ip;
using test::refusal;
using test::World;
using testing::MatchesRegex;
using testing::UnorderedElementsAre;

struct PortBehaviourTest : testing::Test {
    World world;
    RecordPtr network = world.network();
};

TEST_F(PortBehaviourTest, MacAddressesAreUniqueOnTheirNetworkHoweverTheyAreSpelled) {
    world.port(network, {{"mac_address", "FA-16-3E-00-00-01"}});
    EXPECT_EQ(refusal([&] { world.port(network, {{"mac_address", "fa:16:3e:00:00:01"}}); }), "MacAddressInUse");
    const RecordPtr elsewhere = world.port(world.network(), {{"mac_address", "fa163e000001"}});
    EXPECT_EQ(elsewhere->get("mac_address").as_string(), "fa:16:3e:00:00:01");
    const RecordPtr port = world.port(network);
    EXPECT_EQ(refusal([&] { world.update(port, {{"mac_address", "fa:16:3e:00:00:01"}}); }), "MacAddressInUse");
    EXPECT_EQ(refusal([&] { world.update(port, {{"mac_address", port->get("mac_address")}}); }), "");
}

TEST_F(PortBehaviourTest, APortWithoutMacGetsOneAndNullMeansAnother) {
    const RecordPtr port = world.port(network);
    EXPECT_THAT(port->get("mac_address").str(), MatchesRegex("fa:16:3e(:[0-9a-f][0-9a-f])+"));
    EXPECT_NE(world.update(port, {{"mac_address", Value::null()}})->get("mac_address"), port->get("mac_address"));
}

TEST(PortBehaviour, TheBaseOfMacAddressesMayHaveFourOctets) {
    World world(World::Options{{"DEFAULT.base_mac", "fa:16:3e:01:00:00"}});
    const RecordPtr network = world.network();
    EXPECT_THAT(world.port(network)->get("mac_address").str(), MatchesRegex("fa:16:3e:01(:[0-9a-f][0-9a-f])+"));
}

TEST_F(PortBehaviourTest, TheMacOfAServicePortOrABoundPortStays) {
    const RecordPtr service = world.port(network, {{"device_owner", "network:dhcp"}});
    EXPECT_EQ(refusal([&] {
                  world.update(service, {{"mac_address", "fa:16:3e:00:00:02"}});
              }),
              "UnsupportedPortDeviceOwner");
    const RecordPtr port = world.port(network);
    world.database().write([&](Transaction& transaction) {
        Record bound(*transaction.find(port->type(), port->id()));
        bound.set("binding:vif_type", "ovs");
        transaction.update(std::move(bound));
    });
    EXPECT_EQ(refusal([&] { world.update(port, {{"mac_address", "fa:16:3e:00:00:02"}}); }), "PortBound");
    EXPECT_EQ(refusal([&] { world.update(port, {{"mac_address", port->get("mac_address")}}); }), "");
    EXPECT_EQ(refusal([&] {
                  world.update(port, {{"numa_affinity_policy", "required"}});
              }),
              "PortBoundNUMAAffinityPolicy");
}

TEST_F(PortBehaviourTest, RouterInterfacesAreForRoutersOfTheProject) {
    const RecordPtr own = world.create("networks", {}, World::member("p2"));
    const test::Values interface {
        {"network_id", own->id()}, {"device_owner", "network:router_interface"}, {
            "device_id", "11111111-1111-1111-1111-111111111111"
        }
    };
    // No router is served here, so that none is the project's.
    EXPECT_EQ(refusal([&] { world.create("ports", interface, World::member("p2")); }), "DeviceIDNotOwnedByTenant");
    EXPECT_EQ(refusal([&] { world.create("ports", interface); }), "");
    const RecordPtr port = world.create("ports", {{"network_id", own->id()}}, World::member("p2"));
    EXPECT_EQ(refusal([&] {
                  world.update(port, {interface[1], interface[2]}, World::member("p2"));
              }),
              "DeviceIDNotOwnedByTenant");
}

TEST_F(PortBehaviourTest, OthersMayNotUseANetworkThatIsNotOffered) {
    EXPECT_EQ(refusal([&] {
                  world.create("ports", {{"network_id", network->id()}}, World::member("p2"));
              }),
              "NetworkNotFound");
    const RecordPtr external = world.network({{"router:external", true}});
    EXPECT_EQ(refusal([&] {
                  world.create("ports", {{"network_id", external->id()}}, World::member("p2"));
              }),
              "HTTPForbidden");
    const RecordPtr shared = world.network({{"shared", true}});
    EXPECT_EQ(refusal([&] { world.create("ports", {{"network_id", shared->id()}}, World::member("p2")); }), "");
}

TEST_F(PortBehaviourTest, PairsTakeThePortsMacAndAreNotGivenTwice) {
    const Value pair = Value::map({{"ip_address", "10.0.0.5"}});
    const RecordPtr port = world.port(network, {{"allowed_address_pairs", Value::list({pair})}});
    EXPECT_EQ(port->get("allowed_address_pairs").items().front().at("mac_address"), port->get("mac_address"));
    const Value same = map_with(pair, "mac_address", port->get("mac_address"));
    EXPECT_EQ(refusal([&] {
                  world.update(port, {{"allowed_address_pairs", Value::list({pair, same})}});
              }),
              "DuplicateAddressPairInRequest");
}

Value option(const char* name, Value value, Value ip_version = {}) {
    std::vector<Member> members{{"opt_name", name}, {"opt_value", std::move(value)}};
    if (!ip_version.is_unset()) members.push_back({"ip_version", ip_version});
    return Value::map(std::move(members));
}

std::vector<std::string> options_of(const RecordPtr& port) {
    std::vector<std::string> found;
    for (const Value& each : port->get("extra_dhcp_opts").items()) {
        found.push_back(each.at("opt_name").str() + std::to_string(each.at("ip_version").as_int()) + "=" +
                        each.at("opt_value").str());
    }
    return found;
}

TEST_F(PortBehaviourTest, DhcpOptionsAreMergedByNameAndVersion) {
    const auto options = [](std::vector<Value> items) {
        return test::Values{{"extra_dhcp_opts", Value::list(std::move(items))}};
    };
    const RecordPtr port = world.port(network, options({option("a", "1"), option("a", "2", 6), option("empty", ""),
                                                        option("router", ""), option("none", Value::null())}));
    EXPECT_THAT(options_of(port), UnorderedElementsAre("a4=1", "a6=2", "router4="));
    EXPECT_THAT(options_of(world.update(port, options({option("a", "3"), option("b", "4")}))),
                UnorderedElementsAre("a4=3", "a6=2", "b4=4", "router4="));
    EXPECT_THAT(options_of(world.update(port, options({option("a", Value::null()), option("b", "")}))),
                UnorderedElementsAre("a6=2", "b4=4", "router4="));
    EXPECT_THAT(options_of(world.update(port, {{"extra_dhcp_opts", Value::null()}})),
                UnorderedElementsAre("a6=2", "b4=4", "router4="));
    EXPECT_EQ(refusal([&] {
                  world.port(network, options({option("a", "1"), option("a", "2")}));
              }),
              "NeutronDbObjectDuplicateEntry");
}

TEST_F(PortBehaviourTest, TheNetworksOwnerSeesItsPorts) {
    const RecordPtr shared = world.network({{"shared", true}});
    const RecordPtr guest = world.create("ports", {{"network_id", shared->id()}}, World::member("p2"));
    const View& view = world.database().image();
    EXPECT_TRUE(world.behaviour("ports").visible(World::member("p1"), view, *guest));
    EXPECT_FALSE(world.behaviour("ports").visible(World::member("p3"), view, *guest));
}

// What another server has written is in the tables before this one hears of it.
TEST_F(PortBehaviourTest, RowsOfAnotherServerDecide) {
    const RecordPtr subnet = world.subnet(network, "10.0.0.0/30");
    const std::string port_sql =
        "INSERT INTO ports (id, network_id, mac_address, admin_state_up, status, device_id, device_owner, "
        "standard_attr_id) VALUES (:id, :network, :mac, :up, :status, :device, :owner, :standard)";
    world.foreign([&](Transaction& transaction) {
        transaction.execute(
            "INSERT INTO ipamallocations (ip_address, status, ipam_subnet_id) VALUES (:ip, :status, :subnet)",
            parameters("10.0.0.2", "ALLOCATED", subnet->id()));
        transaction.execute(
            "INSERT INTO standardattributes (id, resource_type, revision_number) VALUES (:id, :type, :revision)",
            parameters(999, "ports", 0));
        transaction.execute(port_sql, parameters("22222222-2222-2222-2222-222222222222", network->id(),
                                                 "fa:16:3e:00:00:77", true, "DOWN", "", "", 999));
    });
    EXPECT_EQ(refusal([&] { world.port(network); }), "IpAddressGenerationFailure");
    EXPECT_EQ(refusal([&] {
                  world.port(network, {{"fixed_ips", Value::list({fixed_ip("", "10.0.0.2")})}});
              }),
              "IpAddressAlreadyAllocated");
    EXPECT_EQ(refusal([&] {
                  world.port(network, {{"mac_address", "fa:16:3e:00:00:77"}, {"fixed_ips", Value::list()}});
              }),
              "MacAddressInUse");
    EXPECT_EQ(refusal([&] { world.remove(network); }), "NetworkInUse");
    world.foreign([&](Transaction& transaction) {
        transaction.execute(
            "INSERT INTO ipallocations (port_id, ip_address, subnet_id, network_id) VALUES (:port, :ip, :subnet, "
            ":network)",
            parameters("22222222-2222-2222-2222-222222222222", "10.0.0.2", subnet->id(), network->id()));
    });
    EXPECT_EQ(refusal([&] { world.remove(subnet); }), "SubnetInUse");
}

}  // namespace
}  // namespace neutrino::ml2
