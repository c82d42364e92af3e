#pragma once
// What Keystone says of a token: whose it is, and what for.

#include <chrono>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::auth {

// What an application credential may be used for; `path` has {names}, * for one segment and ** for anything.
struct AccessRule {
    std::string service;  // a type in the catalog: "network"
    std::string method;
    std::string path;

    friend bool operator==(const AccessRule&, const AccessRule&) = default;
};

// A value. What a token isn't scoped to is empty. The token itself is not in it.
struct Token {
    std::string user_id;
    std::string user_name;
    std::string user_domain_id;
    std::string user_domain_name;
    std::string project_id;
    std::string project_name;
    std::string project_domain_id;
    std::string project_domain_name;
    std::string domain_id;
    std::string domain_name;
    std::string system_scope;  // "all"
    std::vector<std::string> roles;
    bool is_admin_project = true;
    std::chrono::system_clock::time_point expires;
    std::vector<std::string> bindings;                    // mechanisms that it is bound to: "kerberos"
    std::optional<std::vector<AccessRule>> access_rules;  // without: no restriction
    std::vector<std::string> service_types;               // in its catalog, when that was asked for
};

// An answer of Keystone that is not what its API promises.
class BadAnswer : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// The body of GET /v3/auth/tokens. Throws BadAnswer.
Token token_read(std::string_view body);

// "2026-01-02T03:04:05.000000Z", or with an offset instead of Z; fractions of a second are dropped. Throws BadAnswer.
std::chrono::system_clock::time_point time_read(std::string_view text);

}  // namespace neutrino::auth
