#pragma once
// One line a request, written in batches by a thread of its own, so that a slow disk never delays an answer.

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>

namespace neutrino::http {

struct Request;

// Thread-safe. Lines not yet written are written by the destructor; when the sink is so slow that 8 MiB wait for it,
// further lines are dropped and counted, and the count is written as a line once there is room.
class AccessLog {
public:
    // Gets whole lines, many at a time, each ended by '\n'; called on the log's own thread only.
    using Sink = std::function<void(std::string_view lines)>;

    explicit AccessLog(Sink sink);
    ~AccessLog();
    AccessLog(const AccessLog&) = delete;
    AccessLog& operator=(const AccessLog&) = delete;

    // 2026-11-23 08:52:50.123 req-<id> 10.0.0.7 "GET /v2.0/networks" 200 1234 0.8ms project=<id> user=<id>
    // UTC; '-' stands for what is not known. Quotes, controls and bytes beyond ASCII in the target are escaped as \xNN.
    void write(const Request& request, int status, std::size_t bytes, std::chrono::nanoseconds took);

    // Returns when all that was written before the call has reached the sink.
    void flush();

private:
    void run();

    Sink sink_;
    std::mutex mutex_;
    std::condition_variable wake_;
    std::condition_variable drained_;
    std::string pending_;
    std::size_t dropped_ = 0;
    std::uint64_t accepted_ = 0;  // lines, ever
    std::uint64_t written_ = 0;
    bool flushing_ = false;
    bool stopping_ = false;
    std::thread thread_;  // last: it uses the members above
};

// Appends to a file, which reopen() opens anew by its name (after log rotation). Throws std::system_error when the file
// cannot be opened. A line that cannot be written (full disk) is lost.
class AccessLogFile {
public:
    explicit AccessLogFile(std::string path);
    ~AccessLogFile();
    AccessLogFile(const AccessLogFile&) = delete;
    AccessLogFile& operator=(const AccessLogFile&) = delete;

    void append(std::string_view lines);
    void reopen();

private:
    std::string path_;
    std::mutex mutex_;
    int fd_ = -1;
};

}  // namespace neutrino::http
