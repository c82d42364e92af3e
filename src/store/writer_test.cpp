#include "store/writer.h"

#include "store/test_support.h"

#include <neutrino/fault.h>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <future>
#include <thread>

namespace neutrino::store {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class WriterTest : public ::testing::Test {
protected:
    WriterTest() : networks_(catalog_.get("networks")), session_(test::session_open(file_.url())) { start(1'000'000); }
    ~WriterTest() override {
        writer_.reset();
        // The image is what a fresh start would read.
        EXPECT_THAT(image_->check(), IsEmpty());
        Image read(catalog_, {});
        for (const auto& mapper : mapping_->all()) {
            read.load(mapper->type(), mapper->load_all(*session_));
            EXPECT_EQ(read.count(mapper->type()), image_->count(mapper->type()));
            read.each(mapper->type(), [&](const RecordPtr& record) {
                const RecordPtr ours = image_->find(mapper->type(), record->id());
                EXPECT_EQ(ours ? test::difference(*ours, *record) : "missing", "");
                return true;
            });
        }
    }

    void start(std::int64_t changes_kept) {
        writer_.reset();
        auto writing = test::session_open(file_.url());
        writing->run_once("PRAGMA busy_timeout = 20");  // nobody here is worth waiting for
        mapping_ = std::make_unique<Mapping>(catalog_, *writing);
        image_ = std::make_unique<Image>(catalog_, mapping_->lookups());
        const auto published = [this](std::span<const RecordChange> changes) {
            for (const RecordChange& change : changes) {
                heard_.push_back((change.before ? change.before->get("name").str() : "-") + ">" +
                                 (change.after ? change.after->get("name").str() : "-"));
            }
        };
        writer_ = std::make_unique<Writer>(std::move(writing), *mapping_, *image_, published, changes_kept,
                                           std::chrono::hours(1));  // groups are what the tests make them
    }
    void write(const Writer::Work& work) { writer_->write(work); }
    void add(Transaction& transaction, const std::string& id) {
        transaction.insert(test::network_sample(catalog_, id));
    }
    bool there(const std::string& id) { return image_->find(networks_, id) != nullptr; }
    static std::string outcome(const std::function<void()>& work) {
        try {
            work();
            return "done";
        } catch (const Fault& fault) {
            return fault.type();
        } catch (const UniqueViolation&) {
            return "unique";
        } catch (const std::exception& other) {
            return other.what();
        }
    }

    // Runs the works as one group and in this order, behind a transaction that waits until all of them have queued.
    // Returns their outcomes.
    std::vector<std::string> write_together(const std::vector<Writer::Work>& works) {
        std::vector<std::string> outcomes(works.size());
        std::vector<std::thread> threads;
        std::promise<void> started;
        std::promise<void> go;
        threads.emplace_back([&] {
            outcome([&] {
                write([&](Transaction&) {
                    started.set_value();
                    go.get_future().wait();
                });
            });
        });
        started.get_future().wait();
        for (std::size_t i = 0; i < works.size(); ++i) {
            threads.emplace_back([&, i] { outcomes[i] = outcome([&] { write(works[i]); }); });
            while (writer_->waiting() <= i) std::this_thread::yield();
        }
        go.set_value();
        for (std::thread& thread : threads) thread.join();
        return outcomes;
    }

