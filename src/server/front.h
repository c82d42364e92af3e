#pragma once
// What stands between the HTTP server and the resources, and can be built anew while requests are served: the policy,
// the API and the filters around it. A reload replaces all of it at once, so that no request sees half of an old one.

#include "api/api.h"
#include "api/handlers.h"
#include "config/config.h"
#include "http/message.h"
#include "pipeline/pipeline.h"
#include "policy/engine.h"
#include "quota/quota.h"
#include "server/identity.h"
#include "server/policy_rules.h"

#include <neutrino/transaction.h>

#include <memory>
#include <mutex>
#include <vector>

namespace neutrino::server {

// What a front is made of; outlives it.
struct FrontParts {
    const config::Config& config;
    const DefaultRules& rules;
    const api::Handlers& handlers;
    Database& database;
    const quota::Quota& quota;
    const std::vector<api::ExtensionInfo>& extensions;
    Identity& identity;
};

// Thread-safe.
class Front {
public:
    // Reads the policy files and api-paste.ini. Throws std::runtime_error that names file and reason.
    explicit Front(const FrontParts& parts);
    Front(const Front&) = delete;
    Front& operator=(const Front&) = delete;

    http::Response operator()(http::Request& request) const { return pipeline_(request); }
    // Whether the request is quickly answered from memory. One that reaches the API by a path of the operator's own is
    // answered all the same, by a worker.
    bool inline_safe(const http::Request& request) const;
    // Whether Keystone has to be asked who it comes from.
    bool waits_outside(const http::Request& request) const;
    const policy::Engine& policy() const { return policy_; }

private:
    pipeline::Options options(const FrontParts& parts);

    policy::Engine policy_;
    std::vector<std::shared_ptr<const pipeline::Authenticator>> authenticators_;  // of the filters
    api::Api api_;
    pipeline::Pipeline pipeline_;
};

// The front in force. Thread-safe: a request keeps the one that it began with.
class CurrentFront {
public:
    std::shared_ptr<const Front> get() const {
        const std::lock_guard lock(mutex_);
        return front_;
    }
    void set(std::shared_ptr<const Front> front) {
        const std::lock_guard lock(mutex_);
        front_.swap(front);  // the old one ends outside of the lock
    }

private:
    mutable std::mutex mutex_;
    std::shared_ptr<const Front> front_;
};

}  // namespace neutrino::server
