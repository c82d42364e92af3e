#pragma once
// Signals as values: delivered to the one thread that asks for them.

#include <csignal>
#include <initializer_list>

namespace neutrino::server {

// Blocks the signals for this thread and all that it starts from now on; so it must be made before any other thread is.
class Signals {
public:
    Signals(std::initializer_list<int> numbers);
    // Waits for the next of them.
    int wait() const;
    // From now on they do to this process what the system does by default.
    void release() const;

private:
    sigset_t set_;
};

}  // namespace neutrino::server
