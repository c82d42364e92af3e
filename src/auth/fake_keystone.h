#pragma once
// A Keystone for tests, without a socket: it answers what the real one answers to what the service asks.

#include "auth/credentials.h"
#include "base/test_clock.h"
#include "client/client.h"

#include <fmt/chrono.h>
#include <fmt/core.h>

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>

namespace neutrino::auth::test {

// The body of an answer about a token; `scope` and `more` are members of its JSON, each with a comma behind it.
inline std::string token_body(const std::string& user, const std::string& scope, const std::string& roles,
                              base::Clock::Wall expires, const std::string& more = {}) {
    std::string list;
    for (std::size_t at = 0; at < roles.size();) {
        const std::size_t comma = std::min(roles.find(',', at), roles.size());
        const std::string role = roles.substr(at, comma - at);
        list += fmt::format(R"({}{{"id": "id-{}", "name": "{}"}})", list.empty() ? "" : ", ", role, role);
        at = comma + 1;
    }
    return fmt::format(
        R"({{"token": {{"methods": ["password"], "user": {{"id": "{0}-id", "name": "{0}", "password_expires_at": null,)"
        R"( "domain": {{"id": "default", "name": "Default"}}}}, {1}{2}"roles": [{3}],)"
        R"( "expires_at": "{4:%Y-%m-%dT%H:%M:%S}.000000Z", "issued_at": "2026-01-01T00:00:00.000000Z"}}}})",
        user, scope, more, list, fmt::gmtime(std::chrono::system_clock::to_time_t(expires)));
}
inline std::string project_scope(const std::string& name) {
    return fmt::format(
        R"("project": {{"id": "{0}-id", "name": "{0}", "domain": {{"id": "default", "name": "Default"}}}}, )", name);
}
inline const std::string kDomainScope = R"("domain": {"id": "d1", "name": "Land"}, )";
inline const std::string kSystemScope = R"("system": {"all": true}, )";

// Thread-safe, but for the members that tests set.
class FakeKeystone : public client::Client {
public:
    explicit FakeKeystone(base::test::TestClock& time) : time_(time) {}

    struct Known {
        std::string body;
        base::Clock::Wall expires;
    };

    // A token that is good for an hour.
    void issue(const std::string& token, const std::string& user, const std::string& scope, const std::string& roles,
               const std::string& more = {}, std::chrono::seconds good_for = std::chrono::hours(1)) {
        const std::lock_guard lock(mutex_);
        const auto expires = time_.now() + good_for;
        tokens_[token] = {token_body(user, scope, roles, expires, more), expires};
    }
    void revoke(const std::string& token) {
        const std::lock_guard lock(mutex_);
        tokens_.erase(token);
    }
    // As when its keys are replaced: no token that it has issued is good any more.
    void keys_replace() {
        const std::lock_guard lock(mutex_);
        tokens_.clear();
        service_tokens_.clear();
    }

    client::Response send(const client::Request& request) override {
        if (failure) throw client::Failure(*failure, "GET http://keystone: the fake one is told to fail");
        if (request.method == "POST") return authenticate(request);
        validating();
        const std::lock_guard lock(mutex_);
        ++asked_;
        last_ = request;
        if (status != 0) return {status, {}, "no"};
        if (!service_tokens_.contains(std::string(request.headers.get("X-Auth-Token")))) return {401, {}, "{}"};
        if (request.url.find("/v3/projects") != std::string::npos) return project(request.url);
        const auto found = tokens_.find(std::string(request.headers.get("X-Subject-Token")));
        if (found == tokens_.end()) return {404, {}, R"({"error": {"code": 404}})"};
        const bool bears = request.url.find("allow_expired=1") != std::string::npos;
        if (found->second.expires < time_.now() && !bears) return {404, {}, R"({"error": {"code": 404}})"};
        return {200, {}, found->second.body};
    }

    std::optional<client::Failure::Kind> failure;          // no answer at all
    int status = 0;                                        // not 0: the status of every answer about a token
    std::string password = "secret";                       // of the service's user
    std::string identity_url = "http://internal:5000/v3";  // in the catalog
    std::function<void()> validating = [] {};              // called before an answer about a token

    int asked() const { return counted(asked_); }  // about tokens or projects
    int logins() const { return counted(logins_); }
    const client::Request& last() const { return last_; }

private:
    client::Response authenticate(const client::Request& request) {
        const std::lock_guard lock(mutex_);
        ++logins_;
        last_ = request;
        if (request.body.find("\"password\":\"" + password + "\"") == std::string::npos) return {401, {}, "{}"};
        const std::string token = "service-" + std::to_string(logins_);
        service_tokens_.insert(token);
        const std::string catalog = fmt::format(
            R"("catalog": [{{"type": "identity", "name": "keystone", "endpoints": [)"
            R"({{"interface": "public", "region": "One", "url": "http://public:5000"}},)"
            R"( {{"interface": "internal", "region": "One", "url": "{}"}},)"
            R"( {{"interface": "internal", "region": null, "region_id": "Two", "url": "http://two:5000/"}}]}}], )",
            identity_url);
        return {
            201,
            {{"X-Subject-Token", token}},
            token_body("neutron", project_scope("service"), "service", time_.now() + std::chrono::hours(1), catalog)};
    }

    static client::Response project(const std::string& url) {
        if (url.ends_with("/projects/p1")) return {200, {}, R"({"project": {"id": "p1"}})"};
        if (url.ends_with("?name=blue%20sky")) return {200, {}, R"({"projects": [{"id": "p1"}]})"};
        return url.find('?') == std::string::npos ? client::Response{404, {}, "{}"}
                                                  : client::Response{200, {}, R"({"projects": []})"};
    }

    int counted(const int& counter) const {
        const std::lock_guard lock(mutex_);
        return counter;
    }

    base::test::TestClock& time_;
    mutable std::mutex mutex_;
    std::map<std::string, Known> tokens_;
    std::set<std::string> service_tokens_;
    client::Request last_;
    int asked_ = 0;
    int logins_ = 0;
};

// What [keystone_authtoken] would say.
inline const Credentials kServiceCredentials = [] {
    Credentials credentials;
    credentials.auth_url = "http://keystone:5000";
    credentials.username = "neutron";
    credentials.password = "secret";
    credentials.user_domain_name = "Default";
    credentials.project_name = "service";
    credentials.project_domain_name = "Default";
    return credentials;
}();

}  // namespace neutrino::auth::test
