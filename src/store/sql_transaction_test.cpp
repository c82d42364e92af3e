#include "store/test_support.h"

#include <neutrino/fault.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace neutrino::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

// Transactions as plugins see them, on a store.
class SqlTransactionTest : public ::testing::Test {
protected:
    SqlTransactionTest()
        : ports_(catalog_.get("ports")),
          networks_(catalog_.get("networks")),
          groups_(catalog_.get("security_groups")),
          rules_(catalog_.get("security_group_rules")),
          store_(Store::open(test::options_of(file_.url()), catalog_)) {
        write([&](Transaction& transaction) {
            transaction.insert(test::network_sample(catalog_, "net-1"));
            transaction.insert(test::subnet_sample(catalog_, "sub-1", "net-1"));
            transaction.insert(test::group_sample(catalog_, "sg-1"));
            Record port = test::port_sample(catalog_, "port-1", "net-1", "m1");
            port.set("fixed_ips", Value::list({test::fixed_ip("sub-1", "10.0.0.5")}));
            port.set("security_groups", Value::list({Value("sg-1")}));
            transaction.insert(std::move(port));
        });
    }
    ~SqlTransactionTest() override { EXPECT_THAT(store_->verify(), IsEmpty()); }

    void write(const std::function<void(Transaction&)>& work) { store_->write(work); }
    RecordPtr find(const ResourceType& type, std::string_view id) { return store_->image().find(type, id); }
    static std::int64_t revision(const RecordPtr& record) { return record->get("revision_number").as_int(); }
    RecordPtr renamed(Transaction& transaction, const ResourceType& type, std::string_view id, const char* name) {
        Record record(*transaction.find(type, id));
        record.set("name", Value(name));
        return transaction.update(std::move(record));
    }
    // "kind collection id" of what was logged since.
    std::vector<std::string> logged(std::int64_t since) {
        std::vector<std::string> lines;
        for (const Change& change : store_->changes_since(since, 100)) {
            const char* kinds[] = {"created", "updated", "deleted"};
            lines.push_back(std::string(kinds[static_cast<int>(change.kind)]) + " " + change.resource_type + " " +
                            change.resource_id);
        }
        return lines;
    }

    test::SqliteFile file_;
    Catalog catalog_ = test::sample_catalog();
    const ResourceType& ports_;
    const ResourceType& networks_;
    const ResourceType& groups_;
    const ResourceType& rules_;
    std::unique_ptr<Store> store_;
};

TEST_F(SqlTransactionTest, InsertFillsWhatOnlyTheStoreKnows) {
    RecordPtr made;
    write([&](Transaction& transaction) {
        Record network = test::network_sample(catalog_, "");
        network.set("id", Value());
        made = transaction.insert(std::move(network));
        EXPECT_EQ(transaction.find(networks_, made->id()), made);
    });
    EXPECT_THAT(made->id(), SizeIs(36));
    EXPECT_EQ(revision(made), 0);
    EXPECT_THAT(made->get("created_at").str(), ::testing::MatchesRegex("....-..-..T..:..:..Z"));
    EXPECT_EQ(made->get("updated_at"), made->get("created_at"));
    EXPECT_TRUE(made->get("port_security_enabled").as_bool());
    EXPECT_EQ(find(networks_, made->id()), made);
}

TEST_F(SqlTransactionTest, InsertKeepsWhatWasGiven) {
    write([&](Transaction& transaction) {
        Record network = test::network_sample(catalog_, "given");
        network.set("revision_number", Value(7));
        network.set("created_at", Value("2020-01-01T00:00:00Z"));
        transaction.insert(std::move(network));
    });
    EXPECT_EQ(revision(find(networks_, "given")), 7);
    EXPECT_EQ(find(networks_, "given")->get("created_at"), Value("2020-01-01T00:00:00Z"));
}

TEST_F(SqlTransactionTest, ARevisionMovesOnceATransaction) {
    EXPECT_EQ(revision(find(ports_, "port-1")), 0);
    write([&](Transaction& transaction) {
        EXPECT_EQ(revision(renamed(transaction, ports_, "port-1", "one")), 1);
        transaction.touch(ports_, "port-1");
        EXPECT_EQ(revision(renamed(transaction, ports_, "port-1", "two")), 1);
    });
    EXPECT_EQ(revision(find(ports_, "port-1")), 1);
    EXPECT_EQ(find(ports_, "port-1")->get("name"), Value("two"));
    write([&](Transaction& transaction) { transaction.touch(ports_, "port-1"); });
    EXPECT_EQ(revision(find(ports_, "port-1")), 2);
}

