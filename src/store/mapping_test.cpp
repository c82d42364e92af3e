#include "store/mapping.h"

#include "store/test_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace neutrino::store {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Throws;
using ::testing::ThrowsMessage;
using ::testing::UnorderedElementsAre;
using Fate = Mapping::Dependent::Fate;

class MappingTest : public ::testing::Test {
protected:
    MappingTest() : session_(test::session_open(file_.url())) {}
    ResourceType& type(const std::string& collection) { return *catalog_.find(collection); }
    Storage& store(const std::string& collection, const std::string& attribute) {
        ResourceType& owner = type(collection);
        return owner.attributes[static_cast<std::size_t>(owner.find(attribute))].store;
    }
    std::string refusal() {
        try {
            const Mapping mapping(catalog_, *session_);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "";
    }
    std::vector<std::tuple<std::string, std::string, Fate>> dependents(const std::string& collection) {
        const Mapping mapping(catalog_, *session_);
        std::vector<std::tuple<std::string, std::string, Fate>> found;
        for (const Mapping::Dependent& dependent : mapping.dependents(type(collection))) {
            found.emplace_back(dependent.type->collection, dependent.path, dependent.fate);
        }
        return found;
    }

    test::SqliteFile file_;
    Catalog catalog_ = test::sample_catalog();
    std::unique_ptr<Session> session_;
};

TEST_F(MappingTest, KnowsTheTypesThatAreStored) {
    ResourceType unstored;
    unstored.collection = "extensions";
    const ResourceType& extensions = catalog_.add(unstored);
    const Mapping mapping(catalog_, *session_);
    EXPECT_EQ(&mapping.of(type("ports")).type(), &type("ports"));
    EXPECT_EQ(mapping.all().size(), 7U);
    EXPECT_THROW(mapping.of(extensions), std::logic_error);
}

// As the foreign keys of the database say.
TEST_F(MappingTest, FindsWhatTheDatabaseDoesToOthers) {
    EXPECT_THAT(dependents("security_groups"),
                UnorderedElementsAre(std::tuple("security_group_rules", "security_group_id", Fate::goes),
                                     std::tuple("security_group_rules", "remote_group_id", Fate::goes),
                                     std::tuple("ports", "security_groups", Fate::loses_row)));
    EXPECT_THAT(dependents("policies"), UnorderedElementsAre(std::tuple("ports", "qos_policy_id", Fate::loses_row)));
    EXPECT_THAT(dependents("subnets"),
                UnorderedElementsAre(std::tuple("ports", "fixed_ips.subnet_id", Fate::loses_row)));
    EXPECT_THAT(dependents("ports"), ::testing::IsEmpty());
}

TEST_F(MappingTest, NamesTablesAndColumnsThatAreMissing) {
    session_->run_once("DROP TABLE tags");
    store("ports", "name").column = "nom";
    EXPECT_THAT(refusal(), AllOf(HasSubstr("column ports.nom"), HasSubstr("table tags (for networks)"),
                                 HasSubstr("neutrino db upgrade")));
}

TEST_F(MappingTest, RefusesDefinitionsThatCanNotBeStored) {
    const auto with = [&](const std::string& collection, const std::string& attribute, const auto& change) {
        catalog_ = test::sample_catalog();
        change(store(collection, attribute));
        return refusal();
    };
    const auto no_column = [](Storage& s) { s.column.clear(); };
    const auto no_key = [](Storage& s) { s.key.clear(); };
    EXPECT_THAT(with("ports", "name", no_column), HasSubstr("ports.name can't be stored: no column is named"));
    EXPECT_THAT(with("ports", "description", [](Storage& s) { s.column = "colour"; }),
                HasSubstr("standardattributes has no column colour"));
    EXPECT_THAT(with("agents", "host", [](Storage& s) { s.kind = Storage::Kind::standard; }),
                HasSubstr("has no standard attributes"));
    EXPECT_THAT(with("ports", "qos_policy_id", no_key), HasSubstr("a side table needs a name and a key"));
    EXPECT_THAT(with("ports", "qos_policy_id", no_column), HasSubstr("no column is named"));
    EXPECT_THAT(with("ports", "qos_policy_id",
                     [](Storage& s) {
                         s.where = {{"a", Value::list()}};
                     }),
                HasSubstr("a constant column needs a plain value"));
    EXPECT_THAT(
        with("ports", "qos_policy_id", [](Storage& s) { s.columns = {{.key = {}, .column = "x", .from = "nowhere"}}; }),
        HasSubstr("copied from the unknown attribute 'nowhere'"));
    EXPECT_THAT(with("networks", "is_default", [](Storage& s) { s.presence = true; }),
                HasSubstr("another attribute's presence"));
    EXPECT_THAT(with("ports", "fixed_ips", no_key), HasSubstr("a list needs a table and a key"));
    EXPECT_THAT(with("ports", "fixed_ips", [](Storage& s) { s.columns.resize(2), s.columns[0].key.clear(); }),
                HasSubstr("a list of scalars has one column"));
    EXPECT_THAT(with("ports", "fixed_ips", [](Storage& s) { s.columns = {s.columns[2]}; }),
                HasSubstr("no column holds a value"));
    EXPECT_THAT(with("ports", "fixed_ips", [](Storage& s) { s.columns[2].from = "nowhere"; }),
                HasSubstr("copied from the unknown attribute 'nowhere'"));
    EXPECT_THAT(with("ports", "id", [](Storage& s) { s.kind = Storage::Kind::none; }),
                HasSubstr("the id must be a column"));
}

}  // namespace
}  // namespace neutrino::store
