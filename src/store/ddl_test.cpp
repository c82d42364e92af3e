#include "store/ddl.h"

#include "store/test_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace neutrino::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

constexpr const char* kTables = R"(
table children
    id      string(36)  required
    kind    enum kinds(small, very-big)
    on      boolean     required default false
    note    string(10)  default 'x'
    parent  bigint      references parents(id) on delete cascade
    key (id)
    unique uniq_children (parent, kind)
    index ix_on (on)
    check noted note <> ''
table parents
    id    bigint  autoincrement required
    boss  bigint  references parents(id) on delete set null
    kind  enum kinds(small, very-big)
    key (id)
)";

std::vector<std::string> create(const std::unique_ptr<Dialect>& dialect) {
    return ddl_create(schema_parse(kTables, "test").tables, *dialect);
}

TEST(DdlTest, Sqlite) {
    EXPECT_THAT(create(dialect_sqlite()),
                ElementsAre(R"(CREATE TABLE "parents" (
    "id" INTEGER PRIMARY KEY AUTOINCREMENT,
    "boss" BIGINT,
    "kind" VARCHAR(8),
    FOREIGN KEY ("boss") REFERENCES "parents" ("id") ON DELETE SET NULL
))",
                            R"(CREATE INDEX "neutrino_fk_parents_boss" ON "parents" ("boss"))",
                            R"(CREATE TABLE "children" (
    "id" VARCHAR(36) NOT NULL,
    "kind" VARCHAR(8),
    "on" BOOLEAN NOT NULL DEFAULT 0,
    "note" VARCHAR(10) DEFAULT 'x',
    "parent" BIGINT,
    PRIMARY KEY ("id"),
    CONSTRAINT "uniq_children" UNIQUE ("parent", "kind"),
    CONSTRAINT "noted" CHECK (note <> ''),
    FOREIGN KEY ("parent") REFERENCES "parents" ("id") ON DELETE CASCADE
))",
                            R"(CREATE INDEX "ix_on" ON "children" ("on"))"));
}

TEST(DdlTest, Mysql) {
    EXPECT_THAT(create(dialect_mysql()), ElementsAre(R"(CREATE TABLE `parents` (
    `id` BIGINT AUTO_INCREMENT NOT NULL,
    `boss` BIGINT,
    `kind` ENUM('small','very-big'),
    PRIMARY KEY (`id`),
    FOREIGN KEY (`boss`) REFERENCES `parents` (`id`) ON DELETE SET NULL
) ENGINE=InnoDB)",
                                                     R"(CREATE TABLE `children` (
    `id` VARCHAR(36) NOT NULL,
    `kind` ENUM('small','very-big'),
    `on` BOOL NOT NULL DEFAULT false,
    `note` VARCHAR(10) DEFAULT 'x',
    `parent` BIGINT,
    PRIMARY KEY (`id`),
    CONSTRAINT `uniq_children` UNIQUE (`parent`, `kind`),
    CONSTRAINT `noted` CHECK (note <> ''),
    FOREIGN KEY (`parent`) REFERENCES `parents` (`id`) ON DELETE CASCADE
) ENGINE=InnoDB)",
                                                     "CREATE INDEX `ix_on` ON `children` (`on`)"));
}

TEST(DdlTest, PostgresqlMakesEnumerationsOnce) {
    EXPECT_THAT(create(dialect_postgresql()),
                ElementsAre("CREATE TYPE kinds AS ENUM ('small','very-big')",
                            R"(CREATE TABLE "parents" (
    "id" BIGSERIAL NOT NULL,
    "boss" BIGINT,
    "kind" kinds,
    PRIMARY KEY ("id"),
    FOREIGN KEY ("boss") REFERENCES "parents" ("id") ON DELETE SET NULL
))",
                            R"(CREATE INDEX "neutrino_fk_parents_boss" ON "parents" ("boss"))",
                            R"(CREATE TABLE "children" (
    "id" VARCHAR(36) NOT NULL,
    "kind" kinds,
    "on" BOOLEAN NOT NULL DEFAULT false,
    "note" VARCHAR(10) DEFAULT 'x',
    "parent" BIGINT,
    PRIMARY KEY ("id"),
    CONSTRAINT "uniq_children" UNIQUE ("parent", "kind"),
    CONSTRAINT "noted" CHECK (note <> ''),
    FOREIGN KEY ("parent") REFERENCES "parents" ("id") ON DELETE CASCADE
))",
                            R"(CREATE INDEX "ix_on" ON "children" ("on"))"));
}

TEST(DdlTest, AddsAColumnWithItsReference) {
    const Schema schema = schema_parse(kTables, "test");
    const TableSchema& table = schema.tables.front();
    EXPECT_EQ(ddl_add_column(table, *table.column("parent"), *dialect_sqlite()),
              R"(ALTER TABLE "children" ADD COLUMN "parent" BIGINT REFERENCES "parents" ("id") ON DELETE CASCADE)");
    EXPECT_EQ(ddl_add_column(table, *table.column("on"), *dialect_postgresql()),
              R"(ALTER TABLE "children" ADD COLUMN "on" BOOLEAN NOT NULL DEFAULT false)");
}

TEST(DdlTest, RefusesCircles) {
    const Schema schema = schema_parse(R"(
table a
    id  integer  references b(id)
    key (id)
table b
    id  integer  references a(id)
    key (id)
)",
                                       "test");
    EXPECT_THAT([&] { ddl_create(schema.tables, *dialect_sqlite()); },
                ThrowsMessage<std::runtime_error>(HasSubstr("refers to itself")));
}

}  // namespace
}  // namespace neutrino::store