TEST_F(SqlTransactionTest, WhatWasInsertedKeepsItsRevision) {
    write([&](Transaction& transaction) {
        transaction.insert(test::network_sample(catalog_, "new"));
        transaction.touch(networks_, "new");
        EXPECT_EQ(revision(renamed(transaction, networks_, "new", "x")), 0);
    });
    EXPECT_EQ(revision(find(networks_, "new")), 0);
}

TEST_F(SqlTransactionTest, NobodyChangesWhatIsTheStores) {
    const RecordPtr before = find(ports_, "port-1");
    write([&](Transaction& transaction) {
        Record port(*before);
        port.set("revision_number", Value(50));
        port.set("created_at", Value("2000-01-01T00:00:00Z"));
        port.standard_attr_id = 0;
        transaction.update(std::move(port));
    });
    EXPECT_EQ(revision(find(ports_, "port-1")), 1);
    EXPECT_EQ(find(ports_, "port-1")->get("created_at"), before->get("created_at"));
    EXPECT_EQ(find(ports_, "port-1")->standard_attr_id, before->standard_attr_id);
}

TEST_F(SqlTransactionTest, MissingRecordsAreNotFound) {
    const auto type_of = [&](const auto& work) {
        try {
            write(work);
        } catch (const Fault& fault) {
            return fault.type();
        }
        return std::string();
    };
    EXPECT_EQ(type_of([&](Transaction& t) { t.touch(ports_, "nobody"); }), "PortNotFound");
    EXPECT_EQ(type_of([&](Transaction& t) { t.erase(networks_, "nobody"); }), "NetworkNotFound");
    EXPECT_EQ(type_of([&](Transaction& t) { t.update(test::group_sample(catalog_, "nobody")); }),
              "SecurityGroupNotFound");
}

TEST_F(SqlTransactionTest, SeesItsOwnChangesAndNobodyElseDoes) {
    write([&](Transaction& transaction) {
        transaction.insert(test::port_sample(catalog_, "port-2", "net-1", "m2"));
        renamed(transaction, ports_, "port-1", "renamed");
        EXPECT_EQ(transaction.count(ports_), 2U);
        EXPECT_EQ(transaction.count_by(ports_, "network_id", Value("net-1")), 2U);
        EXPECT_THAT(transaction.find_by(ports_, "name", Value("renamed")), SizeIs(1));
        std::vector<std::string> ids;
        transaction.each(ports_, [&](const RecordPtr& record) {
            ids.emplace_back(record->id());
            return true;
        });
        EXPECT_THAT(ids, ElementsAre("port-1", "port-2"));
        EXPECT_EQ(store_->image().count(ports_), 1U);
        EXPECT_EQ(find(ports_, "port-1")->get("name"), Value("port"));
    });
    EXPECT_EQ(store_->image().count(ports_), 2U);
}

TEST_F(SqlTransactionTest, EraseTakesDependentsAndTellsOfThem) {
    write([&](Transaction& transaction) {
        transaction.insert(test::group_sample(catalog_, "sg-2"));
        for (const char* id : {"r1", "r2"}) transaction.insert(test::rule_sample(catalog_, id, "sg-1"));
        Record remote = test::rule_sample(catalog_, "r3", "sg-2");
        remote.set("remote_group_id", Value("sg-1"));
        transaction.insert(std::move(remote));
        transaction.insert(test::rule_sample(catalog_, "r4", "sg-2"));
    });
    const std::int64_t since = store_->last_change();
    write([&](Transaction& transaction) {
        transaction.erase(groups_, "sg-1");
        EXPECT_EQ(transaction.count(rules_), 1U);
    });
    EXPECT_EQ(find(groups_, "sg-1"), nullptr);
    EXPECT_EQ(store_->image().count(rules_), 1U);
    EXPECT_NE(find(rules_, "r4"), nullptr);
    // A port that was in the group is left, and has changed.
    EXPECT_EQ(find(ports_, "port-1")->get("security_groups"), Value::list());
    EXPECT_EQ(revision(find(ports_, "port-1")), 1);
    EXPECT_THAT(logged(since),
                ::testing::UnorderedElementsAre("deleted security_groups sg-1", "deleted security_group_rules r1",
                                                "deleted security_group_rules r2", "deleted security_group_rules r3",
                                                "updated ports port-1"));
}

