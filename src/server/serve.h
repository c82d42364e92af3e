#pragma once
// `neutrino server`: a service, and the signals that it listens to.

#include "config/config.h"

namespace neutrino::server {

inline constexpr int kVerifyFailed = 3;

// Serves until SIGTERM or SIGINT; a second one of these ends it at once. SIGHUP reloads (Service::reload). Tells
// systemd about both. Must be called before any thread is started. Returns the exit status: 0, or kVerifyFailed. Throws
// what Service's constructor throws.
int serve(const config::Config& config);

}  // namespace neutrino::server
