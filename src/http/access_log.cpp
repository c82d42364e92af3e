#include "http/access_log.h"

#include "http/message.h"

#include <fmt/format.h>

#include <fcntl.h>
#include <unistd.h>
#include <cerrno>
#include <ctime>
#include <iterator>
#include <system_error>
#include <utility>

namespace neutrino::http {

namespace {

constexpr std::size_t kMostPending = 8 * 1024 * 1024;
constexpr auto kBatchInterval = std::chrono::milliseconds(100);

void append_time(std::string& out) {
    std::timespec now{};
    std::timespec_get(&now, TIME_UTC);
    std::tm parts{};
    gmtime_r(&now.tv_sec, &parts);
    fmt::format_to(std::back_inserter(out), "{:04}-{:02}-{:02} {:02}:{:02}:{:02}.{:03}", parts.tm_year + 1900,
                   parts.tm_mon + 1, parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, now.tv_nsec / 1'000'000);
}

// Client-given text must not be able to forge a line or a field of one.
void append_escaped(std::string& out, std::string_view text, bool spaces_too) {
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte >= 0x7f || c == '"' || c == '\\' || (spaces_too && c == ' ')) {
            fmt::format_to(std::back_inserter(out), "\\x{:02x}", byte);
        } else {
            out.push_back(c);
        }
    }
}

void append_word(std::string& out, std::string_view word) {
    if (word.empty()) {
        out.push_back('-');
    } else {
        append_escaped(out, word, true);
    }
}

}  // namespace

AccessLog::AccessLog(Sink sink) : sink_(std::move(sink)), thread_([this] { run(); }) {}

AccessLog::~AccessLog() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

void AccessLog::write(const Request& request, int status, std::size_t bytes, std::chrono::nanoseconds took) {
    std::string line;
    line.reserve(256);
    append_time(line);
    line.push_back(' ');
    append_word(line, request.trace.request_id);
    line.push_back(' ');
    append_word(line, request.peer);
    line.append(" \"");
    append_escaped(line, request.method, false);
    line.push_back(' ');
    append_escaped(line, request.target, false);
    fmt::format_to(std::back_inserter(line), "\" {} {} {:.1f}ms project=", status, bytes,
                   std::chrono::duration<double, std::milli>(took).count());
    append_word(line, request.trace.project_id);
    line.append(" user=");
    append_word(line, request.trace.user_id);
    if (!request.trace.global_request_id.empty()) {
        line.append(" global=");
        append_word(line, request.trace.global_request_id);
    }
    line.push_back('\n');

    const std::lock_guard lock(mutex_);
    if (pending_.size() + line.size() > kMostPending) {
        ++dropped_;
        return;
    }
    const bool first = pending_.empty();
    pending_.append(line);
    ++accepted_;
    if (first) wake_.notify_one();
}

void AccessLog::flush() {
    std::unique_lock lock(mutex_);
    flushing_ = true;
    wake_.notify_one();
    drained_.wait(lock, [this, upto = accepted_] { return written_ >= upto; });
}

void AccessLog::run() {
    std::string batch;
    std::unique_lock lock(mutex_);
    while (true) {
        wake_.wait(lock, [this] { return !pending_.empty() || flushing_ || stopping_; });
        if (!stopping_ && !flushing_) {
            wake_.wait_for(lock, kBatchInterval, [this] { return flushing_ || stopping_; });
        }
        flushing_ = false;
        batch.clear();
        batch.swap(pending_);
        const std::size_t dropped = std::exchange(dropped_, 0);
        const std::uint64_t upto = accepted_;
        lock.unlock();
        if (dropped > 0)
            fmt::format_to(std::back_inserter(batch), "({} lines of the access log were lost here)\n", dropped);
        if (!batch.empty()) sink_(batch);
        lock.lock();
        written_ = upto;
        drained_.notify_all();
        if (stopping_ && pending_.empty()) return;
    }
}

AccessLogFile::AccessLogFile(std::string path) : path_(std::move(path)) { reopen(); }

AccessLogFile::~AccessLogFile() { ::close(fd_); }

void AccessLogFile::reopen() {
    const int fd = ::open(path_.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0640);
    if (fd < 0) throw std::system_error(errno, std::generic_category(), "cannot open the access log " + path_);
    const std::lock_guard lock(mutex_);
    const int before = std::exchange(fd_, fd);
    if (before >= 0) ::close(before);
}

void AccessLogFile::append(std::string_view lines) {
    const std::lock_guard lock(mutex_);
    while (!lines.empty()) {
        const ssize_t written = ::write(fd_, lines.data(), lines.size());
        if (written < 0 && errno == EINTR) continue;
        if (written <= 0) return;
        lines.remove_prefix(static_cast<std::size_t>(written));
    }
}

}  // namespace neutrino::http
