#include "store/store.h"

#include "store/test_support.h"

#include <neutrino/fault.h>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>
#include <thread>

namespace neutrino::store {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::ThrowsMessage;

class StoreTest : public ::testing::Test {
protected:
    void open() { store_ = Store::open(test::options_of(file_.url()), catalog_); }

    test::SqliteFile file_;
    Catalog catalog_ = test::sample_catalog();
    std::unique_ptr<Store> store_;
};

TEST_F(StoreTest, OpensFromNothingAndFindsEverythingAgain) {
    const test::TemporaryFolder folder;
    const StoreOptions options = test::options_of("sqlite:///" + (folder.path() / "sub" / "db").string());
    const ResourceType& networks = catalog_.get("networks");
    RecordPtr before;
    {
        const auto store = Store::open(options, catalog_);
        store->write([&](Transaction& transaction) {
            Record network = test::network_sample(catalog_, "n");
            network.set("tags", Value::list({Value("a")}));
            before = transaction.insert(std::move(network));
        });
    }
    const auto store = Store::open(options, catalog_);
    EXPECT_EQ(test::difference(*before, *store->image().find(networks, "n")), "");
    EXPECT_EQ(store->last_change(), 1);
}

TEST_F(StoreTest, RefusesWhatNeedsAnUpgradeWhenToldTo) {
    const test::TemporaryFolder folder;
    StoreOptions options = test::options_of("sqlite:///" + (folder.path() / "db").string());
    options.upgrade = false;
    EXPECT_THAT([&] { Store::open(options, catalog_); },
                ThrowsMessage<std::runtime_error>(HasSubstr("no tables yet; run 'neutrino db upgrade' first")));
    EXPECT_THAT(database_upgrade(options), ::testing::SizeIs(::testing::Ge(2U)));
    EXPECT_NO_THROW(Store::open(options, catalog_));
}

TEST_F(StoreTest, ASecondOneIsHeldOff) {
    open();
    EXPECT_THROW(Store::open(test::options_of(file_.url()), catalog_), std::runtime_error);
    EXPECT_THROW(database_upgrade(test::options_of(file_.url())), std::runtime_error);
}

TEST_F(StoreTest, ListenersHearBeforeTheImageShows) {
    open();
    const ResourceType& networks = catalog_.get("networks");
    std::vector<std::string> heard;
    store_->listen(networks, [&](const RecordPtr& before, const RecordPtr& after) {
        EXPECT_EQ(store_->image().find(networks, "n"), before);
        heard.push_back(fmt::format("{}{}", before ? "had" : "", after ? "has" : ""));
    });
    store_->listen(catalog_.get("ports"), [&](const RecordPtr&, const RecordPtr&) { heard.emplace_back("a port"); });
    store_->write([&](Transaction& transaction) { transaction.insert(test::network_sample(catalog_, "n")); });
    store_->write([&](Transaction& transaction) { transaction.touch(networks, "n"); });
    EXPECT_THROW(store_->write([&](Transaction& transaction) {
        transaction.touch(networks, "n");
        throw std::runtime_error("no");
    }),
                 std::runtime_error);
    store_->write([&](Transaction& transaction) { transaction.erase(networks, "n"); });
    EXPECT_THAT(heard, ElementsAre("has", "hadhas", "had"));
}

TEST_F(StoreTest, VerifyTellsEveryDifference) {
    open();
    store_->write([&](Transaction& transaction) {
        for (const char* id : {"a", "b", "c"}) transaction.insert(test::network_sample(catalog_, id));
    });
    EXPECT_THAT(store_->verify(), IsEmpty());
    const auto intruder = test::session_open(file_.url());
    intruder->execute("UPDATE networks SET name = 'other', mtu = 9 WHERE id = 'a'");
    intruder->execute("DELETE FROM networks WHERE id = 'b'");
    intruder->execute("INSERT INTO standardattributes (id, resource_type) VALUES (99, 'networks')");
    intruder->execute("INSERT INTO networks (id, mtu, standard_attr_id) VALUES ('d', 1500, 99)");
    intruder->execute("INSERT INTO tags SELECT standard_attr_id, 't' FROM networks WHERE id = 'c'");
    EXPECT_THAT(store_->verify(),
                ::testing::UnorderedElementsAre("network a: name is 'net' in the image and 'other' in SQL",
                                                "network a: mtu is 1450 in the image and 9 in SQL",
                                                "network b is in the image and not in SQL",
                                                "network d is in SQL and not in the image",
                                                "network c: tags is a list of 0 in the image and a list of 1 in SQL"));
}

// Random work on all types, from several threads at once: after each round the image is what SQL says.
class StorePropertyTest : public StoreTest {
protected:
    using Random = std::mt19937;

    static std::string pick(Random& random, const char* prefix, unsigned count) {
        return fmt::format("{}-{}", prefix, random() % count);
    }

    void change_network(Transaction& transaction, Random& random) {
        const ResourceType& networks = catalog_.get("networks");
        const std::string id = pick(random, "net", 6);
        const RecordPtr there = transaction.find(networks, id);
        Record network = there ? *there : test::network_sample(catalog_, id);
        switch (random() % 7) {
            case 0: network.set("name", Value(pick(random, "name", 9))); break;
            case 1: network.set("router:external", Value(random() % 2 == 0)); break;
            case 2: network.set("is_default", Value(random() % 2 == 0)); break;
            case 3: network.set("port_security_enabled", Value(random() % 2 == 0)); break;
            case 4: network.set("tags", Value::list({Value(pick(random, "tag", 4)), Value("z")})); break;
            case 5: network.set("availability_zone_hints", Value::list({Value(pick(random, "az", 3))})); break;
            default:
                if (there) return transaction.erase(networks, id);
        }
        there ? transaction.update(std::move(network)) : transaction.insert(std::move(network));
    }

