#include "store/ordered_records.h"

#include "base/uuid.h"
#include "store/test_support.h"

#include <gtest/gtest.h>

#include <map>
#include <random>

namespace neutrino::store {
namespace {

class OrderedRecordsTest : public ::testing::Test {
protected:
    RecordPtr record(const std::string& id) {
        return std::make_shared<const Record>(test::network_sample(catalog_, id));
    }
    static std::vector<RecordPtr> all(const OrderedRecords::Snapshot& snapshot) {
        std::vector<RecordPtr> found;
        snapshot.each([&](const RecordPtr& one) {
            found.push_back(one);
            return true;
        });
        return found;
    }
    void expect_same(const OrderedRecords& records, const std::map<std::string, RecordPtr>& model) {
        ASSERT_EQ(records.size(), model.size());
        const std::vector<RecordPtr> found = all(records.snapshot());
        ASSERT_EQ(found.size(), model.size());
        auto next = found.begin();
        for (const auto& [id, expected] : model) {
            EXPECT_EQ(*next++, expected) << id;
            EXPECT_EQ(records.find(id), expected) << id;
        }
    }

    Catalog catalog_ = test::sample_catalog();
    OrderedRecords records_;
};

TEST_F(OrderedRecordsTest, IsEmptyAtFirst) {
    EXPECT_EQ(records_.size(), 0U);
    EXPECT_EQ(records_.find("x"), nullptr);
    records_.erase("x");
    EXPECT_TRUE(all(records_.snapshot()).empty());
}

// Ids that are equal in their first eight bytes, shorter than that, empty, and not ASCII.
TEST_F(OrderedRecordsTest, OrdersAwkwardIds) {
    std::map<std::string, RecordPtr> model;
    for (const char* id :
         {"abcdefgh", "abcdefghi", "abcdefgha", "abc", "", "abcd", "\xff\xfe", "abcdefg", "abcdefgh0"}) {
        model[id] = record(id);
        records_.put(model[id]);
    }
    expect_same(records_, model);
    for (const char* id : {"abcdefghz", "ab", "\xff", "b"}) EXPECT_EQ(records_.find(id), nullptr);
}

TEST_F(OrderedRecordsTest, BehavesAsAMapDoes) {
    std::mt19937 random(1);
    std::map<std::string, RecordPtr> model;
    std::vector<std::string> ids;
    for (int i = 0; i < 900; ++i) ids.push_back(base::uuid_generate());
    for (int round = 0; round < 6; ++round) {
        // Mostly additions at first, mostly removals at the end: chunks split and vanish.
        for (int i = 0; i < 1500; ++i) {
            const std::string& id = ids[random() % ids.size()];
            if (static_cast<int>(random() % 6) >= round) {
                model[id] = record(id);
                records_.put(model[id]);
            } else {
                model.erase(id);
                records_.erase(id);
            }
        }
        expect_same(records_, model);
    }
    for (const std::string& id : ids) records_.erase(id);
    EXPECT_EQ(records_.size(), 0U);
}

TEST_F(OrderedRecordsTest, AssignSortsAndReplaces) {
    records_.put(record("old"));
    std::map<std::string, RecordPtr> model;
    std::vector<RecordPtr> list;
    for (int i = 0; i < 500; ++i) {
        const std::string id = base::uuid_generate();
        list.push_back(model[id] = record(id));
    }
    records_.assign(list);
    expect_same(records_, model);
    records_.assign({});
    expect_same(records_, {});
}

TEST_F(OrderedRecordsTest, ASnapshotStaysAsItWas) {
    for (int i = 0; i < 300; ++i) records_.put(record(std::to_string(i)));
    const OrderedRecords::Snapshot snapshot = records_.snapshot();
    const std::vector<RecordPtr> before = all(snapshot);
    for (int i = 0; i < 300; i += 2) records_.erase(std::to_string(i));
    records_.put(record("1"));
    EXPECT_EQ(all(snapshot), before);
    EXPECT_EQ(records_.size(), 150U);
}

TEST_F(OrderedRecordsTest, AVisitEndsWhenToldSo) {
    for (int i = 0; i < 300; ++i) records_.put(record(std::to_string(i)));
    int visited = 0;
    records_.snapshot().each([&](const RecordPtr&) { return ++visited < 200; });
    EXPECT_EQ(visited, 200);
}

}  // namespace
}  // namespace neutrino::store
