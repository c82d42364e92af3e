#pragma once
// The threads that run handlers which may wait. Internal to this room.

#include <condition_variable>
#include <csignal>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace neutrino::http {

// First come, first served. The queue is bounded by its users: a connection has one request under way at most.
class WorkerPool {
public:
    // Threads are named `name` and a number. Without threads, nothing may be posted.
    WorkerPool(unsigned threads, const std::string& name);
    ~WorkerPool() { join(); }
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    void post(std::function<void()> job);  // thread-safe; the job must not throw
    void join();  // runs what is queued, then ends the threads; post() must not be called any more

private:
    void run();

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::function<void()>> jobs_;
    bool stopping_ = false;
    std::vector<std::thread> threads_;
};

// While it lives, threads that are started inherit a mask that blocks every signal: signals are the main thread's
// business.
class SignalsBlocked {
public:
    SignalsBlocked();
    ~SignalsBlocked();
    SignalsBlocked(const SignalsBlocked&) = delete;
    SignalsBlocked& operator=(const SignalsBlocked&) = delete;

private:
    sigset_t before_;
};

// Names the calling thread for top, gdb and perf; at most 15 bytes.
void name_this_thread(const std::string& name);

}  // namespace neutrino::http
