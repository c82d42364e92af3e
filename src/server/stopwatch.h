#pragma once
// How long the steps of the start took.

#include <fmt/core.h>

#include <chrono>
#include <string>
#include <string_view>

namespace neutrino::server {

class Stopwatch {
public:
    // Ends a step, which began where the one before ended.
    void lap(std::string_view step) {
        const auto now = Clock::now();
        laps_ += fmt::format("{}{} {:.1f} ms", laps_.empty() ? "" : ", ", step, milliseconds(now - last_));
        last_ = now;
    }
    std::int64_t total_ms() const { return static_cast<std::int64_t>(milliseconds(last_ - begin_)); }
    // "configuration 1.2 ms, database 20.4 ms"
    const std::string& laps() const { return laps_; }

private:
    using Clock = std::chrono::steady_clock;
    static double milliseconds(Clock::duration time) { return std::chrono::duration<double, std::milli>(time).count(); }

    Clock::time_point begin_ = Clock::now();
    Clock::time_point last_ = begin_;
    std::string laps_;
};

}  // namespace neutrino::server
