#include "store/image.h"

#include "store/test_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <thread>

namespace neutrino::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class ImageTest : public ::testing::Test {
protected:
    ImageTest()
        : ports_(catalog_.get("ports")),
          networks_(catalog_.get("networks")),
          image_(catalog_, {{&networks_, "name"}}) {}

    RecordPtr port(const std::string& id, const std::string& mac, const Value& fixed_ips = Value::list()) {
        Record record = test::port_sample(catalog_, id, "net-1", mac);
        record.set("fixed_ips", fixed_ips);
        return std::make_shared<const Record>(std::move(record));
    }
    void apply(const ResourceType& type, RecordPtr before, RecordPtr after) {
        const RecordChange change{&type, std::move(before), std::move(after)};
        image_.apply({&change, 1});
    }
    RecordPtr add(RecordPtr record) {
        apply(record->type(), nullptr, record);
        return record;
    }
    std::vector<std::string> ids_by(std::string_view attribute, const Value& value) {
        std::vector<std::string> ids;
        for (const RecordPtr& record : image_.find_by(ports_, attribute, value)) ids.emplace_back(record->id());
        EXPECT_EQ(image_.count_by(ports_, attribute, value), ids.size());
        return ids;
    }

    Catalog catalog_ = test::sample_catalog();
    const ResourceType& ports_;
    const ResourceType& networks_;
    Image image_;
};

TEST_F(ImageTest, FindsByIdAndInOrder) {
    const RecordPtr second = add(port("b", "m2"));
    const RecordPtr first = add(port("a", "m1"));
    EXPECT_EQ(image_.find(ports_, "a"), first);
    EXPECT_EQ(image_.find(ports_, "c"), nullptr);
    EXPECT_EQ(image_.find(networks_, "a"), nullptr);
    EXPECT_EQ(image_.count(ports_), 2U);
    std::vector<RecordPtr> seen;
    image_.each(ports_, [&](const RecordPtr& record) {
        seen.push_back(record);
        return true;
    });
    EXPECT_THAT(seen, ElementsAre(first, second));
    image_.each(ports_, [&](const RecordPtr&) {
        seen.clear();
        return false;
    });
    EXPECT_TRUE(seen.empty());
}

TEST_F(ImageTest, FindsByIndexesAndWithout) {
    const Value two = Value::list({test::fixed_ip("s1", "10.0.0.1"), test::fixed_ip("s1", "10.0.0.2")});
    add(port("a", "m1", two));
    add(port("b", "m2", Value::list({test::fixed_ip("s2", "10.0.0.1")})));
    EXPECT_THAT(ids_by("mac_address", "m2"), ElementsAre("b"));  // an index
    EXPECT_THAT(ids_by("device_owner", "compute:nova"), ElementsAre("a", "b"));
    EXPECT_THAT(ids_by("status", "DOWN"), ElementsAre("a", "b"));        // a scan
    EXPECT_THAT(ids_by("fixed_ips.subnet_id", "s1"), ElementsAre("a"));  // once, though two items match
    EXPECT_THAT(ids_by("fixed_ips.ip_address", "10.0.0.1"), ElementsAre("a", "b"));
    EXPECT_THAT(ids_by("project_id", "p1"), ElementsAre("a", "b"));
    EXPECT_THAT(ids_by("tenant_id", "p1"), ElementsAre("a", "b"));
    EXPECT_THAT(ids_by("nothing", "x"), IsEmpty());
    EXPECT_THAT(ids_by("nothing.at_all", "x"), IsEmpty());
    EXPECT_THAT(ids_by("mac_address", Value::null()), IsEmpty());
}

TEST_F(ImageTest, NullIsFoundByAScan) {
    add(port("a", "m1"));
    Record bound(*port("b", "m2"));
    bound.set("device_id", Value::null());
    add(std::make_shared<const Record>(bound));
    EXPECT_THAT(ids_by("device_id", Value::null()), ElementsAre("b"));
}

TEST_F(ImageTest, IndexesFollowChanges) {
    const RecordPtr old = add(port("a", "m1", Value::list({test::fixed_ip("s1", "10.0.0.1")})));
    add(port("b", "m2", Value::list({test::fixed_ip("s1", "10.0.0.2")})));
    const RecordPtr moved = port("a", "m3", Value::list({test::fixed_ip("s2", "10.0.0.1")}));
    apply(ports_, old, moved);
    EXPECT_THAT(ids_by("mac_address", "m1"), IsEmpty());
    EXPECT_THAT(ids_by("mac_address", "m3"), ElementsAre("a"));
    EXPECT_THAT(ids_by("fixed_ips.subnet_id", "s1"), ElementsAre("b"));
    EXPECT_EQ(image_.find_by(ports_, "fixed_ips.ip_address", Value("10.0.0.1")).front(), moved);
    apply(ports_, moved, nullptr);
    EXPECT_THAT(ids_by("project_id", "p1"), ElementsAre("b"));
    EXPECT_EQ(image_.find(ports_, "a"), nullptr);
    EXPECT_THAT(image_.check(), IsEmpty());
}

