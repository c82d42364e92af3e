#include "plugins/ml2/types/id_allocations.h"

#include "store/test_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <stdexcept>

namespace neutrino::ml2 {
namespace {

using testing::ElementsAre;

TEST(IdPool, KnowsWhatIsTakenOfItsRanges) {
    IdPool pool({{10, 12}, {1, 2}, {11, 20}});
    EXPECT_TRUE(pool.contains(12));
    EXPECT_FALSE(pool.contains(9));
    EXPECT_EQ(pool.size(), 13U);
    pool.take(11);
    pool.take(11);
    pool.take(5);  // outside
    EXPECT_EQ(pool.free(), 12U);
    pool.give_back(11);
    pool.give_back(11);
    EXPECT_EQ(pool.free(), 13U);
}

TEST(IdPool, GivesEveryIdOnceWhateverChanceSays) {
    IdPool pool({{1, 70}, {100, 130}});
    std::set<std::int64_t> given;
    while (const auto id = pool.any(given.size() * 37)) {
        pool.take(*id);
        EXPECT_TRUE(given.insert(*id).second);
    }
    EXPECT_EQ(given.size(), 101U);
    EXPECT_EQ(*given.begin(), 1);
    EXPECT_EQ(*given.rbegin(), 130);
}

struct IdAllocationsTest : testing::Test {
    store::test::SqliteFile file;
    Catalog catalog;
    std::unique_ptr<store::Store> store = store::Store::open(store::test::options_of(file.url()), catalog);

    static IdAllocations vlans(const IdRanges& ranges) {
        return IdAllocations({"ml2_vlan_allocations", "vlan_id", "physical_network"}, {{"physnet1", ranges}});
    }
    // "id" = free, "id!" = allocated
    std::vector<std::string> rows() {
        std::vector<std::string> found;
        store->write([&](Transaction& transaction) {
            for (const Row& row :
                 transaction.query("SELECT vlan_id, allocated FROM ml2_vlan_allocations ORDER BY vlan_id")) {
                found.push_back(std::to_string(row[0].as_int()) + (row[1].truthy() ? "!" : ""));
            }
        });
        return found;
    }
    bool take(IdAllocations& ids, std::int64_t id) {
        bool taken = false;
        store->write([&](Transaction& transaction) { taken = ids.take(transaction, "physnet1", id); });
        return taken;
    }
    std::int64_t take_any(IdAllocations& ids) {
        std::int64_t id = 0;
        store->write([&](Transaction& transaction) {
            const auto taken = ids.take_any(transaction, std::nullopt);
            id = taken ? taken->second : 0;
        });
        return id;
    }
    void give_back(IdAllocations& ids, std::int64_t id) {
        store->write([&](Transaction& transaction) { ids.give_back(transaction, "physnet1", id); });
    }
};

TEST_F(IdAllocationsTest, WhatANetworkHasOutlivesTheRanges) {
    IdAllocations before = vlans({{1, 3}});
    before.learn(*store);
    EXPECT_TRUE(take(before, 3));
    EXPECT_TRUE(take(before, 1));
    give_back(before, 1);
    EXPECT_THAT(rows(), ElementsAre("1", "3!"));
    IdAllocations after = vlans({{2, 3}});
    after.learn(*store);
    EXPECT_EQ(take_any(after), 2);
    EXPECT_EQ(take_any(after), 0);
    IdAllocations elsewhere = vlans({{5, 5}});
    elsewhere.learn(*store);
    EXPECT_FALSE(take(elsewhere, 3));
    // Outside of the ranges it leaves no trace.
    give_back(elsewhere, 3);
    EXPECT_THAT(rows(), ElementsAre("1", "2!"));
}

TEST_F(IdAllocationsTest, AnIdIsGivenOnceUntilItComesBack) {
    IdAllocations ids = vlans({{1, 2}});
    ids.learn(*store);
    const std::int64_t first = take_any(ids);
    EXPECT_FALSE(take(ids, first));
    EXPECT_EQ(take_any(ids), 3 - first);
    EXPECT_EQ(take_any(ids), 0);
    give_back(ids, first);
    EXPECT_EQ(take_any(ids), first);
    // Ids outside of the ranges are there for the asking.
    EXPECT_TRUE(take(ids, 77));
    EXPECT_FALSE(take(ids, 77));
}

TEST_F(IdAllocationsTest, ARollbackGivesItBack) {
    IdAllocations ids = vlans({{1, 1}});
    ids.learn(*store);
    EXPECT_THROW(store->write([&](Transaction& transaction) {
        EXPECT_TRUE(ids.take_any(transaction, std::string("physnet1")));
        throw std::runtime_error("something else failed");
    }),
                 std::runtime_error);
    EXPECT_EQ(take_any(ids), 1);
}

TEST_F(IdAllocationsTest, ServersThatShareTheTableDontShareIds) {
    IdAllocations mine = vlans({{1, 3}});
    IdAllocations theirs = vlans({{1, 3}});
    mine.learn(*store);
    theirs.learn(*store);
    std::set<std::int64_t> given{take_any(mine), take_any(theirs), take_any(mine)};
    EXPECT_THAT(given, ElementsAre(1, 2, 3));
    EXPECT_EQ(take_any(theirs), 0);
    // What one gives back, the other finds.
    give_back(mine, 2);
    EXPECT_EQ(take_any(theirs), 2);
}

}  // namespace
}  // namespace neutrino::ml2
