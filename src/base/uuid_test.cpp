#include "base/uuid.h"

#include <gtest/gtest.h>

#include <set>

namespace neutrino::base {
namespace {

TEST(UuidTest, GeneratedOnesAreVersionFourAndDiffer) {
    std::set<std::string> seen;
    for (int i = 0; i < 10'000; ++i) {
        const std::string id = uuid_generate();
        ASSERT_EQ(id.size(), 36U);
        ASSERT_EQ(id[14], '4') << id;
        ASSERT_NE(std::string("89ab").find(id[19]), std::string::npos) << id;
        ASSERT_TRUE(is_uuid_like(id)) << id;
        ASSERT_TRUE(seen.insert(id).second) << id;
    }
}

TEST(UuidTest, LikenessIsLenient) {
    for (const char* text :
         {"f81d4fae-7dec-11d0-a765-00a0c91e6bf6", "F81D4FAE7DEC11D0A76500A0C91E6BF6",
          "{f81d4fae-7dec-11d0-a765-00a0c91e6bf6}", "urn:uuid:f81d4fae-7dec-11d0-a765-00a0c91e6bf6"}) {
        EXPECT_TRUE(is_uuid_like(text)) << text;
    }
    for (const char* text :
         {"", "{}", "f81d4fae", "g81d4fae-7dec-11d0-a765-00a0c91e6bf6", "f81d4fae-7dec-11d0-a765-00a0c91e6bf60"}) {
        EXPECT_FALSE(is_uuid_like(text)) << text;
    }
}

}  // namespace
}  // namespace neutrino::base
