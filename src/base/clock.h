#pragma once
// The seam of time: tests set it, and wait for nothing.

#include <chrono>
#include <functional>
#include <thread>

namespace neutrino::base {

// All three are called from any thread.
struct Clock {
    using Wall = std::chrono::system_clock::time_point;
    using Steady = std::chrono::steady_clock::time_point;

    std::function<Wall()> wall = [] { return std::chrono::system_clock::now(); };      // for dates from outside
    std::function<Steady()> steady = [] { return std::chrono::steady_clock::now(); };  // for how long something took
    std::function<void(std::chrono::milliseconds)> sleep = [](std::chrono::milliseconds time) {
        std::this_thread::sleep_for(time);
    };
};

}  // namespace neutrino::base
