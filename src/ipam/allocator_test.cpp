#include "ipam/allocator.h"

#include "store/test_support.h"

#include <neutrino/fault.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <mutex>
#include <set>
#include <stdexcept>
#include <thread>

namespace neutrino::ipam {
namespace {

using testing::ElementsAre;

constexpr const char* kSubnet = "11111111-1111-1111-1111-111111111111";

Address address(const char* text) { return *Address::parse(text); }

Value fixed_ips(std::vector<const char*> addresses) {
    std::vector<Value> items;
    for (const char* each : addresses) {
        items.push_back(Value::map({{"subnet_id", kSubnet}, {"ip_address", each}}));
    }
    return Value::list(std::move(items));
}

struct AllocatorTest : testing::Test {
    store::test::SqliteFile file;
    Catalog catalog;
    std::unique_ptr<store::Store> store = store::Store::open(store::test::options_of(file.url()), catalog);
    const std::vector<Range> pools{{address("10.0.0.2"), address("10.0.0.6")}};
    Allocator allocator;

    void SetUp() override {
        store->write([&](Transaction& transaction) { allocator.subnet_added(transaction, kSubnet, pools); });
    }
    std::string take_any(Allocator& by, Choice choice = Choice::random) {
        std::optional<Address> taken;
        store->write([&](Transaction& transaction) { taken = by.allocate_any(transaction, kSubnet, pools, choice); });
        return taken ? taken->text() : "";
    }
    bool take(Allocator& by, const char* text) {
        bool taken = false;
        store->write([&](Transaction& transaction) { taken = by.allocate(transaction, kSubnet, address(text)); });
        return taken;
    }
    void release(const char* text) {
        store->write([&](Transaction& transaction) { allocator.release(transaction, kSubnet, address(text)); });
    }
    std::vector<std::string> rows(const char* sql) {
        std::vector<std::string> found;
        store->write([&](Transaction& transaction) {
            for (const Row& row : transaction.query(sql)) found.push_back(row.front().str());
        });
        return found;
    }
    std::vector<std::string> allocations() {
        return rows("SELECT ip_address FROM ipamallocations ORDER BY ip_address");
    }
};

TEST_F(AllocatorTest, EveryAddressIsGivenOnce) {
    std::set<std::string> given;
    for (int i = 0; i < 5; ++i) given.insert(take_any(allocator));
    EXPECT_THAT(given, ElementsAre("10.0.0.2", "10.0.0.3", "10.0.0.4", "10.0.0.5", "10.0.0.6"));
    EXPECT_EQ(take_any(allocator), "");
    EXPECT_EQ(allocations().size(), 5U);
}

TEST_F(AllocatorTest, TheLowestIsTheFirstThatIsFree) {
    EXPECT_TRUE(take(allocator, "10.0.0.2"));
    EXPECT_EQ(take_any(allocator, Choice::lowest), "10.0.0.3");
    EXPECT_FALSE(take(allocator, "10.0.0.3"));
    EXPECT_TRUE(take(allocator, "10.0.0.200"));  // outside of the pools
}

TEST_F(AllocatorTest, ARollbackGivesBackWhatWasTaken) {
    EXPECT_THROW(store->write([&](Transaction& transaction) {
        for (int i = 0; i < 4; ++i) EXPECT_TRUE(allocator.allocate_any(transaction, kSubnet, pools, Choice::random));
        EXPECT_TRUE(allocator.allocate(transaction, kSubnet, address("10.0.0.200")));
        throw std::runtime_error("something else failed");
    }),
                 std::runtime_error);
    EXPECT_TRUE(allocations().empty());
    EXPECT_EQ(allocator.book().used_count(kSubnet), 0U);
}

TEST_F(AllocatorTest, AReleaseCountsOnceItIsHeardOf) {
    EXPECT_TRUE(take(allocator, "10.0.0.2"));
    release("10.0.0.2");
    EXPECT_TRUE(allocations().empty());
    // Nobody is given the address by chance before everybody knows, but whoever asks for it finds that it is free.
    EXPECT_EQ(take_any(allocator, Choice::lowest), "10.0.0.3");
    EXPECT_TRUE(take(allocator, "10.0.0.2"));
    release("10.0.0.2");
    allocator.heard(fixed_ips({"10.0.0.2"}), Value());
    EXPECT_EQ(take_any(allocator, Choice::lowest), "10.0.0.2");
}

TEST_F(AllocatorTest, HearingTwiceDoesNoHarm) {
    for (int i = 0; i < 2; ++i) allocator.heard(Value(), fixed_ips({"10.0.0.2", "10.0.0.3"}));
    for (int i = 0; i < 2; ++i)
        allocator.heard(fixed_ips({"10.0.0.2", "10.0.0.3"}), fixed_ips({"10.0.0.3", "10.0.0.4"}));
    EXPECT_FALSE(allocator.book().used(kSubnet, address("10.0.0.2")));
    EXPECT_TRUE(allocator.book().used(kSubnet, address("10.0.0.3")));
    EXPECT_TRUE(allocator.book().used(kSubnet, address("10.0.0.4")));
}

TEST_F(AllocatorTest, ServersThatHaveNotHeardOfEachOtherDontShareAddresses) {
    Allocator other;
    std::set<std::string> given;
    for (int i = 0; i < 2; ++i) {
        given.insert(take_any(allocator));
        given.insert(take_any(other));
    }
    given.insert(take_any(other, Choice::lowest));
    EXPECT_EQ(given.size(), 5U);
    EXPECT_EQ(take_any(allocator), "");
    EXPECT_FALSE(take(other, given.begin()->c_str()));
}

TEST_F(AllocatorTest, ThreadsDontShareAddressesEither) {
    const std::vector<Range> wide{{address("10.0.1.0"), address("10.0.1.255")}};
    std::mutex mutex;
    std::multiset<std::string> given;
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int n = 0; n < 64; ++n) {
                store->write([&](Transaction& transaction) {
                    const auto taken = allocator.allocate_any(transaction, kSubnet, wide, Choice::random);
                    const std::scoped_lock lock(mutex);
                    given.insert(taken ? taken->text() : "none");
                });
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(std::set<std::string>(given.begin(), given.end()).size(), 256U);
    EXPECT_EQ(given.count("none"), 0U);
}

TEST_F(AllocatorTest, ASubnetsRowsComeAndGoWithIt) {
    EXPECT_THAT(rows("SELECT first_ip FROM ipamallocationpools"), ElementsAre("10.0.0.2"));
    store->write([&](Transaction& transaction) {
        allocator.pools_replaced(
            transaction, kSubnet,
            {{address("10.0.0.9"), address("10.0.0.9")}, {address("10.0.0.20"), address("10.0.0.29")}});
    });
    EXPECT_THAT(rows("SELECT first_ip FROM ipamallocationpools ORDER BY first_ip DESC"),
                ElementsAre("10.0.0.9", "10.0.0.20"));
    take_any(allocator);
    store->write([&](Transaction& transaction) { allocator.subnet_removed(transaction, kSubnet); });
    allocator.subnet_gone(kSubnet);
    for (const char* sql : {"SELECT id FROM ipamsubnets", "SELECT id FROM ipamallocationpools",
                            "SELECT ip_address FROM ipamallocations"}) {
        EXPECT_TRUE(rows(sql).empty()) << sql;
    }
    EXPECT_EQ(allocator.book().used_count(kSubnet), 0U);
    // A subnet that is gone has no addresses to give.
    EXPECT_THROW(take_any(allocator), Fault);
}

}  // namespace
}  // namespace neutrino::ipam
