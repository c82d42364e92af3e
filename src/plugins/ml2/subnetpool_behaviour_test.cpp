#include "plugins/ml2/test_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace neutrino::ml2 {
namespace {

using test::refusal;
using test::Values;
using test::World;
using testing::ElementsAre;

Value list(std::vector<Value> items) { return Value::list(std::move(items)); }

std::vector<std::string> texts(const Value& value) {
    std::vector<std::string> found;
    for (const Value& item : value.items()) found.push_back(item.str());
    return found;
}

struct SubnetPoolTest : testing::Test {
    World world;
    RecordPtr network = world.network();

    RecordPtr pool(std::vector<Value> prefixes, Values values = {}, const RequestContext& context = World::admin()) {
        values.emplace_back("name", "pool");
        values.emplace_back("prefixes", list(std::move(prefixes)));
        return world.create("subnetpools", values, context);
    }
    RecordPtr scope(int ip_version, Values values = {}, const RequestContext& context = World::admin()) {
        values.emplace_back("ip_version", ip_version);
        return world.create("address_scopes", values, context);
    }
    RecordPtr subnet_of(const RecordPtr& from, Values values = {}, const RequestContext& context = World::admin()) {
        values.insert(values.end(), {{"subnetpool_id", from->id()}, {"ip_version", 4}, {"network_id", network->id()}});
        return world.create("subnets", values, context);
    }
    Value change(const char* action, const RecordPtr& of, std::vector<Value> prefixes) {
        return world.act(action, of, Value::map({{"prefixes", list(std::move(prefixes))}})).at("prefixes");
    }
};

TEST_F(SubnetPoolTest, PrefixesAreMergedAndLengthsFilledIn) {
    const RecordPtr four = pool({"10.1.0.0/16", "10.0.0.0/16", "10.9.0.0/24"});
    EXPECT_THAT(texts(four->get("prefixes")), ElementsAre("10.0.0.0/15", "10.9.0.0/24"));
    EXPECT_EQ(four->get("ip_version").as_int(), 4);
    EXPECT_EQ(four->get("min_prefixlen").as_int(), 8);
    EXPECT_EQ(four->get("max_prefixlen").as_int(), 32);
    EXPECT_EQ(pool({"2001:db8::/32"}, {{"min_prefixlen", 56}})->get("default_prefixlen").as_int(), 56);
    EXPECT_EQ(refusal([&] { pool({}); }), "EmptySubnetPoolPrefixList");
    EXPECT_EQ(refusal([&] { pool({"10.0.0.0/8", "2001:db8::/32"}); }), "PrefixVersionMismatch");
    for (const Values& wrong :
         {Values{{"min_prefixlen", 24}, {"max_prefixlen", 20}}, Values{{"max_prefixlen", 33}},
          Values{{"default_prefixlen", 7}}, Values{{"default_prefixlen", 25}, {"max_prefixlen", 24}}}) {
        EXPECT_EQ(refusal([&] { pool({"10.0.0.0/8"}, wrong); }), "IllegalSubnetPoolPrefixBounds");
    }
}

TEST_F(SubnetPoolTest, AnUpdateKeepsPrefixesAndBounds) {
    const RecordPtr mine = pool({"10.0.0.0/16"});
    EXPECT_EQ(refusal([&] {
                  world.update(mine, {{"prefixes", list({"10.1.0.0/16"})}});
              }),
              "IllegalSubnetPoolPrefixUpdate");
    EXPECT_THAT(texts(world.update(mine, {{"prefixes", list({"10.0.0.0/16", "10.1.0.0/16"})}})->get("prefixes")),
                ElementsAre("10.0.0.0/15"));
    EXPECT_EQ(refusal([&] { world.update(mine, {{"max_prefixlen", 7}}); }), "IllegalSubnetPoolPrefixBounds");
}

TEST_F(SubnetPoolTest, OnePoolIsTheDefaultOfItsVersion) {
    const RecordPtr first = pool({"10.0.0.0/8"}, {{"is_default", true}});
    EXPECT_EQ(refusal([&] { pool({"11.0.0.0/8"}, {{"is_default", true}}); }), "InvalidInput");
    EXPECT_EQ(refusal([&] { pool({"2001:db8::/32"}, {{"is_default", true}}); }), "");
    const RecordPtr other = pool({"11.0.0.0/8"});
    EXPECT_EQ(refusal([&] { world.update(other, {{"is_default", true}}); }), "InvalidInput");
    EXPECT_EQ(refusal([&] { world.update(first, {{"name", "still"}}); }), "");
    world.update(first, {{"is_default", false}});
    EXPECT_EQ(refusal([&] { world.update(other, {{"is_default", true}}); }), "");
}

TEST_F(SubnetPoolTest, PrefixesComeAndGoByAction) {
    const RecordPtr mine = pool({"10.0.0.0/16"}, {{"default_prefixlen", 24}});
    EXPECT_THAT(texts(change("add_prefixes", mine, {"10.1.0.0/16"})), ElementsAre("10.0.0.0/15"));
    EXPECT_THAT(texts(change("remove_prefixes", mine, {"10.1.0.0/17"})), ElementsAre("10.0.0.0/16", "10.1.128.0/17"));
    EXPECT_THAT(texts(change("remove_prefixes", mine, {"11.0.0.0/8"})), ElementsAre("10.0.0.0/16", "10.1.128.0/17"));
    subnet_of(mine);  // of the smallest prefix that has room
    EXPECT_EQ(refusal([&] { change("remove_prefixes", mine, {"10.1.128.0/20"}); }), "IllegalSubnetPoolPrefixUpdate");
    EXPECT_EQ(refusal([&] { change("add_prefixes", mine, {"2001:db8::/32"}); }), "PrefixVersionMismatch");
    EXPECT_EQ(refusal([&] { change("add_prefixes", mine, {"x"}); }), "AddrFormatError");
    EXPECT_EQ(refusal([&] { change("add_prefixes", mine, {}); }), "HTTPBadRequest");
    EXPECT_EQ(refusal([&] { world.remove(mine); }), "SubnetPoolDeleteError");
}

TEST_F(SubnetPoolTest, SubnetsOfANetworkAreTakenOnBoard) {
    const RecordPtr mine = pool({"10.0.0.0/16"}, {{"default_prefixlen", 24}});
    const RecordPtr four = world.subnet(network, "192.168.0.0/24");
    const RecordPtr six = world.subnet(network, "2001:db8::/64");
    const Value onboarded = world.act("onboard_network_subnets", mine, Value::map({{"network_id", network->id()}}));
    ASSERT_EQ(onboarded.items().size(), 1U);
    EXPECT_EQ(onboarded.items().front().at("id").as_string(), four->id());
    EXPECT_EQ(world.now(four)->get("subnetpool_id").as_string(), mine->id());
    EXPECT_TRUE(world.now(six)->get("subnetpool_id").is_null());
    EXPECT_THAT(texts(world.now(mine)->get("prefixes")), ElementsAre("10.0.0.0/16", "192.168.0.0/24"));
    const auto again = [&] { world.act("onboard_network_subnets", mine, Value::map({{"network_id", network->id()}})); };
    EXPECT_EQ(refusal(again), "IllegalSubnetPoolUpdate");
    EXPECT_EQ(refusal([&] { world.act("onboard_network_subnets", mine, Value::map()); }), "InvalidInput");
    const RecordPtr shared = world.network({{"shared", true}});
    EXPECT_EQ(
        refusal([&] {
            world.act("onboard_network_subnets", mine, Value::map({{"network_id", shared->id()}}), World::member("p2"));
        }),
        "NotAuthorized");
}

TEST_F(SubnetPoolTest, PrefixesOfAScopeDontOverlap) {
    const RecordPtr of_four = scope(4);
    const Values in_scope{{"address_scope_id", of_four->id()}};
    const RecordPtr first = pool({"10.0.0.0/16"}, in_scope);
    EXPECT_EQ(refusal([&] { pool({"10.0.128.0/17"}, in_scope); }), "AddressScopePrefixConflict");
    EXPECT_EQ(refusal([&] { pool({"2001:db8::/32"}, in_scope); }),
              "IllegalSubnetPoolIpVersionAssociationToAddressScope");
    const RecordPtr second = pool({"10.1.0.0/16"}, in_scope);
    EXPECT_EQ(refusal([&] { change("add_prefixes", second, {"10.0.0.0/24"}); }), "AddressScopePrefixConflict");
    const RecordPtr loose = pool({"10.0.0.0/24"});
    EXPECT_EQ(refusal([&] { world.update(loose, in_scope); }), "AddressScopePrefixConflict");
    EXPECT_EQ(refusal([&] { world.remove(of_four); }), "AddressScopeInUse");
    world.remove(second);
    world.update(first, {{"address_scope_id", Value::null()}});
    EXPECT_EQ(refusal([&] { world.remove(of_four); }), "");
}

TEST_F(SubnetPoolTest, OnlyScopesThatOneMayUseAreJoined) {
    const RecordPtr theirs = scope(4);
    const RecordPtr shared = scope(4, {{"shared", true}});
    const RequestContext other = World::member("p2");
    EXPECT_EQ(refusal([&] {
                  pool({"10.0.0.0/16"}, {{"address_scope_id", theirs->id()}}, other);
              }),
              "AddressScopeNotFound");
    const RecordPtr joined = pool({"10.0.0.0/16"}, {{"address_scope_id", shared->id()}}, other);
    // From then on the scope's owner has a say.
    EXPECT_EQ(refusal([&] { world.update(joined, {{"name", "x"}}, other); }), "IllegalSubnetPoolUpdate");
    EXPECT_EQ(refusal([&] { world.update(shared, {{"shared", false}}); }), "AddressScopeUpdateError");
}

TEST_F(SubnetPoolTest, ANetworksSubnetsStayInOneScope) {
    const RecordPtr of_four = scope(4);
    const RecordPtr first = pool({"10.0.0.0/16"}, {{"default_prefixlen", 24}, {"address_scope_id", of_four->id()}});
    const RecordPtr second = pool({"10.1.0.0/16"}, {{"default_prefixlen", 24}, {"address_scope_id", of_four->id()}});
    subnet_of(first);
    EXPECT_EQ(world.computed(network, "ipv4_address_scope").as_string(), of_four->id());
    EXPECT_TRUE(world.computed(network, "ipv6_address_scope").is_null());
    subnet_of(second);
    EXPECT_EQ(refusal([&] {
                  world.update(first, {{"address_scope_id", scope(4)->id()}});
              }),
              "NetworkAddressScopeAffinityError");
}

TEST_F(SubnetPoolTest, AQuotaIsForEachProject) {
    const RecordPtr mine = pool({"10.0.0.0/16"}, {{"default_prefixlen", 25}, {"default_quota", 128}, {"shared", true}});
    network = world.network({{"shared", true}});
    subnet_of(mine);
    EXPECT_EQ(refusal([&] { subnet_of(mine); }), "SubnetPoolQuotaExceeded");
    EXPECT_EQ(refusal([&] { subnet_of(mine, {}, World::member("p2")); }), "");
}

}  // namespace
}  // namespace neutrino::ml2
