#include "auth/token_checker.h"

#include "auth/fake_keystone.h"

#include <gtest/gtest.h>

#include <atomic>
#include <functional>
#include <latch>
#include <string>
#include <thread>
#include <vector>

namespace neutrino::auth {
namespace {

using namespace std::chrono_literals;

struct TokenCheckerTest : testing::Test {
    TokenCheckerTest() { fake.issue("good", "ann", test::project_scope("blue"), "member"); }

    bool valid(std::string_view token, bool allow_expired = false) {
        return checker.check(token, allow_expired) != nullptr;
    }

    // Runs `work` on so many threads; Keystone answers once all of them have begun.
    void together(int threads, const std::function<void()>& work) {
        std::latch begun(threads);
        fake.validating = [&] { begun.wait(); };
        std::vector<std::thread> running;
        for (int i = 0; i < threads; ++i) {
            running.emplace_back([&] {
                begun.count_down();
                work();
            });
        }
        for (std::thread& thread : running) thread.join();
        fake.validating = [] {};
    }

    base::test::TestClock time;
    test::FakeKeystone fake{time};
    ServiceUser user{test::kServiceCredentials, fake, time.clock()};
    Keystone keystone{user, fake, {}};
    TokenChecker checker{keystone, {300s, 10s, 4, 2}, time.clock()};
};

TEST_F(TokenCheckerTest, RemembersValidTokens) {
    for (int i = 0; i < 5; ++i) EXPECT_EQ(checker.check("good")->user_id, "ann-id");
    EXPECT_EQ(fake.asked(), 1);
    time.advance(300s);
    EXPECT_TRUE(valid("good"));
    EXPECT_EQ(fake.asked(), 2);
}

TEST_F(TokenCheckerTest, ARevokedTokenIsGoodForTheCacheTimeOnly) {
    EXPECT_TRUE(valid("good"));
    fake.revoke("good");
    time.advance(299s);
    EXPECT_TRUE(valid("good"));
    time.advance(1s);
    EXPECT_FALSE(valid("good"));
}

TEST_F(TokenCheckerTest, RemembersRefusalsForAShorterTime) {
    for (int i = 0; i < 5; ++i) EXPECT_FALSE(valid("unheard-of"));
    EXPECT_EQ(fake.asked(), 1);
    fake.issue("unheard-of", "bob", "", "");
    time.advance(10s);
    EXPECT_TRUE(valid("unheard-of"));
}

TEST_F(TokenCheckerTest, ATokenEndsInTheCacheToo) {
    fake.issue("short", "ann", "", "", "", 60s);
    EXPECT_TRUE(valid("short"));
    time.advance(60s);
    EXPECT_TRUE(valid("short"));
    time.advance(1s);
    EXPECT_FALSE(valid("short"));
    EXPECT_EQ(fake.asked(), 1);
}

TEST_F(TokenCheckerTest, ExpiredTokensPassOnlyWhereTheyMay) {
    fake.issue("old", "ann", "", "", "", -60s);
    EXPECT_FALSE(valid("old"));
    EXPECT_TRUE(valid("old", true));
    EXPECT_FALSE(valid("old"));
    EXPECT_TRUE(valid("old", true));
    EXPECT_EQ(fake.asked(), 2);
    EXPECT_FALSE(valid("unheard-of", true));
}

TEST_F(TokenCheckerTest, NothingIsRememberedWithoutCacheTime) {
    TokenChecker forgetful(keystone, {-1s}, time.clock());
    EXPECT_TRUE(forgetful.check("good"));
    EXPECT_FALSE(forgetful.recall("good"));
    fake.revoke("good");
    EXPECT_FALSE(forgetful.check("good"));
    EXPECT_FALSE(forgetful.recall("good"));
}

TEST_F(TokenCheckerTest, WhatCannotBeATokenIsNotAskedAbout) {
    for (const std::string& text : {std::string(), std::string("a b"), std::string("a\r\nX-Subject-Token: good"),
                                    std::string("\xc3\xa4"), std::string(8193, 'x')}) {
        EXPECT_FALSE(valid(text)) << text;
        EXPECT_EQ(checker.recall(text).value(), nullptr) << text;
    }
    EXPECT_EQ(fake.asked(), 0);
    EXPECT_FALSE(valid(std::string(8192, 'x')));
    EXPECT_EQ(fake.asked(), 1);
}

TEST_F(TokenCheckerTest, RecallsWhatItWillStillKnowInASecond) {
    EXPECT_FALSE(checker.recall("good"));
    EXPECT_TRUE(valid("good"));
    EXPECT_EQ(checker.recall("good").value()->user_id, "ann-id");
    EXPECT_FALSE(checker.recall("good", true));
    time.advance(298s);
    EXPECT_TRUE(checker.recall("good"));
    time.advance(1s);
    EXPECT_FALSE(checker.recall("good"));
    EXPECT_FALSE(valid("garbage"));
    EXPECT_EQ(checker.recall("garbage").value(), nullptr);
}

TEST_F(TokenCheckerTest, AFloodOfGarbageDoesNotPushOutValidTokens) {
    for (const char* token : {"t1", "t2", "t3"}) fake.issue(token, "ann", "", "");
    for (const char* token : {"good", "t1", "t2", "t3"}) EXPECT_TRUE(valid(token));
    for (int i = 0; i < 50; ++i) EXPECT_FALSE(valid("garbage-" + std::to_string(i)));
    const int before = fake.asked();
    for (const char* token : {"good", "t1", "t2", "t3"}) EXPECT_TRUE(valid(token));
    EXPECT_EQ(fake.asked(), before);
    fake.issue("t4", "ann", "", "");
    EXPECT_TRUE(valid("t4"));  // makes room: "good" was used longest ago
    EXPECT_TRUE(valid("t1"));
    EXPECT_EQ(fake.asked(), before + 1);
    EXPECT_TRUE(valid("good"));
    EXPECT_EQ(fake.asked(), before + 2);
}

TEST_F(TokenCheckerTest, AnOutageIsNotRememberedAndHidesNothingThatIsKnown) {
    EXPECT_TRUE(valid("good"));
    fake.failure = client::Failure::Kind::unreachable;
    EXPECT_TRUE(valid("good"));
    EXPECT_THROW(valid("new"), Unavailable);
    fake.failure.reset();
    fake.issue("new", "bob", "", "");
    EXPECT_TRUE(valid("new"));
}

TEST_F(TokenCheckerTest, ManyWhoAskAtOnceAreOneRequest) {
    std::atomic<int> right = 0;
    together(16, [&] {
        if (const auto token = checker.check("good"); token && token->user_id == "ann-id") ++right;
    });
    EXPECT_EQ(right, 16);
    EXPECT_EQ(fake.asked(), 1);
}

TEST_F(TokenCheckerTest, AFailureIsEverybodysWhoWaitsForIt) {
    fake.status = 500;
    std::atomic<int> failed = 0;
    together(8, [&] {
        try {
            checker.check("good");
        } catch (const Unavailable&) {
            ++failed;
        }
    });
    EXPECT_EQ(failed, 8);
    fake.status = 0;
    EXPECT_TRUE(valid("good"));
}

TEST_F(TokenCheckerTest, ManyThreadsAndManyTokens) {
    for (int i = 0; i < 8; ++i) fake.issue("t" + std::to_string(i), "user" + std::to_string(i), "", "");
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 500; ++i) {
                const std::string which = std::to_string((i * 7 + t) % 8);
                const auto token = checker.check("t" + which);
                if (!token || token->user_name != "user" + which) ++wrong;
                if (checker.check("no" + which)) ++wrong;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(wrong, 0);
}

}  // namespace
}  // namespace neutrino::auth
