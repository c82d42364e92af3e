#pragma once
// Who asks, by the tokens of a request: what Keystone's middleware decides. The filter authtoken puts it to use.

#include "auth/token_checker.h"
#include "http/message.h"

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::pipeline {

// Options of [keystone_authtoken], with their defaults.
struct AuthTokenOptions {
    std::string www_authenticate_uri;  // where clients are sent for a token
    bool delay_auth_decision = false;  // let all requests pass, and say which tokens are not valid
    std::vector<std::string> service_token_roles = {"service"};
    bool service_token_roles_required = false;
    std::string service_type;                       // this service in Keystone's catalog, for access rules
    std::string enforce_token_bind = "permissive";  // disabled, permissive, strict, required, or a mechanism

    friend bool operator==(const AuthTokenOptions&, const AuthTokenOptions&) = default;
};

// Thread-safe.
class Authenticator {
public:
    Authenticator(AuthTokenOptions options, std::shared_ptr<auth::TokenChecker> checker);

    struct Identity {
        std::shared_ptr<const auth::Token> user;     // nullptr: there is no token that is good for this request
        std::shared_ptr<const auth::Token> service;  // the same for the service that forwards it
        bool has_service_token = false;

        bool is_accepted() const { return user && (service || !has_service_token); }
    };

    // Blocks while Keystone is asked. Throws auth::Unavailable, but with delay_auth_decision: then what cannot be known
    // is not valid.
    Identity identify(const http::Request& request) const;
    // Whether identify() would not block.
    bool knows(const http::Request& request) const;

    const AuthTokenOptions& options() const { return options_; }

private:
    std::shared_ptr<const auth::Token> check(std::string_view token, bool allow_expired) const;
    bool is_service(const auth::Token& token) const;
    bool is_unbound(const auth::Token& token) const;

    const AuthTokenOptions options_;
    const std::shared_ptr<auth::TokenChecker> checker_;
};

}  // namespace neutrino::pipeline
