// The filters that keep harm out, or in.

#include "base/log.h"
#include "pipeline/error_page.h"
#include "pipeline/filters.h"

#include <exception>

namespace neutrino::pipeline {

App catch_errors(App next) {
    return [next = std::move(next)](http::Request& request, RequestContext& context) {
        // The path alone, as a query or a header may hold a secret; encoded, so that it cannot forge a line.
        const auto failed = [&](const char* why) {
            log::error("{} {}: {}", request.method, http::percent_encode_path(request.script_name + request.path), why);
            return neutron_error(500, "HTTPInternalServerError",
                                 "Request Failed: internal server error while processing your request.");
        };
        try {
            return next(request, context);
        } catch (const std::exception& error) {
            return failed(error.what());
        } catch (...) {
            return failed("something that is no exception was thrown");
        }
    };
}

App size_limit(std::size_t most, App next) {
    return [most, next = std::move(next)](http::Request& request, RequestContext& context) {
        if (request.body.size() <= most) return next(request, context);
        return error_page(request, 413, "The body is larger than this service takes.",
                          "max_request_body_size is " + std::to_string(most) + " bytes.");
    };
}

}  // namespace neutrino::pipeline