TEST_F(ImageTest, LoadReplacesEverything) {
    add(port("old", "m0"));
    std::vector<std::shared_ptr<Record>> loaded;
    for (int i = 0; i < 300; ++i) {
        loaded.push_back(std::make_shared<Record>(*port("p" + std::to_string(i), "m" + std::to_string(i % 7))));
    }
    image_.load(ports_, loaded);
    EXPECT_EQ(image_.count(ports_), 300U);
    EXPECT_EQ(image_.count_by(ports_, "mac_address", Value("m3")), 43U);
    EXPECT_THAT(ids_by("device_id", "vm-1"), ::testing::SizeIs(300));
    EXPECT_THAT(image_.check(), IsEmpty());
}

// Equal values of different records are one in memory, whether an index has them or not.
TEST_F(ImageTest, EqualValuesAreShared) {
    std::vector<std::shared_ptr<Record>> loaded;
    for (const char* id : {"a", "b"}) loaded.push_back(std::make_shared<Record>(*port(id, id)));
    image_.load(ports_, loaded);
    const RecordPtr a = image_.find(ports_, "a");
    const RecordPtr b = image_.find(ports_, "b");
    for (const char* name : {"network_id", "status"}) {
        EXPECT_EQ(a->get(name).as_string().data(), b->get(name).as_string().data()) << name;
    }
    Record third(*port("c", "c"));
    third.set("device_id", Value("vm-1"));
    image_.intern(third);
    EXPECT_EQ(third.get("device_id").as_string().data(), a->get("device_id").as_string().data());
}

TEST_F(ImageTest, KeepsStoredTypesOnly) {
    ResourceType unstored;
    unstored.collection = "extensions";
    unstored.seal();
    const ResourceType& extensions = catalog_.add(unstored);
    const Image image(catalog_, {});
    EXPECT_TRUE(image.keeps(ports_));
    EXPECT_FALSE(image.keeps(extensions));
    EXPECT_EQ(image.find(extensions, "x"), nullptr);
    EXPECT_EQ(image.count(extensions), 0U);
    EXPECT_THAT(image.find_by(extensions, "id", Value("x")), IsEmpty());
    EXPECT_EQ(image.count_by(extensions, "id", Value("x")), 0U);
    image.each(extensions, [](const RecordPtr&) -> bool { throw std::logic_error("there is none"); });
}

TEST_F(ImageTest, CheckNoticesAnIndexThatDiffers) {
    const RecordPtr stored = add(port("a", "m1"));
    // A change that lies about what was there before.
    apply(ports_, port("a", "other"), port("a", "m2"));
    EXPECT_THAT(image_.check(), ::testing::Not(IsEmpty()));
}

// Each apply() moves ten ports from one network to another: a reader sees ten here or ten there.
TEST_F(ImageTest, ReadersSeeAllOfAChangeOrNothing) {
    std::array<std::vector<RecordPtr>, 2> states;
    for (int state = 0; state < 2; ++state) {
        for (int i = 0; i < 10; ++i) {
            Record record(*port("p" + std::to_string(i), "m"));
            record.set("network_id", Value(state == 0 ? "net-1" : "net-2"));
            states[static_cast<std::size_t>(state)].push_back(std::make_shared<const Record>(record));
        }
    }
    for (const RecordPtr& record : states[0]) add(record);
    std::atomic<bool> done = false;
    std::atomic<int> wrong = 0;
    std::vector<std::thread> readers;
    for (int i = 0; i < 3; ++i) {
        readers.emplace_back([&] {
            while (!done) {
                const std::size_t found = image_.find_by(ports_, "network_id", Value("net-1")).size();
                if (found != 0 && found != 10) ++wrong;
                std::size_t there = 0;
                image_.each(ports_, [&](const RecordPtr& record) {
                    there += record->get("network_id") == Value("net-2") ? 1 : 0;
                    return true;
                });
                if (there != 0 && there != 10) ++wrong;
            }
        });
    }
    for (std::size_t round = 0; round < 400; ++round) {
        std::vector<RecordChange> changes;
        for (std::size_t i = 0; i < 10; ++i) {
            changes.push_back({&ports_, states[round % 2][i], states[(round + 1) % 2][i]});
        }
        image_.apply(changes);
    }
    done = true;
    for (std::thread& reader : readers) reader.join();
    EXPECT_EQ(wrong, 0);
    EXPECT_THAT(image_.check(), IsEmpty());
}

}  // namespace
}  // namespace neutrino::store
