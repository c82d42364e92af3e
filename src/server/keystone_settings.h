#pragma once
// What the options say of Keystone, in the words of auth and pipeline. All throw config::ConfigError that names the
// option, or pipeline::PasteError where a section of api-paste.ini goes before it.

#include "auth/session.h"
#include "auth/token_checker.h"
#include "config/config.h"
#include "pipeline/authenticator.h"
#include "pipeline/paste.h"

#include <string>

namespace neutrino::server {

// The filter authtoken: [keystone_authtoken], before which the settings of its section go.
struct AuthTokenSettings {
    auth::SessionOptions session;
    auth::CheckerOptions checker;
    pipeline::AuthTokenOptions filter;

    friend bool operator==(const AuthTokenSettings&, const AuthTokenSettings&) = default;
};
AuthTokenSettings auth_token_settings(const config::Config& config, const pipeline::PasteSection& section);

// A user in a group of its own, such as [nova].
auth::SessionOptions user_settings(const config::Config& config, const std::string& group);

}  // namespace neutrino::server
