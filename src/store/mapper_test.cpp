#include "store/mapper.h"

#include "store/test_support.h"

#include <neutrino/fault.h>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

namespace neutrino::store {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

class MapperTest : public ::testing::Test {
protected:
    MapperTest() : session_(test::session_open(file_.url())) {}

    const Mapper& mapper(const std::string& collection) {
        auto& made = mappers_[collection];
        if (!made) made = std::make_unique<Mapper>(catalog_.get(collection), session_->dialect());
        return *made;
    }
    Record insert(Record record) {
        const Mapper& own = mapper(record.type().collection);
        if (record.type().revision_index >= 0) {
            record.set("revision_number", Value(0));
            record.set("created_at", Value("2024-01-31T09:00:00Z"));
            record.set("updated_at", Value("2024-01-31T09:00:00Z"));
        }
        own.normalise(record);
        own.insert(*session_, record);
        return record;
    }
    Record update(const Record& before, Record after) {
        // A type without revisions ignores this.
        after.put(after.type().revision_index, Value(before.at(before.type().revision_index).as_int() + 1));
        mapper(before.type().collection).normalise(after);
        mapper(before.type().collection).update(*session_, before, after);
        return after;
    }
    std::shared_ptr<Record> load(const std::string& collection, const std::string& id) {
        const auto found = mapper(collection).load(*session_, {&id, 1});
        return found.empty() ? nullptr : found.front();
    }
    // What is stored is the record, however it is read.
    void expect_stored(const Record& record) {
        const auto one = load(record.type().collection, std::string(record.id()));
        ASSERT_TRUE(one);
        EXPECT_EQ(test::difference(record, *one), "");
        for (const auto& loaded : mapper(record.type().collection).load_all(*session_)) {
            if (loaded->id() == record.id()) {
                EXPECT_EQ(test::difference(record, *loaded), "");
            }
        }
    }
    std::int64_t number(const std::string& sql) { return test::number(*session_, sql); }
    std::int64_t rows_changed() { return number("SELECT total_changes()"); }

    Record port(const std::string& id = "port-1", const std::string& mac = "fa:16:3e:00:00:01") {
        if (number("SELECT COUNT(*) FROM networks") == 0) {
            insert(test::network_sample(catalog_, "net-1"));
            insert(test::subnet_sample(catalog_, "sub-1", "net-1"));
            for (const char* group : {"sg-1", "sg-2"}) insert(test::group_sample(catalog_, group));
        }
        return test::port_sample(catalog_, id, "net-1", mac);
    }

