#include "plugins/ml2/test_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <stdexcept>

namespace neutrino::ml2 {
namespace {

using test::refusal;
using test::Values;
using test::World;
using testing::ElementsAre;

const Values kOnHost{{"binding:host_id", "h1"}};

struct BindingTest : testing::Test {
    World world{World::Options{{"ml2.mechanism_drivers", "first,second"}}};
    RecordPtr network = world.network();

    static void bind_here(PortBinding& binding) {
        binding.bind(binding.segments_to_bind().front().id, "ovs", Value::map({{"port_filter", true}}), "ACTIVE");
    }
    static std::string vif(const RecordPtr& port) { return port->get("binding:vif_type").str(); }
    static std::vector<std::string> levels(const RecordPtr& port) {
        std::vector<std::string> drivers;
        for (const Value& level : port->get("binding_levels").items()) drivers.push_back(level.at("driver").str());
        return drivers;
    }
};

TEST_F(BindingTest, TheFirstDriverThatCanBindsThePort) {
    world.scripts.of["second"].bind = bind_here;
    const RecordPtr port = world.port(network, kOnHost);
    EXPECT_EQ(vif(port), "ovs");
    EXPECT_EQ(port->get("status").as_string(), "ACTIVE");
    EXPECT_TRUE(port->get("binding:vif_details").at("port_filter").as_bool());
    EXPECT_THAT(levels(port), ElementsAre("second"));
    EXPECT_EQ(world.port(network)->get("binding:vif_type").as_string(), "unbound");  // without a host
}

TEST_F(BindingTest, WithoutADriverThatCanTheBindingFails) {
    const RecordPtr port = world.port(network, kOnHost);
    EXPECT_EQ(vif(port), "binding_failed");
    EXPECT_EQ(port->get("status").as_string(), "DOWN");
    // The next update tries again.
    world.scripts.of["first"].bind = bind_here;
    EXPECT_EQ(vif(world.update(port, {{"name", "x"}})), "ovs");
}

TEST_F(BindingTest, AnotherHostOrTypeUnbindsAndBindsAnew) {
    world.scripts.of["first"].bind = bind_here;
    const RecordPtr port = world.port(network, kOnHost);
    world.scripts.of["first"].bind = nullptr;
    world.scripts.of["second"].bind = bind_here;
    EXPECT_THAT(levels(world.update(port, {{"name", "x"}})), ElementsAre("first"));
    EXPECT_THAT(levels(world.update(port, {{"binding:host_id", "h2"}})), ElementsAre("second"));
    world.scripts.of["second"].bind = nullptr;
    EXPECT_EQ(vif(world.update(port, {{"binding:vnic_type", "direct"}})), "binding_failed");
    const RecordPtr off = world.update(port, {{"binding:host_id", ""}});
    EXPECT_EQ(vif(off), "unbound");
    EXPECT_THAT(levels(off), ElementsAre());
    EXPECT_EQ(off->get("status").as_string(), "DOWN");
}

TEST_F(BindingTest, DriversSeeTheUpdateThatABindingIs) {
    world.scripts.of["first"].bind = bind_here;
    std::vector<std::string> seen;
    world.scripts.of["second"].postcommit = [&](DriverObject, DriverEvent event, const DriverContext& context) {
        seen.push_back(std::string(driver_event_name(event)) + " " + context.current->get("binding:vif_type").str());
    };
    world.port(network, kOnHost);
    EXPECT_THAT(seen, ElementsAre("create unbound", "update ovs"));
}

TEST_F(BindingTest, LevelsAreBoundByDifferentDrivers) {
    world.scripts.of["first"].bind = [](PortBinding& binding) {
        Segment below = binding.segments_to_bind().front();
        below.network_type = "vlan";
        binding.continue_with(binding.segments_to_bind().front().id, {below});
    };
    std::vector<std::string> offered;
    world.scripts.of["second"].bind = [&](PortBinding& binding) {
        offered.push_back(binding.segments_to_bind().front().network_type);
        if (offered.back() == "vlan") bind_here(binding);
    };
    EXPECT_THAT(levels(world.port(network, kOnHost)), ElementsAre("first", "second"));
    // The first driver bound the segment above, so that it is not asked about it below.
    EXPECT_THAT(offered, ElementsAre("vlan"));
}

TEST_F(BindingTest, ADriverThatFailsIsPassedOver) {
    world.scripts.of["first"].bind = [](PortBinding&) { throw std::runtime_error("no"); };
    world.scripts.of["second"].bind = bind_here;
    EXPECT_EQ(vif(world.port(network, kOnHost)), "ovs");
    world.scripts.of["first"].bind = [](PortBinding& binding) { binding.bind("not offered", "ovs", Value::map()); };
    EXPECT_THAT(levels(world.port(network, kOnHost)), ElementsAre("second"));
}

TEST_F(BindingTest, WhatChangedMeanwhileIsAskedAgain) {
    int asked = 0;
    world.scripts.of["first"].bind = [&](PortBinding& binding) {
        if (++asked == 1) {
            const RecordPtr port = world.database().image().find(binding.port().type(), binding.port().id());
            world.database().write([&](Transaction& transaction) {
                Record moved(*port);
                moved.set("binding:host_id", "h2");
                transaction.update(std::move(moved));
            });
        }
        binding.bind(binding.segments_to_bind().front().id, "ovs", Value::map({{"host", binding.host()}}));
    };
    const RecordPtr port = world.port(network, kOnHost);
    EXPECT_EQ(asked, 2);
    EXPECT_EQ(port->get("binding:vif_details").at("host").as_string(), "h2");
}

TEST_F(BindingTest, APortThatGoesMeanwhileStaysAway) {
    world.scripts.of["first"].bind = [&](PortBinding& binding) {
        world.remove(world.database().image().find(binding.port().type(), binding.port().id()));
        bind_here(binding);
    };
    EXPECT_EQ(world.port(network, kOnHost), nullptr);
}

TEST_F(BindingTest, PhysicalFunctionsKeepTheirOwnMac) {
    world.scripts.of["first"].bind = bind_here;
    const RecordPtr port =
        world.port(network, {{"binding:host_id", "h1"},
                             {"binding:vnic_type", "direct-physical"},
                             {"device_id", "vm"},
                             {"device_owner", "compute:nova"},
                             {"binding:profile", Value::map({{"device_mac_address", "00:11:22:33:44:55"}})}});
    EXPECT_EQ(port->get("mac_address").as_string(), "00:11:22:33:44:55");
    const RecordPtr released = world.update(
        port, {{"device_id", ""}, {"device_owner", ""}, {"binding:host_id", ""}, {"binding:profile", Value::map()}});
    EXPECT_NE(released->get("mac_address"), port->get("mac_address"));
}

}  // namespace
}  // namespace neutrino::ml2
