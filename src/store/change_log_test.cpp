#include "store/change_log.h"

#include "store/test_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace neutrino::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

class ChangeLogTest : public ::testing::Test {
protected:
    ChangeLogTest() : session_(test::session_open(file_.url())) {}
    void append(std::size_t count) {
        std::vector<Change> changes(count);
        for (std::size_t i = 0; i < count; ++i) {
            changes[i].resource_type = "ports";
            changes[i].resource_id = std::to_string(++made_);
        }
        changes_append(*session_, changes);
    }
    std::vector<std::string> ids(std::int64_t since, std::size_t limit) {
        std::vector<std::string> found;
        for (const Change& change : changes_read(*session_, since, limit)) found.push_back(change.resource_id);
        return found;
    }

    test::SqliteFile file_;
    std::unique_ptr<Session> session_;
    int made_ = 0;
};

TEST_F(ChangeLogTest, IsEmptyAtFirst) {
    EXPECT_EQ(changes_last(*session_), 0);
    EXPECT_EQ(changes_first(*session_), 0);
    EXPECT_THAT(changes_read(*session_, 0, 10), IsEmpty());
    changes_append(*session_, {});
    changes_trim(*session_, 5);
    EXPECT_EQ(changes_last(*session_), 0);
}

TEST_F(ChangeLogTest, KeepsAllThatIsSaidOfAChange) {
    const std::vector<Change> changes{{0, "", "networks", "n1", Change::Kind::created, "p1"},
                                      {0, "", "ports", "x", Change::Kind::updated, ""},
                                      {0, "", "networks", "n1", Change::Kind::deleted, "p1"}};
    changes_append(*session_, changes);
    const std::vector<Change> read = changes_read(*session_, 0, 10);
    ASSERT_THAT(read, SizeIs(3));
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(read[i].seq, static_cast<std::int64_t>(i) + 1);
        EXPECT_EQ(read[i].resource_type, changes[i].resource_type);
        EXPECT_EQ(read[i].resource_id, changes[i].resource_id);
        EXPECT_EQ(read[i].kind, changes[i].kind);
        EXPECT_EQ(read[i].project_id, changes[i].project_id);
        EXPECT_THAT(read[i].at, ::testing::MatchesRegex("....-..-..T..:..:..Z"));
    }
}

TEST_F(ChangeLogTest, ManyAtOnceStayInOrder) {
    append(201);
    append(3);
    EXPECT_EQ(changes_last(*session_), 204);
    const auto all = ids(0, 1000);
    ASSERT_THAT(all, SizeIs(204));
    for (std::size_t i = 0; i < all.size(); ++i) EXPECT_EQ(all[i], std::to_string(i + 1));
    EXPECT_THAT(ids(200, 2), ElementsAre("201", "202"));
    EXPECT_THAT(ids(204, 2), IsEmpty());
}

TEST_F(ChangeLogTest, TrimmingKeepsTheNewestAndNeverGivesANumberTwice) {
    append(10);
    changes_trim(*session_, 4);
    EXPECT_EQ(changes_first(*session_), 7);
    EXPECT_THAT(ids(0, 100), ElementsAre("7", "8", "9", "10"));
    changes_trim(*session_, 0);
    EXPECT_EQ(changes_last(*session_), 0);
    append(1);
    EXPECT_EQ(changes_last(*session_), 11);
}

}  // namespace
}  // namespace neutrino::store
