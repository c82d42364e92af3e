#include "ipam/pools.h"

#include <neutrino/fault.h>

#include <gtest/gtest.h>

namespace neutrino::ipam {
namespace {

Prefix net(std::string_view text) { return *Prefix::parse(text); }
Address ip(std::string_view text) { return *Address::parse(text); }
Range range(std::string_view first, std::string_view last) { return {ip(first), ip(last)}; }

std::string pools(std::string_view cidr, std::string_view gateway = "") {
    std::string text;
    for (const Range& pool : default_pools(net(cidr), gateway.empty() ? std::nullopt : Address::parse(gateway))) {
        text += (text.empty() ? "" : " ") + pool.text();
    }
    return text;
}

std::string fault(std::vector<Range> wanted, std::string_view cidr) {
    try {
        checked_pools(std::move(wanted), net(cidr));
    } catch (const Fault& refused) {
        return refused.type();
    }
    return "none";
}

// The expected values of this file were observed with Neutron 21.
TEST(Pools, DefaultsLeaveOutTheGateway) {
    EXPECT_EQ(pools("10.0.0.0/24", "10.0.0.1"), "10.0.0.2-10.0.0.254");
    EXPECT_EQ(pools("10.0.0.0/24", "10.0.0.254"), "10.0.0.1-10.0.0.253");
    EXPECT_EQ(pools("10.0.0.0/24", "10.0.0.100"), "10.0.0.1-10.0.0.99 10.0.0.101-10.0.0.254");
    EXPECT_EQ(pools("10.0.0.0/24", "10.9.9.9"), "10.0.0.1-10.0.0.254");
    EXPECT_EQ(pools("10.0.0.0/24"), "10.0.0.1-10.0.0.254");
    EXPECT_EQ(pools("10.0.0.0/30", "10.0.0.1"), "10.0.0.2-10.0.0.2");
    EXPECT_EQ(pools("2001:db8::/64", "2001:db8::"), "2001:db8::1-2001:db8::ffff:ffff:ffff:ffff");
    EXPECT_EQ(pools("2001:db8::/64", "2001:db8::ffff:ffff:ffff:ffff"), "2001:db8::1-2001:db8::ffff:ffff:ffff:fffe");
}

TEST(Pools, DefaultsOfTinySubnets) {
    EXPECT_EQ(pools("10.0.0.0/31"), "10.0.0.0-10.0.0.1");
    EXPECT_EQ(pools("10.0.1.0/32", "10.0.1.1"), "10.0.1.0-10.0.1.0");
    EXPECT_EQ(pools("2001:db8::/127"), "2001:db8::1-2001:db8::1");
    EXPECT_EQ(pools("2001:db8::/127", "2001:db8::"), "2001:db8::1-2001:db8::1");
    EXPECT_EQ(pools("2001:db8::2/127", "2001:db8::3"), "");
    EXPECT_EQ(pools("2001:db8:1::/128", "2001:db8:1::"), "2001:db8:1::-2001:db8:1::");
}

TEST(Pools, GatewayDefaultsAndLimits) {
    EXPECT_EQ(default_gateway(net("10.0.0.0/24")).text(), "10.0.0.1");
    EXPECT_EQ(default_gateway(net("2001:db8::/64")).text(), "2001:db8::");
    EXPECT_FALSE(gateway_allowed(net("10.0.0.0/24"), ip("10.0.0.0")));
    EXPECT_FALSE(gateway_allowed(net("10.0.0.0/24"), ip("10.0.0.255")));
    EXPECT_TRUE(gateway_allowed(net("10.0.0.0/24"), ip("10.9.9.9")));
    EXPECT_FALSE(gateway_allowed(net("10.0.0.0/31"), ip("10.0.0.1")));
    EXPECT_TRUE(gateway_allowed(net("2001:db8::/64"), ip("2001:db8::")));
}

TEST(Pools, ChecksWhatClientsAskFor) {
    EXPECT_EQ(fault({range("10.0.0.20", "10.0.0.10")}, "10.0.0.0/24"), "InvalidAllocationPool");
    EXPECT_EQ(fault({range("2001::1", "2001::2")}, "10.0.0.0/24"), "InvalidAllocationPool");
    EXPECT_EQ(fault({range("10.0.0.0", "10.0.0.5")}, "10.0.0.0/24"), "OutOfBoundsAllocationPool");
    EXPECT_EQ(fault({range("10.0.0.250", "10.0.0.255")}, "10.0.0.0/24"), "OutOfBoundsAllocationPool");
    EXPECT_EQ(fault({range("10.0.0.10", "10.0.0.20"), range("10.0.0.15", "10.0.0.25")}, "10.0.0.0/24"),
              "OverlappingAllocationPools");
    EXPECT_EQ(fault({range("10.0.0.9", "10.0.0.20"), range("10.0.0.2", "10.0.0.8")}, "10.0.0.0/24"), "none");
    EXPECT_EQ(fault({range("2001:db8::", "2001:db8::5")}, "2001:db8::/64"), "OutOfBoundsAllocationPool");
    EXPECT_EQ(fault({range("2001:db8::5", "2001:db8::ffff:ffff:ffff:ffff")}, "2001:db8::/64"), "none");
    EXPECT_EQ(fault({range("10.0.0.6", "10.0.0.7")}, "10.0.0.6/31"), "none");
    EXPECT_EQ(fault({}, "10.0.0.0/24"), "none");
}

TEST(Pools, SortsByAddress) {
    const auto sorted =
        checked_pools({range("10.0.0.100", "10.0.0.110"), range("10.0.0.20", "10.0.0.30")}, net("10.0.0.0/24"));
    EXPECT_EQ(sorted.front().text(), "10.0.0.20-10.0.0.30");
}

TEST(Pools, GatewayMustNotBeHandedOut) {
    EXPECT_NO_THROW(check_gateway_outside(ip("10.0.0.1"), {range("10.0.0.2", "10.0.0.9")}));
    EXPECT_THROW(check_gateway_outside(ip("10.0.0.9"), {range("10.0.0.2", "10.0.0.9")}), Fault);
}

}  // namespace
}  // namespace neutrino::ipam
