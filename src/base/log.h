#pragma once
// Log lines for people: "2026-11-23 08:52:50.123 PID INFO [req-...] text", UTC. Thread-safe; the library behind it
// stays in log.cpp.

#include <fmt/core.h>

#include <string>
#include <string_view>
#include <utility>

namespace neutrino::log {

enum class Level { debug, info, warning, error };

struct Options {
    bool debug = false;      // [DEFAULT] debug
    std::string file;        // [DEFAULT] log_file in log_dir; "" = standard error
    bool to_stderr = false;  // besides the file
};

// Called once at start; before that, lines go to standard error. Throws std::runtime_error when the file can't be
// opened.
void configure(const Options& options);
// Opens the file anew by its name, after rotation.
void reopen();

bool enabled(Level level) noexcept;
void write(Level level, std::string_view text);

// While it lives, lines of this thread name the request.
class RequestScope {
public:
    explicit RequestScope(std::string_view request_id);
    ~RequestScope();
    RequestScope(const RequestScope&) = delete;
    RequestScope& operator=(const RequestScope&) = delete;

private:
    std::string previous_;
};

template <class... Args>
void debug(fmt::format_string<Args...> format, Args&&... args) {
    if (enabled(Level::debug)) write(Level::debug, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void info(fmt::format_string<Args...> format, Args&&... args) {
    write(Level::info, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void warning(fmt::format_string<Args...> format, Args&&... args) {
    write(Level::warning, fmt::format(format, std::forward<Args>(args)...));
}
template <class... Args>
void error(fmt::format_string<Args...> format, Args&&... args) {
    write(Level::error, fmt::format(format, std::forward<Args>(args)...));
}

}  // namespace neutrino::log
