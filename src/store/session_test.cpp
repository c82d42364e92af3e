#include "store/session.h"

#include "store/test_support.h"

#include <neutrino/fault.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include <filesystem>

namespace neutrino::store {
namespace {

using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class SessionTest : public ::testing::Test {
protected:
    SessionTest() : session_(test::session_open(url())) {
        session_->run_once(
            "CREATE TABLE things (id INTEGER PRIMARY KEY AUTOINCREMENT, name VARCHAR(10) UNIQUE, weight FLOAT, "
            "boss INTEGER REFERENCES things (id), CHECK (weight > 0))");
    }
    std::string url() const { return "sqlite:///" + (folder_.path() / "db").string(); }
    std::int64_t add(const Value& name, const Value& weight = Value::null(), const Value& boss = Value::null()) {
        return session_->insert("INSERT INTO things (name, weight, boss) VALUES (:name, :weight, :boss)",
                                parameters(name, weight, boss), "things");
    }
    std::int64_t count() { return test::number(*session_, "SELECT COUNT(*) FROM things"); }

    test::TemporaryFolder folder_;
    std::unique_ptr<Session> session_;
};

TEST_F(SessionTest, RowsHaveTheDatabasesTypes) {
    EXPECT_EQ(add("a", 1.5), 1);
    EXPECT_EQ(add("b", Value::null(), 1), 2);
    const std::vector<Row> rows = session_->rows("SELECT id, name, weight, boss FROM things ORDER BY id");
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_EQ(rows[0], (Row{Value(1), Value("a"), Value(1.5), Value::null()}));
    EXPECT_EQ(rows[1], (Row{Value(2), Value("b"), Value::null(), Value(1)}));
    EXPECT_TRUE(rows[0][0].is_int() && rows[0][1].is_string() && rows[0][2].is_real());
    EXPECT_TRUE(session_->rows("SELECT id FROM things WHERE id = :id", parameters(9)).empty());
}

// One prepared statement serves parameters of any type, one after the other.
TEST_F(SessionTest, ParametersMayChangeTheirType) {
    const char* sql = "SELECT CAST(:a AS TEXT), typeof(:b)";
    const auto ask = [&](const Value& a, const Value& b) { return session_->rows(sql, parameters(a, b)).front(); };
    EXPECT_EQ(ask(Value::null(), Value::null()), (Row{Value::null(), Value("null")}));
    EXPECT_EQ(ask(7, 7), (Row{Value("7"), Value("integer")}));
    EXPECT_EQ(ask("x", 8), (Row{Value("x"), Value("integer")}));
    EXPECT_EQ(ask(9, 2.5), (Row{Value("9"), Value("real")}));
    EXPECT_EQ(ask(true, "t"), (Row{Value("1"), Value("text")}));
    EXPECT_EQ(ask(Value(), Value()), (Row{Value::null(), Value("null")}));
    EXPECT_THROW(ask(Value::list(), 1), std::logic_error);
}

TEST_F(SessionTest, TextsSurvive) {
    for (const char* text : {"", "it's", "\xf0\x9f\x90\x9f", ":name", "a\nb"}) {
        EXPECT_EQ(session_->rows("SELECT :text", parameters(text)).front().front(), Value(text));
    }
}

TEST_F(SessionTest, ExecuteCountsRowsChanged) {
    add("a");
    add("b");
    EXPECT_EQ(session_->execute("UPDATE things SET weight = 2"), 2);
    EXPECT_EQ(session_->execute("DELETE FROM things WHERE name = :name", parameters("a")), 1);
    EXPECT_EQ(session_->execute("DELETE FROM things WHERE name = :name", parameters("a")), 0);
}

TEST_F(SessionTest, FailuresAreClassified) {
    add("a");
    EXPECT_THROW(add("a"), UniqueViolation);
    EXPECT_THROW(session_->execute("INSERT INTO things (id) VALUES (1)"), UniqueViolation);
    const auto fault = [&](const auto& work) {
        try {
            work();
        } catch (const Fault& failed) {
            return std::pair(failed.type(), failed.kind());
        }
        return std::pair(std::string("nothing thrown"), FaultKind::by_type);
    };
    EXPECT_EQ(fault([&] { add("b", 1, 99); }), std::pair(std::string("DBReferenceError"), FaultKind::conflict));
    EXPECT_EQ(fault([&] { add("b", -1); }), std::pair(std::string("DBError"), FaultKind::internal));
    EXPECT_EQ(fault([&] { session_->execute("SELECT FROM"); }), std::pair(std::string("DBError"), FaultKind::internal));
    // What failed leaves the session and its statements usable.
    EXPECT_EQ(add("b", 1), 2);
    EXPECT_EQ(count(), 2);
}

TEST_F(SessionTest, AFaultDoesNotTellTheDatabasesWords) {
    try {
        session_->execute("SELECT secret FROM nowhere");
        FAIL();
    } catch (const Fault& fault) {
        EXPECT_THAT(fault.message(), ::testing::Not(HasSubstr("nowhere")));
    }
}

TEST_F(SessionTest, AReadOnlyDatabaseIsUnavailable) {
    session_->run_once("PRAGMA query_only = ON");
    try {
        add("a");
        FAIL();
    } catch (const Fault& fault) {
        EXPECT_EQ(fault.kind(), FaultKind::unavailable);
    }
}

TEST_F(SessionTest, AnotherWriterIsAReasonToRetry) {
    const auto other = test::session_open(url());
    other->run_once("PRAGMA busy_timeout = 0");
    session_->begin();
    EXPECT_THROW(other->begin(), RetryRequest);
    session_->rollback();
    EXPECT_NO_THROW(other->begin());
    other->rollback();
}

TEST_F(SessionTest, SavepointsUndoTheirOwnPartOnly) {
    session_->begin();
    add("kept");
    session_->savepoint();
    add("undone");
    session_->rollback_to_savepoint();
    session_->savepoint();
    add("kept too");
    session_->release();
    session_->commit();
    EXPECT_EQ(count(), 2);
    session_->begin();
    add("undone");
    session_->rollback();
    EXPECT_EQ(count(), 2);
    session_->rollback();  // without a transaction it does nothing
}

TEST_F(SessionTest, AVisitorThatThrowsLeavesNoOpenStatement) {
    add("a");
    add("b");
    const auto stop = [](const ResultRow&) { throw std::runtime_error("enough"); };
    EXPECT_THROW(session_->query("SELECT name FROM things", {}, stop), std::runtime_error);
    // A statement under way would refuse this.
    EXPECT_NO_THROW(session_->run_once("DROP TABLE things"));
}

TEST_F(SessionTest, TextsWithoutEndDoNotPileUp) {
    for (int i = 0; i < 2500; ++i) {
        ASSERT_EQ(session_->rows("SELECT " + std::to_string(i)).front().front(), Value(i));
    }
}

TEST_F(SessionTest, WritesAreDurableAndTheFileIsPrivate) {
    EXPECT_EQ(session_->rows("PRAGMA journal_mode").front().front(), Value("wal"));
    EXPECT_EQ(test::number(*session_, "PRAGMA synchronous"), 2);
    EXPECT_EQ(test::number(*session_, "PRAGMA foreign_keys"), 1);
    struct stat status {};
    ASSERT_EQ(::stat((folder_.path() / "db").c_str(), &status), 0);
    EXPECT_EQ(status.st_mode & 0777, 0600U);
}

TEST(SessionOpenTest, SaysWhyADatabaseCanNotBeOpened) {
    const test::TemporaryFolder folder;
    const std::string url = "sqlite:///" + folder.path().string();  // a folder
    EXPECT_THAT([&] { test::session_open(url); },
                ThrowsMessage<std::runtime_error>(HasSubstr("the database " + url + " can't be opened")));
}

TEST(SessionOpenTest, MakesTheFolderOfAFile) {
    const test::TemporaryFolder folder;
    EXPECT_NO_THROW(test::session_open("sqlite:///" + (folder.path() / "a" / "b" / "db").string()));
}

TEST(ClaimTest, OneProcessAtATime) {
    const test::TemporaryFolder folder;
    const DatabaseUrl url = DatabaseUrl::parse("sqlite:///" + (folder.path() / "db").string());
    const auto dialect = dialect_of(url);
    auto claim = dialect->claim(url);
    EXPECT_THAT([&] { dialect->claim(url); },
                ThrowsMessage<std::runtime_error>(HasSubstr("in use by process " + std::to_string(::getpid()))));
    claim.reset();
    EXPECT_NO_THROW(dialect->claim(url));
}

}  // namespace
}  // namespace neutrino::store