    test::SqliteFile file_;
    Catalog catalog_ = test::sample_catalog();
    const ResourceType& networks_;
    std::unique_ptr<Session> session_;  // for looking
    std::vector<std::string> heard_;    // "name before>name after"
    std::unique_ptr<Mapping> mapping_;
    std::unique_ptr<Image> image_;
    std::unique_ptr<Writer> writer_;
};

TEST_F(WriterTest, ManyThreadsEachGetTheirOwnOutcome) {
    constexpr int kThreads = 16;
    constexpr int kEach = 25;
    std::atomic<int> failed = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < kThreads; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < kEach; ++i) {
                const std::string id = fmt::format("n-{}-{}", t, i);
                try {
                    write([&](Transaction& transaction) {
                        add(transaction, id);
                        if (i % 5 == 4) throw Fault("Conflict", id);
                        transaction.touch(networks_, id);
                    });
                    // What returned is seen by whoever looks.
                    EXPECT_TRUE(there(id));
                } catch (const Fault& fault) {
                    EXPECT_EQ(fault.message(), id);
                    EXPECT_FALSE(there(id));
                    ++failed;
                }
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(failed, kThreads * kEach / 5);
    EXPECT_EQ(image_->count(networks_), static_cast<std::size_t>(kThreads * kEach * 4 / 5));
    EXPECT_EQ(changes_last(*session_), kThreads * kEach * 4 / 5);
}

TEST_F(WriterTest, AFailureDoesNotHarmOthersOfItsGroup) {
    const auto outcomes =
        write_together({[&](Transaction& t) { add(t, "a"); },
                        [&](Transaction& t) {
                            add(t, "b");
                            throw Fault("Conflict", "no");
                        },
                        [&](Transaction& t) { add(t, "c"); }, [&](Transaction& t) { add(t, "c"); },
                        [&](Transaction&) { throw std::runtime_error("odd"); }, [&](Transaction& t) { add(t, "d"); }});
    EXPECT_THAT(outcomes, ElementsAre("done", "Conflict", "done", "unique", "odd", "done"));
    EXPECT_TRUE(there("a") && !there("b") && there("c") && there("d"));
}

// Each transaction of a group sees those before it, and its changes are told one transaction after the other.
TEST_F(WriterTest, TransactionsOfAGroupSeeEachOther) {
    write([&](Transaction& transaction) { add(transaction, "n"); });
    const auto count_up = [&](Transaction& transaction) {
        Record network(*transaction.find(networks_, "n"));
        network.set("name", Value(network.get("name").str() + "+"));
        transaction.update(std::move(network));
    };
    write_together({count_up, count_up, count_up});
    EXPECT_THAT(heard_, ElementsAre("->net", "net>net+", "net+>net++", "net++>net+++"));
    EXPECT_EQ(image_->find(networks_, "n")->get("revision_number"), Value(3));
}

TEST_F(WriterTest, WhatComesAndGoesWithinAGroupIsHeardOf) {
    const auto toggle = [&](Transaction& transaction) {
        if (transaction.find(networks_, "n")) {
            transaction.erase(networks_, "n");
        } else {
            add(transaction, "n");
        }
    };
    write_together({toggle, toggle});
    EXPECT_THAT(heard_, ElementsAre("->net", "net>-"));
    EXPECT_EQ(changes_last(*session_), 2);
}

TEST_F(WriterTest, AfterCommitRunsInOrderOnTheThreadThatAsked) {
    std::vector<std::string> ran;
    const std::thread::id self = std::this_thread::get_id();
    const auto note = [&](const char* what) {
        return [&, what] {
            EXPECT_EQ(std::this_thread::get_id(), self);
            EXPECT_TRUE(there("n"));
            ran.emplace_back(what);
        };
    };
    write([&](Transaction& transaction) {
        add(transaction, "n");
        transaction.on_rollback([&] { ran.emplace_back("rolled back"); });
        transaction.after_commit(note("first"));
        transaction.after_commit([] { throw std::runtime_error("logged, and no more"); });
        transaction.after_commit(note("second"));
        // From here a new transaction may be started.
        transaction.after_commit([&] { write([&](Transaction& next) { add(next, "m"); }); });
        EXPECT_THAT(ran, IsEmpty());
    });
    EXPECT_THAT(ran, ElementsAre("first", "second"));
    EXPECT_TRUE(there("m"));
}

TEST_F(WriterTest, OnRollbackRunsNewestFirst) {
    std::vector<std::string> ran;
    const auto fail = [&] {
        write([&](Transaction& transaction) {
            add(transaction, "n");
            transaction.after_commit([&] { ran.emplace_back("committed"); });
            transaction.on_rollback([&] { ran.emplace_back("first"); });
            transaction.on_rollback([&] { ran.emplace_back("second"); });
            throw Fault("Conflict", "no");
        });
    };
    EXPECT_THROW(fail(), Fault);
    EXPECT_THAT(ran, ElementsAre("second", "first"));
}

TEST_F(WriterTest, ARaceThatWasLostIsRunAgain) {
    int runs = 0;
    int undone = 0;
    write([&](Transaction& transaction) {
        transaction.on_rollback([&] { ++undone; });
        add(transaction, "n");
        if (++runs < 3) throw RetryRequest("lost");
    });
    EXPECT_EQ(runs, 3);
    EXPECT_EQ(undone, 2);
    EXPECT_TRUE(there("n"));
    const auto hopeless = [&] { write([&](Transaction&) { throw RetryRequest("lost"); }); };
    try {
        hopeless();
        FAIL();
    } catch (const Fault& fault) {
        EXPECT_EQ(fault.kind(), FaultKind::unavailable);
    }
}

TEST_F(WriterTest, AnotherProcessInTheWayIsToldAsUnavailable) {
    // What a backup or an operator's shell may do.
    const auto intruder = test::session_open(file_.url());
    intruder->begin();
    int undone = 0;
    try {
        write([&](Transaction& transaction) {
            transaction.on_rollback([&] { ++undone; });
            add(transaction, "n");
        });
        FAIL();
    } catch (const Fault& fault) {
        EXPECT_EQ(fault.kind(), FaultKind::unavailable);
    }
    intruder->rollback();
    write([&](Transaction& transaction) { add(transaction, "n"); });
    EXPECT_TRUE(there("n"));
}

// A constraint that is checked at the commit: nobody's change of the group happened, and each is told.
TEST_F(WriterTest, ACommitThatFailsUndoesTheWholeGroup) {
    test::session_open(file_.url())
        ->run_once(
            "CREATE TABLE late (id INTEGER PRIMARY KEY, boss INTEGER REFERENCES late (id) DEFERRABLE INITIALLY "
            "DEFERRED)");
    std::vector<std::string> undone;
    const auto job = [&](const char* id, bool bad) {
        return [&, id, bad](Transaction& transaction) {
            transaction.on_rollback([&, id] { undone.emplace_back(id); });
            transaction.after_commit([] { FAIL(); });
            add(transaction, id);
            if (bad) transaction.execute("INSERT INTO late (id, boss) VALUES (1, 99)");
        };
    };
    EXPECT_THAT(write_together({job("a", false), job("b", true), job("c", false)}),
                ::testing::Each("DBReferenceError"));
    EXPECT_THAT(undone, ElementsAre("c", "b", "a"));
    EXPECT_EQ(image_->count(networks_), 0U);
    EXPECT_EQ(changes_last(*session_), 0);
}

TEST_F(WriterTest, ReadingAloneWritesNothing) {
    write([&](Transaction& transaction) { add(transaction, "n"); });
    bool committed = false;
    write([&](Transaction& transaction) {
        EXPECT_EQ(transaction.query("SELECT id FROM networks").size(), 1U);
        transaction.after_commit([&] { committed = true; });
    });
    EXPECT_TRUE(committed);
    EXPECT_EQ(changes_last(*session_), 1);
}

TEST_F(WriterTest, ATransactionWithinATransactionIsAMistake) {
    EXPECT_THROW(write([&](Transaction&) { write([](Transaction&) {}); }), std::logic_error);
}

TEST_F(WriterTest, StopFinishesWhatWasAcceptedAndRefusesMore) {
    std::promise<void> started;
    std::promise<void> go;
    auto accepted = std::async(std::launch::async, [&] {
        write([&](Transaction& transaction) {
            started.set_value();
            go.get_future().wait();
            add(transaction, "n");
        });
    });
    started.get_future().wait();
    auto stopped = std::async(std::launch::async, [&] { writer_->stop(); });
    go.set_value();
    stopped.get();
    accepted.get();
    EXPECT_TRUE(there("n"));
    try {
        write([](Transaction&) {});
        FAIL();
    } catch (const Fault& fault) {
        EXPECT_EQ(fault.kind(), FaultKind::unavailable);
    }
}

TEST_F(WriterTest, TheLogIsTrimmed) {
    start(100);
    for (int round = 0; round < 5; ++round) {
        write([&](Transaction& transaction) {
            for (int i = 0; i < 1000; ++i) add(transaction, fmt::format("n-{}-{}", round, i));
        });
    }
    EXPECT_GT(changes_first(*session_), 1);
    EXPECT_LT(changes_last(*session_) - changes_first(*session_), 4096 + 100);
}

}  // namespace
}  // namespace neutrino::store