    void change_subnet(Transaction& transaction, Random& random) {
        const ResourceType& subnets = catalog_.get("subnets");
        const std::string id = pick(random, "sub", 8);
        const RecordPtr there = transaction.find(subnets, id);
        if (there && random() % 4 == 0) return transaction.erase(subnets, id);
        Record subnet = there ? *there : test::subnet_sample(catalog_, id, pick(random, "net", 6));
        std::vector<Value> servers;
        for (unsigned i = random() % 4; i > 0; --i) servers.emplace_back(fmt::format("10.0.{}.{}", i, random() % 200));
        subnet.set("dns_nameservers", Value::list(std::move(servers)));
        there ? transaction.update(std::move(subnet)) : transaction.insert(std::move(subnet));
    }

    void change_port(Transaction& transaction, Random& random) {
        const ResourceType& ports = catalog_.get("ports");
        const std::string id = pick(random, "port", 12);
        const RecordPtr there = transaction.find(ports, id);
        if (there && random() % 5 == 0) return transaction.erase(ports, id);
        Record port = there ? *there : test::port_sample(catalog_, id, pick(random, "net", 6), id);
        switch (random() % 6) {
            case 0:
                port.set("fixed_ips", Value::list({test::fixed_ip(pick(random, "sub", 8), pick(random, "ip", 9)),
                                                   test::fixed_ip(pick(random, "sub", 8), "x")}));
                break;
            case 1: port.set("security_groups", Value::list({Value(pick(random, "sg", 3))})); break;
            case 2: port.set("binding:host_id", Value(pick(random, "host", 3))); break;
            case 3: port.set("binding:profile", Value::map({{"x", Value(static_cast<int>(random() % 3))}})); break;
            case 4: port.set("port_security_enabled", Value(random() % 2 == 0)); break;
            default: port.set("network_id", Value(pick(random, "net", 6)));
        }
        there ? transaction.update(std::move(port)) : transaction.insert(std::move(port));
        if (transaction.find(catalog_.get("networks"), "net-1")) transaction.touch(catalog_.get("networks"), "net-1");
    }

    void change_group(Transaction& transaction, Random& random) {
        const ResourceType& groups = catalog_.get("security_groups");
        const std::string id = pick(random, "sg", 3);
        if (!transaction.find(groups, id)) {
            transaction.insert(test::group_sample(catalog_, id));
        } else if (random() % 4 == 0) {
            transaction.erase(groups, id);
        } else {
            Record rule = test::rule_sample(catalog_, "", id);
            rule.set("id", Value());
            rule.set("remote_group_id", Value(pick(random, "sg", 3)));
            transaction.insert(std::move(rule));
        }
    }

    void change_agent(Transaction& transaction, Random& random) {
        const ResourceType& agents = catalog_.get("agents");
        const std::string id = pick(random, "agent", 3);
        const RecordPtr there = transaction.find(agents, id);
        Record agent = there ? *there : test::agent_sample(catalog_, id, pick(random, "host", 3));
        agent.set("configurations", Value::map({{"n", Value(static_cast<int>(random() % 5))}}));
        there ? transaction.update(std::move(agent)) : transaction.insert(std::move(agent));
    }

    void change_something(Transaction& transaction, Random& random) {
        switch (random() % 8) {
            case 0: return change_network(transaction, random);
            case 1: return change_subnet(transaction, random);
            case 2: return change_group(transaction, random);
            case 3: return change_agent(transaction, random);
            default: return change_port(transaction, random);
        }
    }
};

TEST_F(StorePropertyTest, TheImageIsWhatSqlSays) {
    open();
    std::atomic<int> committed = 0;
    for (unsigned round = 0; round < 12; ++round) {
        std::vector<std::thread> threads;
        for (unsigned t = 0; t < 4; ++t) {
            threads.emplace_back([&, t] {
                Random random(round * 4 + t);
                for (int i = 0; i < 25; ++i) {
                    try {
                        store_->write([&](Transaction& transaction) {
                            for (unsigned n = 1 + random() % 4; n > 0; --n) change_something(transaction, random);
                            if (random() % 6 == 0) throw Fault("Conflict", "changed my mind");
                        });
                        ++committed;
                    } catch (const Fault&) {  // a reference to what isn't there, or to what is still needed
                    } catch (const UniqueViolation&) {
                    }
                }
            });
        }
        for (std::thread& thread : threads) thread.join();
        ASSERT_THAT(store_->verify(), IsEmpty()) << "round " << round;
    }
    EXPECT_GT(committed, 100);
    // And what the next process reads is the same.
    std::vector<RecordPtr> ports;
    const ResourceType& type = catalog_.get("ports");
    store_->image().each(type, [&](const RecordPtr& record) {
        ports.push_back(record);
        return true;
    });
    store_.reset();
    open();
    EXPECT_EQ(store_->image().count(type), ports.size());
    for (const RecordPtr& port : ports) {
        EXPECT_EQ(test::difference(*port, *store_->image().find(type, port->id())), "");
    }
}

}  // namespace
}  // namespace neutrino::store
