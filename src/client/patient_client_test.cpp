#include "client/patient_client.h"

#include "base/test_clock.h"

#include <gtest/gtest.h>

#include <deque>
#include <functional>
#include <optional>

namespace neutrino::client {
namespace {

using namespace std::chrono_literals;
using enum Failure::Kind;

// Fails as told, then answers.
struct Scripted : Client {
    Response send(const Request&) override {
        ++sent;
        if (meanwhile) meanwhile();
        if (always) throw Failure(*always, "GET x: always");
        if (script.empty()) return {200, {}, {}};
        const auto next = script.front();
        script.pop_front();
        if (next) throw Failure(*next, "GET x: no");
        return {500, {}, {}};
    }
    std::deque<std::optional<Failure::Kind>> script;
    std::function<void()> meanwhile;
    std::optional<Failure::Kind> always;
    int sent = 0;
};

struct PatientClientTest : testing::Test {
    // How it failed; nothing when it didn't.
    std::optional<Failure::Kind> failure(const char* method = "GET") {
        try {
            patient.send({method, "http://x", {}, {}});
            return std::nullopt;
        } catch (const Failure& failed) {
            return failed.kind();
        }
    }

    base::test::TestClock time;
    Scripted service;
    PatientClient patient{service, {"It", 3, 500ms, 1000ms}, time.clock()};
};

TEST_F(PatientClientTest, ARestartIsWaitedFor) {
    service.script = {unreachable, unreachable, unreachable};
    EXPECT_EQ(failure("POST"), std::nullopt);
    EXPECT_EQ(service.sent, 4);
    EXPECT_EQ(time.elapsed(), 3500ms);
}

TEST_F(PatientClientTest, WhatIsDownFailsAtOnceButForAProbe) {
    service.always = unreachable;
    EXPECT_EQ(failure(), unreachable);
    EXPECT_EQ(service.sent, 4);
    for (int i = 0; i < 10; ++i) EXPECT_EQ(failure(), unreachable);
    EXPECT_EQ(service.sent, 4);
    time.advance(1000ms);
    const auto before = time.elapsed();
    for (int i = 0; i < 10; ++i) EXPECT_EQ(failure(), unreachable);
    EXPECT_EQ(service.sent, 5);  // one probe, and no pauses for it
    EXPECT_EQ(time.elapsed(), before);
    time.advance(1000ms);
    service.always.reset();
    for (int i = 0; i < 10; ++i) EXPECT_EQ(failure(), std::nullopt);
    EXPECT_EQ(service.sent, 15);
    service.always = unreachable;
    EXPECT_EQ(failure(), unreachable);  // and from the beginning
    EXPECT_EQ(service.sent, 19);
}

TEST_F(PatientClientTest, SilenceIsNotWaitedForTwice) {
    service.always = timeout;
    EXPECT_EQ(failure(), timeout);
    EXPECT_EQ(failure(), unreachable);
    EXPECT_EQ(service.sent, 1);
}

TEST_F(PatientClientTest, OneProbeIsUnderWayAtATime) {
    service.always = timeout;
    EXPECT_EQ(failure(), timeout);
    time.advance(1000ms);
    service.meanwhile = [&] {
        time.advance(15'000ms);
        service.meanwhile = nullptr;
        EXPECT_EQ(failure(), unreachable);
    };
    EXPECT_EQ(failure(), timeout);
    EXPECT_EQ(service.sent, 2);
    EXPECT_EQ(failure(), unreachable);  // the next one is due a second after the end of the last
    EXPECT_EQ(service.sent, 2);
    time.advance(1000ms);
    EXPECT_EQ(failure(), timeout);
    EXPECT_EQ(service.sent, 3);
}

TEST_F(PatientClientTest, WhateverComesBackShowsThatItIsUp) {
    service.always = unreachable;
    EXPECT_EQ(failure(), unreachable);
    time.advance(1000ms);
    service.always = broken;
    EXPECT_EQ(failure("POST"), broken);
    service.always.reset();
    EXPECT_EQ(failure(), std::nullopt);
}

TEST_F(PatientClientTest, ABrokenConnectionIsTriedOnceMoreIfThatDoesNoHarm) {
    service.script = {broken};
    EXPECT_EQ(failure("GET"), std::nullopt);
    EXPECT_EQ(service.sent, 2);
    service.script = {broken};
    EXPECT_EQ(failure("POST"), broken);
    EXPECT_EQ(service.sent, 3);
    EXPECT_EQ(time.elapsed(), 0ms);
}

TEST_F(PatientClientTest, ARequestThatTheServiceChokesOnDoesNotKeepOutOthers) {
    service.script = {broken, broken};
    EXPECT_EQ(failure(), broken);
    EXPECT_EQ(service.sent, 2);
    EXPECT_EQ(failure(), std::nullopt);
}

TEST_F(PatientClientTest, AnyStatusIsAnAnswer) {
    service.script = {std::nullopt};
    EXPECT_EQ(patient.send({"GET", "http://x", {}, {}}).status, 500);
    EXPECT_EQ(failure(), std::nullopt);
}

}  // namespace
}  // namespace neutrino::client
