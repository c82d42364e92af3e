#include "store/database_url.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace neutrino::store {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::ThrowsMessage;

TEST(DatabaseUrlTest, TakesSqlalchemysForms) {
    const DatabaseUrl url =
        DatabaseUrl::parse("mysql+pymysql://neutron:s%3Acr%40t@db.example.org:3307/neutron?charset=utf8&ssl_ca=/a%20b");
    EXPECT_EQ(url.dialect, "mysql");
    EXPECT_EQ(url.user, "neutron");
    EXPECT_EQ(url.password, "s:cr@t");
    EXPECT_EQ(url.host, "db.example.org");
    EXPECT_EQ(url.port, 3307);
    EXPECT_EQ(url.database, "neutron");
    EXPECT_EQ(url.query.at("charset"), "utf8");
    EXPECT_EQ(url.query.at("ssl_ca"), "/a b");
    EXPECT_EQ(url.masked(), "mysql://neutron:***@db.example.org:3307/neutron");
}

TEST(DatabaseUrlTest, KnowsOtherNamesAndAddresses) {
    EXPECT_EQ(DatabaseUrl::parse("mariadb+mariadbconnector://h/d").dialect, "mysql");
    EXPECT_EQ(DatabaseUrl::parse("postgres://h/d").dialect, "postgresql");
    const DatabaseUrl url = DatabaseUrl::parse("postgresql://u@[2001:db8::1]:5433/d");
    EXPECT_EQ(url.host, "2001:db8::1");
    EXPECT_EQ(url.port, 5433);
    EXPECT_EQ(url.masked(), "postgresql://u@[2001:db8::1]:5433/d");
    EXPECT_EQ(DatabaseUrl::parse("postgresql:///d?host=/run/postgresql").host, "");
}

TEST(DatabaseUrlTest, SqliteCountsSlashes) {
    EXPECT_EQ(DatabaseUrl::parse("sqlite:///relative/file").database, "relative/file");
    EXPECT_EQ(DatabaseUrl::parse("sqlite:////absolute/file").database, "/absolute/file");
}

struct Mistake {
    const char* url;
    const char* complaint;
};

class DatabaseUrlMistakeTest : public ::testing::TestWithParam<Mistake> {};

TEST_P(DatabaseUrlMistakeTest, IsNamed) {
    EXPECT_THAT([] { DatabaseUrl::parse(GetParam().url); },
                ThrowsMessage<std::invalid_argument>(HasSubstr(GetParam().complaint)));
}

INSTANTIATE_TEST_SUITE_P(
    All, DatabaseUrlMistakeTest,
    ::testing::Values(Mistake{"neutron.sqlite", "has the form dialect://"}, Mistake{"oracle://h/d", "names 'oracle'"},
                      Mistake{"sqlite://file", "three slashes"}, Mistake{"sqlite://", "must name a file"},
                      Mistake{"sqlite:///:memory:", "must name a file"},
                      Mistake{"mysql://u:p@h:port/d", "the port 'port'"},
                      Mistake{"mysql://u:p@h:99999/d", "the port '99999'"},
                      Mistake{"mysql://[::1/d", "'[' without ']'"}, Mistake{"mysql://u:p@h", "names no database"}));

TEST(DatabaseUrlTest, ComplaintsKeepThePasswordSecret) {
    EXPECT_THAT([] { DatabaseUrl::parse("mysql://u:hush@h"); },
                ThrowsMessage<std::invalid_argument>(Not(HasSubstr("hush"))));
}

}  // namespace
}  // namespace neutrino::store
