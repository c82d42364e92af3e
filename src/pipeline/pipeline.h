#pragma once
// The way of a request from the server to the API, built once from api-paste.ini.

#include "pipeline/app.h"
#include "pipeline/options.h"
#include "pipeline/paste.h"

#include <string_view>

namespace neutrino::pipeline {

// Thread-safe.
class Pipeline {
public:
    // Builds the application `name` of the file; what it doesn't lead to is not looked at, so that a file may hold
    // pipelines for other auth strategies. `api` serves /v2.0: it gets paths without that prefix, and a context that
    // says who asks. Throws PasteError, which names section and reason: a factory that isn't known, a section that is
    // missing, a setting that is wrong.
    Pipeline(const PasteFile& file, const Options& options, App api, std::string_view name = "neutron");

    // Throws only what filters and applications throw outside of catch_errors.
    http::Response operator()(http::Request& request) const;

private:
    App root_;
};

}  // namespace neutrino::pipeline
