#include "ipam/prefixes.h"

#include <gtest/gtest.h>

namespace neutrino::ipam {
namespace {

std::vector<Prefix> set(std::initializer_list<const char*> texts) {
    std::vector<Prefix> prefixes;
    for (const char* text : texts) prefixes.push_back(*Prefix::parse(text));
    return prefixes;
}

std::string text(const std::vector<Prefix>& prefixes) {
    std::string joined;
    for (const Prefix& prefix : prefixes) joined += (joined.empty() ? "" : " ") + prefix.text();
    return joined;
}

TEST(Prefixes, MergeNeighboursAndDropWhatIsCovered) {
    EXPECT_EQ(text(merge(set({"10.10.0.0/16", "10.11.0.0/16"}))), "10.10.0.0/15");
    EXPECT_EQ(text(merge(set({"10.11.0.0/16", "10.12.0.0/16"}))), "10.11.0.0/16 10.12.0.0/16");
    EXPECT_EQ(text(merge(set({"10.0.0.0/8", "10.5.0.0/16"}))), "10.0.0.0/8");
    EXPECT_EQ(text(merge(set({"2001:db8::/33", "2001:db8:8000::/33"}))), "2001:db8::/32");
    EXPECT_EQ(text(merge(set({"0.0.0.0/1", "128.0.0.0/1"}))), "0.0.0.0/0");
    EXPECT_EQ(text(merge({})), "");
}

TEST(Prefixes, SubtractLeavesTheRest) {
    EXPECT_EQ(text(subtract(set({"10.0.0.0/7"}), set({"10.0.0.0/16"}))),
              "10.1.0.0/16 10.2.0.0/15 10.4.0.0/14 10.8.0.0/13 10.16.0.0/12 10.32.0.0/11 10.64.0.0/10 10.128.0.0/9 "
              "11.0.0.0/8");
    EXPECT_EQ(text(subtract(set({"10.0.0.0/24"}), set({"10.0.0.0/8"}))), "");
    EXPECT_EQ(text(subtract(set({"10.0.0.0/24"}), set({"99.0.0.0/8"}))), "10.0.0.0/24");
    EXPECT_EQ(text(subtract(set({"10.0.0.0/24"}), set({"10.0.0.64/26", "10.0.0.192/26"}))),
              "10.0.0.0/26 10.0.0.128/26");
    EXPECT_EQ(text(subtract(set({"255.255.255.0/24"}), set({"255.255.255.128/25"}))), "255.255.255.0/25");
    EXPECT_EQ(text(subtract(set({"::/0"}), set({"8000::/1"}))), "::/1");
}

TEST(Prefixes, CoverAndOverlap) {
    EXPECT_TRUE(covers(set({"10.0.0.0/9", "10.128.0.0/9"}), set({"10.0.0.0/8"})));
    EXPECT_FALSE(covers(set({"10.0.0.0/9"}), set({"10.0.0.0/8"})));
    EXPECT_TRUE(overlap(set({"10.0.0.0/8"}), set({"11.0.0.0/8", "10.3.0.0/16"})));
    EXPECT_FALSE(overlap(set({"10.0.0.0/8"}), set({"11.0.0.0/8"})));
}

TEST(Prefixes, NewSubnetsTakeTheSmallestHole) {
    EXPECT_EQ(first_fit(set({"10.0.0.0/8", "11.0.0.0/24"}), 24)->text(), "11.0.0.0/24");
    EXPECT_EQ(first_fit(set({"10.0.0.0/8", "11.0.0.0/24"}), 23)->text(), "10.0.0.0/23");
    EXPECT_EQ(first_fit(set({"10.0.1.0/24", "10.0.0.0/24"}), 26)->text(), "10.0.0.0/26");
    EXPECT_FALSE(first_fit(set({"10.0.0.0/24"}), 23));
    EXPECT_FALSE(first_fit({}, 23));
}

TEST(Prefixes, QuotaUnits) {
    EXPECT_EQ(quota_units(*Prefix::parse("10.0.0.0/24")), 256.0);
    EXPECT_EQ(quota_units(*Prefix::parse("2001:db8::/63")), 2.0);
    EXPECT_EQ(quota_units(*Prefix::parse("2001:db8::/65")), 0.5);
}

}  // namespace
}  // namespace neutrino::ipam
