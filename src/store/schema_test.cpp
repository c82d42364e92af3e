#include "store/schema.h"

#include "store/test_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

namespace neutrino::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

TEST(SchemaTest, ParsesEveryWordOfTheLanguage) {
    const Schema schema = schema_parse(R"(# a comment
heads one two

table parents
    id  bigint autoincrement required
    key (id)
table things
    # an indented comment
    id       string(36)  required
    kind     enum kinds(a, b-c)
    weight   real        default 0.5
    name     text        default 'no name'
    on       boolean     required default true
    count    integer
    made     datetime
    seen     timestamp
    parent   bigint      references parents(id) on delete cascade
    other    bigint      references parents(id) on delete set null
    third    bigint      references parents(id)
    key (id, kind)
    unique (name)
    unique uniq_things (name, count)
    index ix_name (name)
    check positive count > 0 OR count IS NULL
sql UPDATE things SET name = 'x', count = 1
)",
                                       "test");
    EXPECT_THAT(schema.heads, ElementsAre("one", "two"));
    EXPECT_THAT(schema.statements, ElementsAre("UPDATE things SET name = 'x', count = 1"));
    ASSERT_EQ(schema.tables.size(), 2U);
    const ColumnSpec& key = *schema.tables[0].column("id");
    EXPECT_TRUE(key.autoincrement && key.required);
    EXPECT_EQ(key.type.base, ColumnType::Base::bigint);

    const TableSchema& things = schema.tables[1];
    EXPECT_EQ(things.columns.size(), 11U);
    EXPECT_EQ(things.column("id")->type.length, 36);
    EXPECT_EQ(things.column("kind")->type.name, "kinds");
    EXPECT_THAT(things.column("kind")->type.values, ElementsAre("a", "b-c"));
    EXPECT_EQ(things.column("weight")->default_value, "0.5");
    EXPECT_EQ(things.column("name")->default_value, "'no name'");
    EXPECT_EQ(things.column("on")->default_value, "true");
    EXPECT_EQ(things.column("parent")->references->on_delete, "cascade");
    EXPECT_EQ(things.column("other")->references->on_delete, "set null");
    EXPECT_EQ(things.column("third")->references->on_delete, "");
    EXPECT_EQ(things.column("nothing"), nullptr);
    EXPECT_THAT(things.key, ElementsAre("id", "kind"));
    ASSERT_EQ(things.uniques.size(), 2U);
    EXPECT_EQ(things.uniques[0].name, "");
    EXPECT_EQ(things.uniques[1].name, "uniq_things");
    EXPECT_THAT(things.uniques[1].columns, ElementsAre("name", "count"));
    EXPECT_EQ(things.checks[0].expression, "count > 0 OR count IS NULL");
}

struct Mistake {
    const char* text;
    const char* complaint;
};

class SchemaMistakeTest : public ::testing::TestWithParam<Mistake> {};

TEST_P(SchemaMistakeTest, IsNamedWithItsPlace) {
    const auto parse = [] { schema_parse(GetParam().text, "file"); };
    EXPECT_THAT(parse, ThrowsMessage<std::runtime_error>(HasSubstr(GetParam().complaint)));
}

INSTANTIATE_TEST_SUITE_P(
    All, SchemaMistakeTest,
    ::testing::Values(Mistake{"\ntabel x", "file:2: unknown word 'tabel'"},
                      Mistake{"    id integer", "file:1: no table"},
                      Mistake{"table t\n  id number", "file:2: unknown column type 'number'"},
                      Mistake{"table t\n  id string(x)", "file:2: 'x' is not a length"},
                      Mistake{"table t\n  id string(0)", "file:2: '0' is not a length"},
                      Mistake{"table t\n  id string 5", "file:2: expected '(' but found '5'"},
                      Mistake{"table t\n  id integer primary", "file:2: unknown word 'primary' about column id"},
                      Mistake{"table t\n  id integer\n  id integer", "file:3: column id is there twice"},
                      Mistake{"table t\n  id integer default 'x", "file:2: a quoted text has no end"},
                      Mistake{"table t\n  id integer references", "file:2: the line ends too early"},
                      Mistake{"table t\n  id integer references p(id) on delete nothing", "file:2: expected 'set'"},
                      Mistake{"table t\n  id integer\n  key (id) now", "file:3: unexpected 'now'"},
                      Mistake{"table t\n  id integer", "file: table t has no key"},
                      Mistake{"table t\n  id integer\n  key (i)", "the key of table t names the unknown column i"},
                      Mistake{"table t\n  id integer\n  key (id)\n  unique (x)",
                              "a unique key of table t names the unknown column x"},
                      Mistake{"table t\n  id integer\n  key (id)\n  index i (x)",
                              "an index of table t names the unknown column x"}));

TEST(SchemaTest, ReadsTheSourcesOwnFolder) {
    const SchemaSet set = schema_set_read(test::schema_folder());
    EXPECT_THAT(set.neutron.heads, ElementsAre("5881373af7f5", "5c85685d616d"));
    EXPECT_FALSE(set.steps.empty());
    for (std::size_t i = 0; i < set.steps.size(); ++i) EXPECT_EQ(set.steps[i].number, static_cast<int>(i) + 1);
}

class SchemaSetTest : public ::testing::Test {
protected:
    SchemaSetTest() {
        std::filesystem::create_directory(folder_.path() / "steps");
        write("neutron.schema", "heads a\n");
    }
    void write(const std::string& name, const std::string& text) { std::ofstream(folder_.path() / name) << text; }

    test::TemporaryFolder folder_;
};

TEST_F(SchemaSetTest, OrdersStepsByNumber) {
    write("steps/0002-b.schema", "sql B");
    write("steps/0001-a.schema", "sql A");
    write("steps/notes.txt", "not a step");
    const SchemaSet set = schema_set_read(folder_.path());
    ASSERT_EQ(set.steps.size(), 2U);
    EXPECT_EQ(set.steps[0].name, "0001-a");
    EXPECT_EQ(set.steps[1].schema.statements.front(), "B");
}

TEST_F(SchemaSetTest, RefusesAHoleAndADouble) {
    write("steps/0001-a.schema", "");
    write("steps/0003-c.schema", "");
    const auto read = [&] { schema_set_read(folder_.path()); };
    EXPECT_THAT(read, ThrowsMessage<std::runtime_error>(HasSubstr("step 0003-c should have number 0002")));
    write("steps/0002-b.schema", "");
    EXPECT_NO_THROW(read());
    write("steps/0002-again.schema", "");
    EXPECT_THROW(read(), std::runtime_error);
}

TEST_F(SchemaSetTest, NamesWhatIsMissing) {
    std::filesystem::remove(folder_.path() / "neutron.schema");
    EXPECT_THAT([&] { schema_set_read(folder_.path()); },
                ThrowsMessage<std::runtime_error>(HasSubstr("neutron.schema can't be read")));
    write("neutron.schema", "heads a\n");
    std::filesystem::remove(folder_.path() / "steps");
    EXPECT_THAT([&] { schema_set_read(folder_.path()); }, ThrowsMessage<std::runtime_error>(HasSubstr("steps: ")));
}

}  // namespace
}  // namespace neutrino::store
