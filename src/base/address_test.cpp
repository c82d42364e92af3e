#include "base/address.h"

#include <gtest/gtest.h>

namespace neutrino::base {
namespace {

std::string canonical(std::string_view text) {
    const auto address = Address::parse(text);
    return address ? address->text() : "none";
}

std::string prefix(std::string_view text) {
    const auto parsed = Prefix::parse(text);
    return parsed ? parsed->text() : "none";
}

TEST(Address, ReadsAndWritesCanonicalText) {
    EXPECT_EQ(canonical("10.0.0.1"), "10.0.0.1");
    EXPECT_EQ(canonical("2001:0DB8:0:0::1"), "2001:db8::1");
    EXPECT_EQ(canonical("2001:db8:1:0:f816:3eff:fe2c:9eed"), "2001:db8:1:0:f816:3eff:fe2c:9eed");
    EXPECT_EQ(canonical("::"), "::");
    EXPECT_EQ(canonical("10.0.0"), "none");
    EXPECT_EQ(canonical("10.0.0.256"), "none");
    EXPECT_EQ(canonical(""), "none");
    EXPECT_EQ(canonical(std::string(100, '1')), "none");
    EXPECT_EQ(canonical(std::string_view("::1\0x", 5)), "none");
}

TEST(Address, OrdersByNumberNotByText) {
    EXPECT_LT(*Address::parse("10.0.0.9"), *Address::parse("10.0.0.10"));
    EXPECT_LT(*Address::parse("10.0.0.255"), *Address::parse("10.0.1.0"));
    EXPECT_LT(*Address::parse("255.255.255.255"), *Address::parse("::"));
}

TEST(Prefix, ClearsHostBits) {
    EXPECT_EQ(prefix("10.0.0.1/24"), "10.0.0.0/24");
    EXPECT_EQ(prefix("2001:db8::1/64"), "2001:db8::/64");
    EXPECT_EQ(prefix("10.0.0.1"), "10.0.0.1/32");
    EXPECT_EQ(prefix("1.2.3.4/0"), "0.0.0.0/0");
    EXPECT_EQ(prefix("::1/0"), "::/0");
    EXPECT_EQ(prefix("10.0.0.0/33"), "none");
    EXPECT_EQ(prefix("10.0.0.0/x"), "none");
    EXPECT_EQ(prefix("10.0.0.0/-1"), "none");
}

TEST(Prefix, KnowsItsBoundsAndWhatItHolds) {
    const Prefix net = *Prefix::parse("10.1.0.0/16");
    EXPECT_EQ(net.last().text(), "10.1.255.255");
    EXPECT_TRUE(net.contains(*Address::parse("10.1.7.7")));
    EXPECT_FALSE(net.contains(*Address::parse("10.2.0.0")));
    EXPECT_FALSE(net.contains(*Address::parse("::1")));
    EXPECT_TRUE(net.contains(*Prefix::parse("10.1.2.0/24")));
    EXPECT_FALSE(net.contains(*Prefix::parse("10.0.0.0/8")));
    EXPECT_TRUE(net.overlaps(*Prefix::parse("10.0.0.0/8")));
    EXPECT_EQ(Prefix::parse("::/0")->last().text(), "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff");
}

TEST(Prefix, RecognisesSpecialNetworks) {
    EXPECT_TRUE(Prefix::parse("224.0.0.0/24")->is_multicast());
    EXPECT_TRUE(Prefix::parse("ff02::/64")->is_multicast());
    EXPECT_FALSE(Prefix::parse("10.0.0.0/24")->is_multicast());
    EXPECT_TRUE(Prefix::parse("127.0.0.0/24")->is_loopback());
    EXPECT_TRUE(Prefix::parse("::1/128")->is_loopback());
    EXPECT_FALSE(Prefix::parse("::/64")->is_loopback());
}

TEST(Eui64, PutsTheMacIntoTheLowerHalf) {
    const Prefix net = *Prefix::parse("2001:db8:1::/64");
    EXPECT_EQ(eui64_address(net, "fa:16:3e:11:22:33")->text(), "2001:db8:1:0:f816:3eff:fe11:2233");
    EXPECT_EQ(eui64_address(net, "01-00-5E-11-22-34")->text(), "2001:db8:1:0:300:5eff:fe11:2234");
    EXPECT_FALSE(eui64_address(net, "fa:16:3e:11:22"));
    EXPECT_FALSE(eui64_address(net, "zz:16:3e:11:22:33"));
    EXPECT_FALSE(eui64_address(*Prefix::parse("10.0.0.0/24"), "fa:16:3e:11:22:33"));
}

TEST(Eui64, IsRecognised) {
    EXPECT_TRUE(is_eui64(*Address::parse("2001:db8::f816:3eff:fe00:10")));
    EXPECT_FALSE(is_eui64(*Address::parse("2001:db8::42")));
    EXPECT_FALSE(is_eui64(*Address::parse("10.255.254.1")));
}

}  // namespace
}  // namespace neutrino::base
