#include "ipam/allocation_map.h"

#include <gtest/gtest.h>

#include <set>
#include <thread>

namespace neutrino::ipam {
namespace {

Range range(std::string_view first, std::string_view last) { return {*Address::parse(first), *Address::parse(last)}; }
Address ip(std::string_view text) { return *Address::parse(text); }

TEST(AllocationMap, PicksOnlyFreeAddressesOfThePools) {
    AllocationMap map;
    map.use(ip("10.0.0.3"));
    map.set_pools({range("10.0.0.8", "10.0.0.9"), range("10.0.0.2", "10.0.0.4")});
    std::set<std::string> seen;
    for (std::uint64_t random = 0; map.free_count() > 0; ++random) {
        const auto address = map.pick(Choice::random, random * 7);
        ASSERT_TRUE(address);
        EXPECT_TRUE(map.use(*address));
        seen.insert(address->text());
    }
    EXPECT_EQ(seen, (std::set<std::string>{"10.0.0.2", "10.0.0.4", "10.0.0.8", "10.0.0.9"}));
    EXPECT_FALSE(map.pick(Choice::random, 1));
    EXPECT_FALSE(map.pick(Choice::lowest, 1));
}

TEST(AllocationMap, BearsHearingThingsTwice) {
    AllocationMap map;
    map.set_pools({range("10.0.0.2", "10.0.0.4")});
    EXPECT_TRUE(map.use(ip("10.0.0.3")));
    EXPECT_FALSE(map.use(ip("10.0.0.3")));
    EXPECT_TRUE(map.free_count() == 2);
    map.free(ip("10.0.0.3"));
    map.free(ip("10.0.0.3"));
    EXPECT_TRUE(map.free_count() == 3);
    EXPECT_EQ(map.pick(Choice::lowest, 0)->text(), "10.0.0.2");
}

TEST(AllocationMap, ChoosesAmongTheLowestThousand) {
    AllocationMap map;
    map.set_pools({range("10.0.0.2", "10.255.255.254")});
    const Address limit = ip("10.0.0.2").plus(1000);
    for (std::uint64_t random = 0; random < 5000; random += 13) EXPECT_LT(*map.pick(Choice::random, random), limit);
    EXPECT_NE(*map.pick(Choice::random, 1), *map.pick(Choice::random, 2));
}

TEST(AllocationMap, ServesAnIpv6Subnet) {
    AllocationMap map;
    map.set_pools({range("2001:db8::1", "2001:db8::ffff:ffff:ffff:ffff")});
    map.use(ip("2001:db8:0:0:f816:3eff:fe11:2233"));
    EXPECT_EQ(map.pick(Choice::lowest, 0)->text(), "2001:db8::1");
    EXPECT_TRUE(map.use(*map.pick(Choice::random, 999)));
    EXPECT_EQ(map.used_count(), 2U);
}

TEST(AllocationMap, KeepsUsedAddressesWhenPoolsChange) {
    AllocationMap map;
    map.set_pools({range("10.0.0.2", "10.0.0.4")});
    map.use(ip("10.0.0.2"));
    map.use(ip("10.0.0.200"));
    map.set_pools({range("10.0.0.2", "10.0.0.3"), range("10.0.0.199", "10.0.0.201")});
    EXPECT_TRUE(map.free_count() == 3);
    EXPECT_EQ(map.pick(Choice::lowest, 0)->text(), "10.0.0.3");
}

TEST(AllocationMap, StaysConsistentUnderManyChanges) {
    AllocationMap map;
    map.set_pools({range("10.0.0.0", "10.0.255.255")});
    std::uint64_t random = 1;
    for (int i = 0; i < 200000; ++i) {
        random = random * 6364136223846793005ULL + 1442695040888963407ULL;
        const Address address = ip("10.0.0.0").plus((random >> 33) % 65536);
        map.used(address) ? map.free(address) : static_cast<void>(map.use(address));
    }
    EXPECT_EQ(static_cast<std::size_t>(map.free_count()), 65536U - map.used_count());
    const auto free_before = static_cast<std::size_t>(map.free_count());
    for (std::size_t i = 0; i < free_before; ++i) {
        const auto address = map.pick(Choice::random, random += 97);
        ASSERT_TRUE(address && map.use(*address));
    }
    EXPECT_EQ(map.used_count(), 65536U);
}

TEST(AddressBook, GivesNoAddressTwiceToManyThreads) {
    AddressBook book;
    const std::vector<Range> pools{range("10.0.0.1", "10.0.15.254")};
    std::mutex mutex;
    std::set<Address> all;
    std::vector<std::thread> threads;
    std::size_t given = 0;
    for (int worker = 0; worker < 4; ++worker) {
        threads.emplace_back([&] {
            for (int i = 0; i < 1000; ++i) {
                const auto address = book.reserve_any("s", pools, Choice::random);
                const std::scoped_lock lock(mutex);
                if (address) {
                    all.insert(*address);
                    ++given;
                }
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(given, 4000U);
    EXPECT_EQ(all.size(), given);
}

TEST(AddressBook, KeepsSubnetsApart) {
    AddressBook book;
    EXPECT_TRUE(book.reserve("a", ip("10.0.0.1")));
    EXPECT_FALSE(book.reserve("a", ip("10.0.0.1")));
    EXPECT_TRUE(book.reserve("b", ip("10.0.0.1")));
    book.release("a", ip("10.0.0.1"));
    EXPECT_FALSE(book.used("a", ip("10.0.0.1")));
    EXPECT_TRUE(book.used("b", ip("10.0.0.1")));
    book.forget("b");
    EXPECT_EQ(book.used_count("b"), 0U);
}

}  // namespace
}  // namespace neutrino::ipam
