#pragma once
// An API over a few types, for tests: what the real ones have, in short. test_support.cpp has the definition and the
// rules.

#include "api/api.h"
#include "api/fake_database.h"
#include "resource/definition.h"

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::api::test {

// The API is made at the first request: set up handlers, rules and options before.
class World {
public:
    World();

    resource::Definition definition;
    Catalog catalog;
    Handlers handlers;
    FakeDatabase database;
    std::vector<policy::RuleText> rules;
    std::map<std::string, std::int64_t> limits;  // quotas
    std::vector<ExtensionInfo> extensions;
    Options options;

    static RequestContext admin();
    static RequestContext member(const std::string& project);

    // `target` is a path with its query, without /v2.0.
    http::Response ask(const RequestContext& context, std::string_view method, std::string_view target,
                       std::string_view body = {}, const http::Headers& headers = {});
    http::Response ask(std::string_view method, std::string_view target, std::string_view body = {}) {
        return ask(admin(), method, target, body);
    }
    // The answer as JSON; null when there is none.
    Value json(std::string_view method, std::string_view target, std::string_view body = {});
    static Value json(const http::Response& response);
    // Creates a resource as the admin and returns its id. Throws std::runtime_error when that is refused.
    std::string create(std::string_view target, std::string_view body);

    Api& api();

private:
    std::unique_ptr<policy::Engine> engine_;
    std::unique_ptr<quota::Quota> quota_;
    std::unique_ptr<Api> api_;
};

// "409 OverQuota", "204".
std::string outcome(const http::Response& response);

}  // namespace neutrino::api::test