    test::SqliteFile file_;
    Catalog catalog_ = test::sample_catalog();
    std::unique_ptr<Session> session_;
    std::map<std::string, std::unique_ptr<Mapper>> mappers_;
};

TEST_F(MapperTest, ColumnsAndStandardAttributes) {
    Record network = test::network_sample(catalog_, "net-1", "it's \"this\"");
    network.set("availability_zone_hints", Value::list({Value("az1"), Value("az2")}));
    network.set("tags", Value::list({Value("red"), Value("blue")}));
    const Record stored = insert(network);
    EXPECT_GT(stored.standard_attr_id, 0);
    EXPECT_EQ(stored.get("tags"), Value::list({Value("blue"), Value("red")}));
    expect_stored(stored);
    EXPECT_EQ(session_->rows("SELECT availability_zone_hints FROM networks").front().front(),
              Value(R"(["az1","az2"])"));
    EXPECT_EQ(session_->rows("SELECT resource_type FROM standardattributes").front().front(), Value("networks"));
}

TEST_F(MapperTest, WhatIsNotStoredIsNotKept) {
    Record network = test::network_sample(catalog_, "net-1");
    network.set("prefixlen", Value(24));
    EXPECT_TRUE(insert(network).get("prefixlen").is_unset());
    Record agent = test::agent_sample(catalog_, "a", "host-1");
    agent.set("alive", Value(true));
    const Record stored = insert(agent);
    EXPECT_TRUE(stored.get("alive").is_unset());
    expect_stored(stored);
}

TEST_F(MapperTest, AnAbsentRowSaysTheUsual) {
    const Record stored = insert(port());
    EXPECT_EQ(stored.get("port_security_enabled"), Value(true));
    EXPECT_EQ(stored.get("binding:vif_type"), Value("unbound"));
    EXPECT_EQ(stored.get("binding:profile"), Value::map());
    EXPECT_TRUE(stored.get("qos_policy_id").is_null());
    EXPECT_EQ(stored.get("fixed_ips"), Value::list());
    expect_stored(stored);
    for (const char* table : {"portsecuritybindings", "ml2_port_bindings", "qos_port_policy_bindings"}) {
        EXPECT_EQ(number(fmt::format("SELECT COUNT(*) FROM {}", table)), 0) << table;
    }
}

TEST_F(MapperTest, ARowBesideComesChangesAndGoes) {
    const Record usual = insert(port());
    Record bound(usual);
    bound.set("binding:host_id", Value("host-1"));
    bound.set("binding:profile", Value::map({{"a", Value(1)}}));
    bound.set("port_security_enabled", Value(false));
    bound = update(usual, bound);
    expect_stored(bound);
    EXPECT_EQ(session_->rows("SELECT status, vif_type, profile, vif_details FROM ml2_port_bindings").front(),
              (Row{Value("ACTIVE"), Value("unbound"), Value(R"({"a":1})"), Value("{}")}));

    Record moved(bound);
    moved.set("binding:host_id", Value("host-2"));
    moved = update(bound, moved);
    expect_stored(moved);
    EXPECT_EQ(number("SELECT COUNT(*) FROM ml2_port_bindings"), 1);

    Record back(usual);
    back.set("revision_number", moved.get("revision_number"));
    expect_stored(update(moved, back));
    EXPECT_EQ(number("SELECT COUNT(*) FROM ml2_port_bindings"), 0);
    EXPECT_EQ(number("SELECT COUNT(*) FROM portsecuritybindings"), 0);
}

TEST_F(MapperTest, RowsOfOtherConstantsAreLeftAlone) {
    Record bound = port();
    bound.set("binding:host_id", Value("host-1"));
    const Record stored = insert(bound);
    session_->execute(
        "INSERT INTO ml2_port_bindings (port_id, host, vif_type, status) VALUES ('port-1', 'host-2', 'ovs', "
        "'INACTIVE')");
    expect_stored(stored);
    Record unbound(stored);
    for (const char* name : {"binding:host_id", "binding:vif_type", "binding:profile"}) unbound.set(name, Value());
    expect_stored(update(stored, unbound));
    EXPECT_EQ(session_->rows("SELECT host FROM ml2_port_bindings").front().front(), Value("host-2"));
}

// Neutron writes rows that say what their absence says too.
TEST_F(MapperTest, ARowThatSaysNothingIsReadAndWrittenOver) {
    const Record stored = insert(port());
    session_->execute("INSERT INTO portsecuritybindings (port_id, port_security_enabled) VALUES ('port-1', 1)");
    expect_stored(stored);
    Record open(stored);
    open.set("port_security_enabled", Value(false));
    expect_stored(update(stored, open));
    EXPECT_EQ(number("SELECT COUNT(*) FROM portsecuritybindings"), 1);
}

TEST_F(MapperTest, PresenceIsTheRowItself) {
    const Record inner = insert(test::network_sample(catalog_, "net-1"));
    EXPECT_EQ(inner.get("router:external"), Value(false));
    EXPECT_TRUE(inner.get("is_default").is_null());
    Record external(inner);
    external.set("router:external", Value(true));
    external.set("is_default", Value(false));
    external = update(inner, external);
    expect_stored(external);
    EXPECT_EQ(number("SELECT COUNT(*) FROM externalnetworks"), 1);
    Record again(external);
    again.set("is_default", Value(true));
    again = update(external, again);
    expect_stored(again);
    Record closed(again);
    closed.set("router:external", Value(false));
    closed = update(again, closed);
    EXPECT_TRUE(closed.get("is_default").is_null());
    expect_stored(closed);
    EXPECT_EQ(number("SELECT COUNT(*) FROM externalnetworks"), 0);
}

TEST_F(MapperTest, ListsOfScalarsAndObjects) {
    Record full = port();
    full.set("fixed_ips", Value::list({test::fixed_ip("sub-1", "10.0.0.9"), test::fixed_ip("sub-1", "10.0.0.5")}));
    full.set("security_groups", Value::list({Value("sg-2"), Value("sg-1")}));
    full.set(
        "allowed_address_pairs",
        Value::list({Value::map({{"mac_address", Value("fa:16:3e:00:00:09")}, {"ip_address", Value("10.0.0.7")}})}));
    full.set("extra_dhcp_opts",
             Value::list(
                 {Value::map({{"opt_name", Value("mtu")}, {"opt_value", Value("1400")}, {"ip_version", Value(4)}})}));
    const Record stored = insert(full);
    // Without a column of order, a list reads as its columns sort.
    EXPECT_EQ(stored.get("fixed_ips").items()[0], test::fixed_ip("sub-1", "10.0.0.5"));
    EXPECT_EQ(stored.get("security_groups"), Value::list({Value("sg-1"), Value("sg-2")}));
    expect_stored(stored);
    EXPECT_EQ(number("SELECT COUNT(*) FROM ipallocations WHERE network_id = 'net-1'"), 2);
    EXPECT_EQ(number("SELECT COUNT(*) FROM extradhcpopts WHERE LENGTH(id) = 36"), 1);
}

TEST_F(MapperTest, AnUpdateOfAListWritesTheDifference) {
    Record full = port();
    std::vector<Value> options;
    for (const char* name : {"a", "b", "c"}) {
        options.push_back(Value::map({{"opt_name", Value(name)}, {"opt_value", Value("1")}, {"ip_version", Value(4)}}));
    }
    full.set("extra_dhcp_opts", Value::list(options));
    const Record stored = insert(full);
    const auto ids = session_->rows("SELECT id FROM extradhcpopts WHERE opt_name <> 'b' ORDER BY opt_name");
    Record changed(stored);
    options[1] = map_with(options[1], "opt_value", Value("2"));
    changed.set("extra_dhcp_opts", Value::list(options));
    const std::int64_t before = rows_changed();
    changed = update(stored, changed);
    EXPECT_EQ(rows_changed() - before, 3);  // standardattributes, one row out, one in
    expect_stored(changed);
    EXPECT_EQ(session_->rows("SELECT id FROM extradhcpopts WHERE opt_name <> 'b' ORDER BY opt_name"), ids);
}

TEST_F(MapperTest, CopiedColumnsFollowTheirAttribute) {
    Record full = port();
    full.set("fixed_ips", Value::list({test::fixed_ip("sub-1", "10.0.0.5")}));
    const Record stored = insert(full);
    insert(test::network_sample(catalog_, "net-2"));
    Record moved(stored);
    moved.set("network_id", Value("net-2"));
    expect_stored(update(stored, moved));
    EXPECT_EQ(session_->rows("SELECT network_id FROM ipallocations").front().front(), Value("net-2"));
}

TEST_F(MapperTest, OrderedListsKeepTheOrderGiven) {
    insert(test::network_sample(catalog_, "net-1"));
    Record subnet = test::subnet_sample(catalog_, "sub-1", "net-1");
    const auto servers = [](std::initializer_list<const char*> names) {
        std::vector<Value> list;
        for (const char* name : names) list.emplace_back(name);
        return Value::list(std::move(list));
    };
    subnet.set("dns_nameservers", servers({"10.0.0.9", "10.0.0.1", "10.0.0.5"}));
    subnet.set("ipv6_ra_mode", Value("slaac"));
    Record stored = insert(subnet);
    expect_stored(stored);
    for (const auto& next : {servers({"10.0.0.5", "10.0.0.9", "10.0.0.1"}), servers({"10.0.0.1"}), servers({}),
                             servers({"10.0.0.2", "10.0.0.1"})}) {
        Record changed(stored);
        changed.set("dns_nameservers", next);
        stored = update(stored, changed);
        EXPECT_EQ(stored.get("dns_nameservers"), next);
        expect_stored(stored);
    }
}

TEST_F(MapperTest, AnUpdateWritesOnlyWhatDiffers) {
    const Record stored = insert(port());
    const std::int64_t before = rows_changed();
    Record renamed(stored);
    renamed.set("name", Value("renamed"));
    renamed = update(stored, renamed);
    EXPECT_EQ(rows_changed() - before, 2);  // ports and standardattributes
    expect_stored(renamed);
    const Record same = update(renamed, renamed);
    EXPECT_EQ(rows_changed() - before, 3);  // the revision alone
    mapper("ports").touch(*session_, same, [&] {
        Record touched(same);
        touched.set("revision_number", Value(9));
        touched.set("updated_at", Value("2025-01-31T09:00:00Z"));
        return touched;
    }());
    EXPECT_EQ(rows_changed() - before, 4);
    EXPECT_EQ(load("ports", "port-1")->get("revision_number"), Value(9));
    EXPECT_EQ(load("ports", "port-1")->get("updated_at"), Value("2025-01-31T09:00:00Z"));
}

TEST_F(MapperTest, SomebodyElsesChangeIsNoticed) {
    const Record stored = insert(port());
    const auto update_it = [&] { update(stored, stored); };
    const auto touch_it = [&] { mapper("ports").touch(*session_, stored, stored); };
    session_->execute("UPDATE standardattributes SET revision_number = 5");
    EXPECT_THROW(update_it(), RetryRequest);
    EXPECT_THROW(touch_it(), RetryRequest);
    session_->execute("DELETE FROM ports");
    EXPECT_THROW(mapper("ports").erase(*session_, stored), RetryRequest);
}

TEST_F(MapperTest, EraseLeavesNothing) {
    Record full = port();
    full.set("fixed_ips", Value::list({test::fixed_ip("sub-1", "10.0.0.5")}));
    full.set("tags", Value::list({Value("t")}));
    full.set("binding:host_id", Value("host-1"));
    const Record stored = insert(full);
    const std::int64_t standard = number("SELECT COUNT(*) FROM standardattributes");
    mapper("ports").erase(*session_, stored);
    for (const char* table : {"ports", "ipallocations", "tags", "ml2_port_bindings"}) {
        EXPECT_EQ(number(fmt::format("SELECT COUNT(*) FROM {}", table)), 0) << table;
    }
    EXPECT_EQ(number("SELECT COUNT(*) FROM standardattributes"), standard - 1);
    EXPECT_EQ(load("ports", "port-1"), nullptr);
}

TEST_F(MapperTest, LoadsByIdInBatches) {
    std::vector<std::string> ids;
    for (int i = 0; i < 77; ++i) {
        ids.push_back(fmt::format("port-{}", i));
        Record one = port(ids.back(), fmt::format("fa:16:3e:00:00:{:02x}", i));
        one.set("fixed_ips", Value::list({test::fixed_ip("sub-1", fmt::format("10.0.0.{}", i + 1))}));
        insert(one);
    }
    ids.erase(ids.begin(), ids.begin() + 7);
    ids.emplace_back("nobody");
    const auto loaded = mapper("ports").load(*session_, ids);
    EXPECT_THAT(loaded, SizeIs(70));
    for (const auto& record : loaded) {
        EXPECT_THAT(ids, ::testing::Contains(record->id()));
        EXPECT_THAT(record->get("fixed_ips").items(), SizeIs(1)) << record->id();
    }
    EXPECT_THAT(mapper("ports").load(*session_, {}), IsEmpty());
    EXPECT_THAT(mapper("ports").load_all(*session_), SizeIs(77));
}

// A third party's type, in tables without keys: rows may be equal.
TEST_F(MapperTest, EqualRowsOfAList) {
    for (const char* sql : test::kNoteTables) session_->run_once(sql);
    test::notes_define(catalog_);
    const auto lines = [](std::vector<Value> values) { return Value::list(std::move(values)); };
    Record note(catalog_.get("notes"));
    note.set("id", Value("n"));
    note.set("weight", Value(2.5));
    note.set("lines", lines({Value("b"), Value("a"), Value("b"), Value::null()}));
    Record stored = insert(note);
    expect_stored(stored);
    for (const Value& next : {lines({Value("b"), Value("a")}), lines({Value("a"), Value::null()}),
                              lines({Value("a"), Value("a"), Value("a")}), lines({})}) {
        Record changed(stored);
        changed.set("lines", next);
        stored = update(stored, changed);
        expect_stored(stored);
    }
    EXPECT_EQ(number("SELECT COUNT(*) FROM note_lines"), 0);
    mapper("notes").erase(*session_, stored);
    EXPECT_EQ(number("SELECT COUNT(*) FROM notes"), 0);
}

}  // namespace
}  // namespace neutrino::store
