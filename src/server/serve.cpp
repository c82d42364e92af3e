#include "server/serve.h"

#include "base/log.h"
#include "http/notify.h"
#include "server/service.h"
#include "server/settings.h"
#include "server/signals.h"

#include <sys/resource.h>

#include <csignal>

namespace neutrino::server {
namespace {

// Each connection is a file: as many as the system lets us have.
void files_allow() {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

// The log is where an operator looks; standard error has it from the caller.
std::unique_ptr<Service> start(const config::Config& config) {
    const log::Options options = log_options(config);
    log::configure(options);
    try {
        return std::make_unique<Service>(config);
    } catch (const std::exception& error) {
        if (!options.file.empty()) log::error("the start failed: {}", error.what());
        throw;
    }
}

}  // namespace

int serve(const config::Config& config) {
    std::signal(SIGPIPE, SIG_IGN);  // a reader that went away is an error of that write
    const Signals signals{SIGTERM, SIGINT, SIGHUP};
    files_allow();
    const auto service = start(config);
    const std::string summary = service->summary();
    log::info("{}", summary);
    http::notify_ready(summary);
    while (signals.wait() == SIGHUP) {
        http::notify_reloading();
        service->reload();
        http::notify_ready(summary);
    }
    http::notify_stopping();
    log::info("stopping");
    signals.release();
    return service->stop() ? 0 : kVerifyFailed;
}

}  // namespace neutrino::server
