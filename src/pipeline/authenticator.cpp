#include "pipeline/authenticator.h"

#include "auth/access_rules.h"
#include "base/log.h"

#include <algorithm>
#include <utility>

namespace neutrino::pipeline {

namespace {

// Of a field that is there several times, all values in one: which one counts is not for us to choose, and no token
// looks like that.
std::string value_of(const http::Headers& headers, std::string_view name) {
    std::string all;
    bool first = true;
    for (const auto& [field, value] : headers) {
        if (!http::equals_ignoring_case(field, name)) continue;
        if (!std::exchange(first, false)) all += ',';
        all += value;
    }
    constexpr std::string_view kBlank = " \t";
    all.erase(0, std::min(all.find_first_not_of(kBlank), all.size()));
    all.erase(all.find_last_not_of(kBlank) + 1);
    return all;
}

struct Tokens {
    explicit Tokens(const http::Headers& headers)
        : user(value_of(headers, headers.contains("X-Auth-Token") ? "X-Auth-Token" : "X-Storage-Token")),
          service(value_of(headers, "X-Service-Token")) {}

    std::string user;
    std::string service;
};

bool is_permitted(const auth::Token& token, const std::string& service_type, const http::Request& request,
                  bool has_service_token) {
    if (!token.access_rules) return true;
    const std::string path = http::percent_encode_path(request.script_name + request.path);
    const bool permitted = auth::access_allowed(token, service_type, {request.method, path, has_service_token});
    if (!permitted) {
        log::info("the access rules of the token of user {} do not let it {} {}{}", token.user_id, request.method, path,
                  service_type.empty() ? "; [keystone_authtoken] service_type would have to be set" : "");
    }
    return permitted;
}

}  // namespace

Authenticator::Authenticator(AuthTokenOptions options, std::shared_ptr<auth::TokenChecker> checker)
    : options_(std::move(options)), checker_(std::move(checker)) {}

Authenticator::Identity Authenticator::identify(const http::Request& request) const {
    const Tokens tokens(request.headers);
    Identity identity;
    identity.has_service_token = !tokens.service.empty();
    bool may_have_expired = false;
    if (identity.has_service_token) {
        auto service = check(tokens.service, false);
        may_have_expired = service && is_service(*service);
        const bool good =
            service && is_unbound(*service) && (may_have_expired || !options_.service_token_roles_required);
        if (good) identity.service = std::move(service);
    }
    if (!tokens.user.empty()) {
        auto user = check(tokens.user, may_have_expired);
        const bool good = user && is_permitted(*user, options_.service_type, request, identity.has_service_token) &&
                          (identity.has_service_token || is_unbound(*user));
        if (good) identity.user = std::move(user);
    }
    return identity;
}

bool Authenticator::knows(const http::Request& request) const {
    const Tokens tokens(request.headers);
    bool may_have_expired = false;
    if (!tokens.service.empty()) {
        const auto service = checker_->recall(tokens.service);
        if (!service) return false;
        may_have_expired = *service && is_service(**service);
    }
    return tokens.user.empty() || checker_->recall(tokens.user, may_have_expired);
}

std::shared_ptr<const auth::Token> Authenticator::check(std::string_view token, bool allow_expired) const {
    try {
        return checker_->check(token, allow_expired);
    } catch (const auth::Unavailable& unavailable) {
        if (!options_.delay_auth_decision) throw;
        log::warning("a token counts as not valid, because it cannot be checked: {}", unavailable.what());
        return nullptr;
    }
}

bool Authenticator::is_service(const auth::Token& token) const {
    return is_unbound(token) && std::ranges::any_of(token.roles, [&](const std::string& role) {
               return std::ranges::find(options_.service_token_roles, role) != options_.service_token_roles.end();
           });
}

// Whether the token may be used over this connection: we know no mechanism that a token could be bound to.
bool Authenticator::is_unbound(const auth::Token& token) const {
    const std::string& mode = options_.enforce_token_bind;
    if (mode == "disabled") return true;
    if (token.bindings.empty()) return mode == "permissive" || mode == "strict";
    return mode == "permissive" && std::ranges::find(token.bindings, "kerberos") == token.bindings.end();
}

}  // namespace neutrino::pipeline
