#include "base/mac.h"

#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

namespace neutrino::base {
namespace {

std::string canonical(std::string_view text) {
    const auto bits = mac_parse(text);
    return bits ? mac_text(*bits) : "none";
}

TEST(Mac, ReadsEveryUsualSpelling) {
    for (const char* text : {"aa:bb:cc:dd:ee:ff", "AA-BB-CC-DD-EE-FF", "aabb.ccdd.eeff", "aabb:ccdd:eeff",
                             "aabb-ccdd-eeff", "aabbcc-ddeeff", "aabbcc:ddeeff", "aabbccddeeff"}) {
        EXPECT_EQ(canonical(text), "aa:bb:cc:dd:ee:ff") << text;
    }
    EXPECT_EQ(canonical("a:b:c:d:e:f"), "0a:0b:0c:0d:0e:0f");
    EXPECT_EQ(canonical("1:2:3"), "00:01:00:02:00:03");
    EXPECT_EQ(canonical("abbcc:ddeef"), "0a:bb:cc:0d:de:ef");
    EXPECT_EQ(canonical("abbccddeeff"), "0a:bb:cc:dd:ee:ff");
}

TEST(Mac, RefusesOthers) {
    for (const char* text : {"", "aa", "aa:bb:cc:dd:ee", "aa:bb:cc:dd:ee:ff:00", "aa:bb:cc:dd:ee:fg",
                             "aa:bb:cc:dd:ee:fff", "aa:bb:cc:dd:ee-ff", "aabbccddeefff", "aabbccddee",
                             " aa:bb:cc:dd:ee:ff", "aa::cc:dd:ee:ff", "aabb.ccdd.eeff.0011", "0x:bb:cc:dd:ee:ff"}) {
        EXPECT_EQ(canonical(text), "none") << text;
    }
}

TEST(Mac, GeneratesBelowItsBase) {
    std::set<std::string> seen;
    for (int i = 0; i < 100; ++i) {
        const std::string mac = mac_generate("fa:16:3e:00:00:00");
        EXPECT_TRUE(mac_parse(mac)) << mac;
        EXPECT_EQ(mac.substr(0, 9), "fa:16:3e:");
        seen.insert(mac);
        EXPECT_EQ(mac_generate("fa:16:3e:4f:00:00").substr(0, 12), "fa:16:3e:4f:");
    }
    EXPECT_GT(seen.size(), 90U);
    EXPECT_THROW(mac_generate("fa:16:3e"), std::invalid_argument);
}

}  // namespace
}  // namespace neutrino::base