TEST_F(SqlTransactionTest, EraseTakesRowsBesideOtherRecords) {
    write([&](Transaction& transaction) {
        Record policy(catalog_.get("policies"));
        policy.set("id", Value("qos"));
        transaction.insert(std::move(policy));
        Record port(*transaction.find(ports_, "port-1"));
        port.set("qos_policy_id", Value("qos"));
        transaction.update(std::move(port));
    });
    write([&](Transaction& transaction) {
        transaction.erase(catalog_.get("policies"), "qos");
        transaction.erase(catalog_.get("subnets"), "sub-1");
    });
    EXPECT_TRUE(find(ports_, "port-1")->get("qos_policy_id").is_null());
    EXPECT_EQ(find(ports_, "port-1")->get("fixed_ips"), Value::list());
    EXPECT_EQ(revision(find(ports_, "port-1")), 2);
}

TEST_F(SqlTransactionTest, AReferenceThatIsStillThereRefusesErase) {
    try {
        write([&](Transaction& transaction) { transaction.erase(networks_, "net-1"); });
        FAIL();
    } catch (const Fault& fault) {
        EXPECT_EQ(fault.type(), "DBReferenceError");
        EXPECT_EQ(fault.kind(), FaultKind::conflict);
    }
    EXPECT_NE(find(networks_, "net-1"), nullptr);
}

TEST_F(SqlTransactionTest, UniqueKeysSpeakUp) {
    const auto same_mac = [&](Transaction& transaction) {
        transaction.insert(test::port_sample(catalog_, "port-2", "net-1", "m1"));
    };
    EXPECT_THROW(write(same_mac), UniqueViolation);
    // A caller that expects one goes on in the same transaction.
    write([&](Transaction& transaction) {
        const char* sql = "INSERT INTO ipamsubnets (id, neutron_subnet_id) VALUES (:id, :subnet)";
        EXPECT_EQ(transaction.execute(sql, parameters("i", "s")), 1);
        EXPECT_THROW(transaction.execute(sql, parameters("i", "s")), UniqueViolation);
        EXPECT_EQ(transaction.execute(sql, parameters("j", "s")), 1);
    });
    write([&](Transaction& transaction) {
        EXPECT_THAT(
            transaction.query("SELECT id FROM ipamsubnets WHERE neutron_subnet_id = :s ORDER BY id", parameters("s")),
            ElementsAre(Row{Value("i")}, Row{Value("j")}));
    });
}

TEST_F(SqlTransactionTest, TheLogSaysEachRecordOnce) {
    const std::int64_t since = store_->last_change();
    write([&](Transaction& transaction) {
        transaction.insert(test::network_sample(catalog_, "new"));
        renamed(transaction, networks_, "new", "x");
        transaction.touch(networks_, "net-1");
        transaction.touch(networks_, "net-1");
        transaction.insert(test::network_sample(catalog_, "passing"));
        transaction.erase(networks_, "passing");
        transaction.erase(ports_, "port-1");
    });
    EXPECT_THAT(logged(since), ElementsAre("created networks new", "updated networks net-1", "deleted ports port-1"));
    EXPECT_EQ(store_->changes_since(since, 1).front().project_id, "p1");
}

TEST_F(SqlTransactionTest, TypesWithoutRevisionsAreTouchedToo) {
    const ResourceType& agents = catalog_.get("agents");
    write([&](Transaction& transaction) { transaction.insert(test::agent_sample(catalog_, "a", "host-1")); });
    const std::int64_t since = store_->last_change();
    write([&](Transaction& transaction) { transaction.touch(agents, "a"); });
    EXPECT_THAT(logged(since), ElementsAre("updated agents a"));
    EXPECT_EQ(find(agents, "a")->get("created_at"), Value("2024-01-31T09:00:00Z"));
}

TEST_F(SqlTransactionTest, TypesThatAreNotStoredAreAMistake) {
    ResourceType unstored;
    unstored.collection = "extensions";
    unstored.seal();
    EXPECT_THROW(write([&](Transaction& transaction) { transaction.insert(Record(unstored)); }), std::logic_error);
}

}  // namespace
}  // namespace neutrino::store
