#include "store/upgrade.h"

#include "store/ddl.h"
#include "store/test_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <set>

namespace neutrino::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::ThrowsMessage;

class UpgradeTest : public ::testing::Test {
protected:
    UpgradeTest() : schemas_(schema_set_read(test::schema_folder())) {}
    std::string url() const { return "sqlite:///" + file().string(); }
    std::filesystem::path file() const { return folder_.path() / "db"; }
    Session& session() {
        if (!session_) session_ = test::session_open(url());
        return *session_;
    }
    std::vector<std::string> upgrade(std::span<const TableSchema> third_party = {}) {
        return schema_upgrade(session(), schemas_, third_party);
    }
    // Tables and heads as Neutron makes them, and nothing of ours.
    void make_neutron() {
        for (const std::string& statement : ddl_create(schemas_.neutron.tables, session().dialect())) {
            session().run_once(statement);
        }
        for (const std::string& head : schemas_.neutron.heads) set_head(head);
    }
    void set_head(const std::string& head) {
        session().execute("INSERT INTO alembic_version (version_num) VALUES (:head)", parameters(head));
    }
    std::map<std::string, std::set<std::string>> tables() {
        std::map<std::string, std::set<std::string>> found;
        for (const Row& table : session().rows(session().dialect().tables_query())) {
            for (const Row& column : session().rows(session().dialect().columns_query(table[0].as_string()))) {
                found[table[0].str()].insert(column[0].str());
            }
        }
        return found;
    }

    test::TemporaryFolder folder_;
    SchemaSet schemas_;
    std::unique_ptr<Session> session_;
};

TEST_F(UpgradeTest, MakesEverythingFromNothing) {
    EXPECT_EQ(schema_lacks(session(), schemas_), "the database has no tables yet");
    EXPECT_THAT(upgrade(), SizeIs(1 + schemas_.steps.size()));
    EXPECT_EQ(schema_lacks(session(), schemas_), "");
    const auto there = tables();
    for (const TableSchema& table : schemas_.neutron.tables) {
        ASSERT_TRUE(there.contains(table.name)) << table.name;
        EXPECT_THAT(there.at(table.name), SizeIs(table.columns.size())) << table.name;
    }
    EXPECT_TRUE(there.contains("neutrino_changes"));
    EXPECT_EQ(test::number(session(), "SELECT version FROM neutrino_schema"),
              static_cast<std::int64_t>(schemas_.steps.size()));
    EXPECT_THAT(session().rows("SELECT version_num FROM alembic_version ORDER BY 1"),
                ElementsAre(Row{Value("5881373af7f5")}, Row{Value("5c85685d616d")}));
    EXPECT_THAT(session().rows("PRAGMA foreign_key_check"), IsEmpty());
}

TEST_F(UpgradeTest, DoesNothingTwice) {
    upgrade();
    const auto before = tables();
    EXPECT_THAT(upgrade(), IsEmpty());
    EXPECT_EQ(tables(), before);
}

TEST_F(UpgradeTest, TakesOverANeutronDatabase) {
    make_neutron();
    session().execute("INSERT INTO standardattributes (id, resource_type) VALUES (1, 'networks')");
    EXPECT_EQ(schema_lacks(session(), schemas_),
              "the database is at step 0 of " + std::to_string(schemas_.steps.size()));
    EXPECT_THAT(upgrade(), SizeIs(schemas_.steps.size()));
    EXPECT_EQ(schema_lacks(session(), schemas_), "");
    EXPECT_EQ(test::number(session(), "SELECT COUNT(*) FROM standardattributes"), 1);
}

// What the reference service itself makes on SQLite is what the description says, and is taken over.
TEST_F(UpgradeTest, TakesOverWhatNeutronItselfMakes) {
    const std::filesystem::path script = folder_.path() / "make.py";
    std::ofstream(script)
        << "import sys\n"
           "try:\n"
           "    import sqlalchemy\n"
           "    from neutron.db.migration.models import head\n"
           "except ImportError:\n"
           "    sys.exit(77)\n"
           "engine = sqlalchemy.create_engine(sys.argv[1])\n"
           "head.get_metadata().create_all(engine)\n"
           "with engine.begin() as connection:\n"
           "    connection.exec_driver_sql('CREATE TABLE alembic_version (version_num VARCHAR(32) "
           "PRIMARY KEY)')\n"
           "    for version in sys.argv[2:]:\n"
           "        connection.exec_driver_sql(f\"INSERT INTO alembic_version VALUES ('{version}')\")\n";
    std::string command = "/usr/bin/python3 " + script.string() + " " + url();
    for (const std::string& head : schemas_.neutron.heads) command += " " + head;
    const int status = std::system((command + " 2>/dev/null").c_str());
    if (WIFEXITED(status) && (WEXITSTATUS(status) == 77 || WEXITSTATUS(status) == 127)) {
        GTEST_SKIP() << "the package python3-neutron is not installed";
    }
    ASSERT_EQ(status, 0);
    const auto made = tables();
    EXPECT_THAT(upgrade(), SizeIs(schemas_.steps.size()));
    for (const TableSchema& table : schemas_.neutron.tables) {
        std::set<std::string> columns;
        for (const ColumnSpec& column : table.columns) columns.insert(column.name);
        EXPECT_EQ(made.at(table.name), columns) << table.name;
    }
    EXPECT_EQ(schema_lacks(session(), schemas_), "");
}

