#pragma once
// The Neutron API v2.0 as one application: everything below /v2.0 of a pipeline.

#include "api/handlers.h"
#include "http/message.h"
#include "policy/engine.h"
#include "quota/quota.h"

#include <neutrino/request_context.h>
#include <neutrino/transaction.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::api {

// One entry of /v2.0/extensions, in the order in which they are listed.
struct ExtensionInfo {
    std::string alias, name, description, updated;
};

struct Options {
    std::int64_t pagination_max_limit = -1;  // below zero: none
    bool filter_validation = true;
    std::string network_link_prefix;  // of hrefs, "" = as the client called us
    bool allow_bulk = true;
};

// Thread-safe. What it is given outlives it.
class Api {
public:
    Api(const Handlers& handlers, Database& database, const policy::Engine& policy, const quota::Quota& quota,
        std::vector<ExtensionInfo> extensions, Options options);
    ~Api();

    // `request.path` has no /v2.0 prefix. Never throws for what a client did: faults become responses here.
    http::Response operator()(http::Request& request, const RequestContext& context) const;
    // `path` as above. True for requests that only read memory, so that they may run on an I/O thread.
    bool inline_safe(std::string_view method, std::string_view path) const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace neutrino::api
