#pragma once
// Time for tests: it moves when it is told to, or when somebody sleeps.

#include "base/clock.h"

#include <atomic>

namespace neutrino::base::test {

// Outlives the clocks that it hands out. Thread-safe.
class TestClock {
public:
    Clock clock() {
        return {[this] { return wall_begin_ + elapsed(); }, [this] { return steady_begin_ + elapsed(); },
                [this](std::chrono::milliseconds time) { advance(time); }};
    }
    void advance(std::chrono::milliseconds time) { elapsed_ += time.count(); }
    Clock::Wall now() const { return wall_begin_ + elapsed(); }
    std::chrono::milliseconds elapsed() const { return std::chrono::milliseconds(elapsed_.load()); }

private:
    // 2026-01-02 03:04:05 UTC
    const Clock::Wall wall_begin_ =
        std::chrono::sys_days(std::chrono::year(2026) / 1 / 2) + std::chrono::seconds(11045);
    const Clock::Steady steady_begin_{std::chrono::hours(100)};
    std::atomic<std::int64_t> elapsed_ = 0;
};

}  // namespace neutrino::base::test