TEST_F(UpgradeTest, LeavesOtherReleasesAlone) {
    make_neutron();
    session().execute("UPDATE alembic_version SET version_num = '0123456789ab' WHERE version_num = '5881373af7f5'");
    EXPECT_THAT([&] { upgrade(); }, ThrowsMessage<std::runtime_error>(HasSubstr("[0123456789ab, 5c85685d616d]")));
    EXPECT_FALSE(tables().contains("neutrino_schema"));
}

TEST_F(UpgradeTest, LeavesUnlabelledTablesAlone) {
    session().run_once("CREATE TABLE networks (id INTEGER)");
    EXPECT_THAT([&] { upgrade(); },
                ThrowsMessage<std::runtime_error>(HasSubstr("table networks but no alembic_version")));
    EXPECT_THAT(tables(), SizeIs(1));
}

TEST_F(UpgradeTest, NamesTablesThatANeutronDatabaseLacks) {
    make_neutron();
    session().run_once("DROP TABLE tags");
    EXPECT_THAT([&] { upgrade(); }, ThrowsMessage<std::runtime_error>(HasSubstr("lacks the tables tags")));
}

TEST_F(UpgradeTest, RefusesANewerStep) {
    upgrade();
    session().execute("UPDATE neutrino_schema SET version = 99");
    EXPECT_THAT([&] { upgrade(); }, ThrowsMessage<std::runtime_error>(HasSubstr("it is at step 99")));
}

// A database that doesn't take table definitions back may stop half-way: the next run finishes.
TEST_F(UpgradeTest, FinishesWhatWasBegun) {
    session().run_once("CREATE TABLE neutrino_schema (version INTEGER PRIMARY KEY)");
    session().execute("INSERT INTO neutrino_schema VALUES (0)");
    const TableSchema* first = nullptr;
    for (const TableSchema& table : schemas_.neutron.tables) {
        if (table.name == "standardattributes") first = &table;
    }
    for (const std::string& statement : ddl_create({first, 1}, session().dialect())) session().run_once(statement);
    EXPECT_THAT(upgrade(), SizeIs(1 + schemas_.steps.size()));
    EXPECT_EQ(schema_lacks(session(), schemas_), "");
}

TEST_F(UpgradeTest, AStepIsAllOrNothing) {
    upgrade();
    const int number = static_cast<int>(schemas_.steps.size()) + 1;
    schemas_.steps.push_back(
        {number, "broken", schema_parse("table extra\n  id integer\n  key (id)\nsql NONSENSE", "s")});
    EXPECT_ANY_THROW(upgrade());
    EXPECT_FALSE(tables().contains("extra"));
    EXPECT_EQ(test::number(session(), "SELECT version FROM neutrino_schema"), number - 1);
    schemas_.steps.back().schema =
        schema_parse("table extra\n  id integer\n  key (id)\nsql INSERT INTO extra VALUES (5)", "s");
    EXPECT_THAT(upgrade(), ElementsAre("applied step broken"));
    EXPECT_EQ(test::number(session(), "SELECT id FROM extra"), 5);
}

TEST_F(UpgradeTest, AddsTablesAndColumnsOfThirdParties) {
    const auto table = [](const std::string& more) {
        return schema_parse("table acme\n  id string(36) required\n" + more + "  key (id)\n", "acme").tables;
    };
    EXPECT_THAT(upgrade(table("")), ::testing::Contains("created table acme"));
    session().execute("INSERT INTO acme (id) VALUES ('x')");
    EXPECT_THAT(upgrade(table("  speed integer required default 7\n  note text\n")),
                ElementsAre("added column speed to table acme", "added column note to table acme"));
    EXPECT_EQ(test::number(session(), "SELECT speed FROM acme"), 7);
    EXPECT_THAT(upgrade(table("  speed integer required default 7\n")), IsEmpty());
    const auto impossible = table("  must integer required\n");
    EXPECT_THAT([&] { upgrade(impossible); },
                ThrowsMessage<std::runtime_error>(HasSubstr("table acme lacks column must")));
}

}  // namespace
}  // namespace neutrino::store
