#include <neutrino/fault.h>
#include <neutrino/record.h>

#include <gtest/gtest.h>

#include <stdexcept>

namespace neutrino {
namespace {

ResourceType shelf() {
    ResourceType type;
    type.collection = "shelves";
    type.member = "shelf";
    for (const char* name : {"id", "name", "project_id", "height", "open", "revision_number"}) {
        Attribute attribute;
        attribute.name = name;
        type.attributes.push_back(attribute);
    }
    return type;
}

TEST(ResourceType, FindsAttributesBeforeAndAfterItIsSealed) {
    ResourceType type = shelf();
    EXPECT_EQ(type.find("height"), 3);
    EXPECT_EQ(type.find("depth"), -1);
    type.seal();
    EXPECT_EQ(type.find("height"), 3);
    EXPECT_EQ(type.find("depth"), -1);
    EXPECT_EQ(type.attribute("name")->name, "name");
    EXPECT_EQ(type.id_index, 0);
    EXPECT_EQ(type.project_index, 2);
    EXPECT_EQ(type.revision_index, 5);
    EXPECT_EQ(type.created_index, -1);
    EXPECT_EQ(type.field<std::string>("name").index, 1);
    EXPECT_FALSE(type.field_if<bool>("depth"));
    EXPECT_THROW(type.field<bool>("depth"), std::logic_error);
}

TEST(ResourceType, TakesThePrimaryKeyForTheIdAndRefusesTwins) {
    ResourceType type = shelf();
    type.attributes[1].primary_key = true;
    type.seal();
    EXPECT_EQ(type.id_index, 1);
    type.attributes.push_back(type.attributes[1]);
    EXPECT_THROW(type.seal(), std::logic_error);
}

TEST(Record, ReadsFieldsByTheirType) {
    ResourceType type = shelf();
    type.seal();
    Record record(type);
    EXPECT_EQ(record.id(), "");
    record.set("id", Value("1"));
    record.set("project_id", Value("p"));
    record.set(type.field<std::int64_t>("height"), Value(7));
    record.set(type.field<bool>("open"), Value(true));
    EXPECT_EQ(record.id(), "1");
    EXPECT_EQ(record.project_id(), "p");
    EXPECT_EQ(record[type.field<std::int64_t>("height")], 7);
    EXPECT_TRUE(record[type.field<bool>("open")]);
    EXPECT_EQ(record[type.field<std::string>("name")], "");
    EXPECT_TRUE(record.get("name").is_unset());
}

TEST(Record, FieldsOfExtensionsThatAreNotLoadedReadAsUnsetAndIgnoreWrites) {
    ResourceType type = shelf();
    type.seal();
    Record record(type);
    const auto missing = type.field_if<std::int64_t>("depth");
    record.set(missing, Value(5));
    record.set("depth", Value(5));
    EXPECT_EQ(record[missing], 0);
    EXPECT_TRUE(record.value(missing).is_unset());
    EXPECT_EQ(record, Record(type));
    record.standard_attr_id = 3;
    EXPECT_FALSE(record == Record(type));
}

TEST(Draft, KnowsWhatWasGiven) {
    ResourceType type = shelf();
    type.seal();
    Draft draft(type);
    const auto name = type.field<std::string>("name");
    EXPECT_FALSE(draft.is_given(name));
    draft.given[static_cast<std::size_t>(name.index)] = true;
    EXPECT_TRUE(draft.is_given(name));
    EXPECT_FALSE(draft.is_given(type.field_if<bool>("depth")));
}

TEST(Catalog, KeepsTypesInOrderAndRefusesTwins) {
    Catalog catalog;
    ResourceType other = shelf();
    other.collection = "a";
    const ResourceType& first = catalog.add(shelf());
    catalog.add(other);
    EXPECT_EQ(catalog.find("shelves"), &first);
    EXPECT_EQ(&catalog.get("shelves"), &first);
    EXPECT_EQ(catalog.all()[0], &first);
    EXPECT_EQ(catalog.all()[1]->collection, "a");
    EXPECT_EQ(catalog.find("books"), nullptr);
    EXPECT_THROW(catalog.get("books"), std::logic_error);
    EXPECT_THROW(catalog.add(shelf()), std::logic_error);
}

TEST(Fault, CommonOnesAreWordedAsClientsKnowThem) {
    EXPECT_EQ(invalid_input("it is odd").message(), "Invalid input for operation: it is odd.");
    EXPECT_EQ(invalid_input("it is odd").type(), "InvalidInput");
    EXPECT_EQ(not_found("Network", "n1").type(), "NetworkNotFound");
    EXPECT_EQ(not_found("Network", "n1").kind(), FaultKind::not_found);
}

}  // namespace
}  // namespace neutrino
