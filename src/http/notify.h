#pragma once
// Tells systemd (Type=notify) how the service is doing; does nothing when it wasn't started by systemd.

#include <string_view>

namespace neutrino::http {

// All return false when $NOTIFY_SOCKET is unset or cannot be written to.
bool notify_ready(std::string_view status = {});  // start-up is over; `status` shows up in `systemctl status`
bool notify_reloading();                          // SIGHUP is being handled; notify_ready() ends it
bool notify_stopping();

}  // namespace neutrino::http
