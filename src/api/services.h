#pragma once
// What every request needs: made once, lives as long as the API.

#include "api/access.h"
#include "api/endpoint.h"
#include "api/query.h"
#include "quota/quota.h"

#include <neutrino/transaction.h>

#include <string>

namespace neutrino::api {

// Thread-safe. What it refers to outlives it.
struct Services {
    const Handlers& handlers;
    Database& database;
    const quota::Quota& quota;
    Endpoints endpoints;
    PolicyBase policy;
    QueryRules query_rules;
    bool allow_bulk = true;
    bool if_match = true;  // revisions may be asked for (extension revision-if-match)
    std::string link_prefix;

    const View& image() const { return database.image(); }
};

}  // namespace neutrino::api
