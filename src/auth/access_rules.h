#pragma once
// Application credentials may be restricted to certain requests; the service that is asked has to see to it.

#include "auth/token.h"

#include <string_view>

namespace neutrino::auth {

struct Asked {
    std::string_view method;
    std::string_view path;           // with the prefix of the version: "/v2.0/networks"
    bool has_service_token = false;  // part of a chain of requests, of which the first one was looked at
};

// Whether the token may be used for the request. `service_type` is this service's type in Keystone's catalog: without
// it, or when the token's catalog doesn't have it, a restricted token is good for nothing.
bool access_allowed(const Token& token, std::string_view service_type, const Asked& asked);

// {name} and * match one or more characters other than '/', ** any number of any. In time proportional to the product
// of the lengths, as patterns are written by users.
bool path_matches(std::string_view pattern, std::string_view path);

}  // namespace neutrino::auth
