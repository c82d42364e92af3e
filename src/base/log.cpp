#include "base/log.h"

#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <vector>

namespace neutrino::log {
namespace {

constexpr const char* kPattern = "%Y-%m-%d %H:%M:%S.%e %P %v";  // the text begins with the level

thread_local std::string t_request;

// The one logger of the process: a log is for whoever runs it, not for one object in it.
struct Output {
    std::mutex mutex;
    Options options;
    std::shared_ptr<spdlog::logger> logger;
    std::atomic<bool> debug{false};

    Output() { open({}); }

    void open(const Options& wanted) {
        std::vector<spdlog::sink_ptr> sinks;
        if (!wanted.file.empty()) sinks.push_back(std::make_shared<spdlog::sinks::basic_file_sink_mt>(wanted.file));
        if (wanted.file.empty() || wanted.to_stderr) sinks.push_back(std::make_shared<spdlog::sinks::stderr_sink_mt>());
        auto made = std::make_shared<spdlog::logger>("neutrino", sinks.begin(), sinks.end());
        made->set_pattern(kPattern, spdlog::pattern_time_type::utc);
        made->set_level(wanted.debug ? spdlog::level::debug : spdlog::level::info);
        made->flush_on(spdlog::level::info);
        const std::lock_guard lock(mutex);
        options = wanted;
        logger = std::move(made);
        debug = wanted.debug;
    }

    std::shared_ptr<spdlog::logger> current() {
        const std::lock_guard lock(mutex);
        return logger;
    }
};

Output& output() {
    static Output the_output;
    return the_output;
}

spdlog::level::level_enum level_of(Level level) {
    switch (level) {
        case Level::debug: return spdlog::level::debug;
        case Level::info: return spdlog::level::info;
        case Level::warning: return spdlog::level::warn;
        case Level::error: return spdlog::level::err;
    }
    return spdlog::level::err;
}

std::string_view name_of(Level level) {
    switch (level) {
        case Level::debug: return "DEBUG";
        case Level::info: return "INFO";
        case Level::warning: return "WARNING";
        case Level::error: return "ERROR";
    }
    return "ERROR";
}

}  // namespace

void configure(const Options& options) {
    try {
        output().open(options);
    } catch (const spdlog::spdlog_ex& failure) {
        throw std::runtime_error("log_file " + options.file + " cannot be opened: " + failure.what());
    }
}

void reopen() {
    Options options;
    {
        const std::lock_guard lock(output().mutex);
        options = output().options;
    }
    try {
        output().open(options);
    } catch (const spdlog::spdlog_ex& failure) {
        error("log_file {} cannot be opened anew, so the old one goes on: {}", options.file, failure.what());
    }
}

bool enabled(Level level) noexcept { return level != Level::debug || output().debug.load(std::memory_order_relaxed); }

void write(Level level, std::string_view text) {
    const auto logger = output().current();
    if (t_request.empty()) {
        logger->log(level_of(level), fmt::format("{} {}", name_of(level), text));
    } else {
        logger->log(level_of(level), fmt::format("{} [{}] {}", name_of(level), t_request, text));
    }
}

RequestScope::RequestScope(std::string_view request_id) : previous_(std::move(t_request)) { t_request = request_id; }

RequestScope::~RequestScope() { t_request = std::move(previous_); }

}  // namespace neutrino::log
