// The filters of auth_strategy keystone: the token is checked, and what it says becomes the request's context.

#include "base/log.h"
#include "pipeline/authenticator.h"
#include "pipeline/error_page.h"
#include "pipeline/filters.h"
#include "pipeline/identity_headers.h"

#include <chrono>
#include <utility>

namespace neutrino::pipeline {

namespace {

// A client has given up by then, or should.
constexpr std::chrono::seconds kLongestQueue{10};

// What clients of every OpenStack service get, whatever they accept.
http::Response unauthorized() {
    http::Response response;
    response.status = 401;
    response.content_type = "application/json";
    response.body =
        R"({"error": {"code": 401, "title": "Unauthorized", "message": "The request you have made requires authentication."}})";
    return response;
}

void identity_headers_set(http::Headers& headers, const Authenticator::Identity& identity) {
    headers.add("X-Identity-Status", identity.user ? "Confirmed" : "Invalid");
    if (identity.user) user_headers_set(headers, *identity.user);
    if (!identity.has_service_token) return;
    headers.add("X-Service-Identity-Status", identity.service ? "Confirmed" : "Invalid");
    if (identity.service) service_headers_set(headers, *identity.service);
}

http::Response authenticate(const Authenticator& authenticator, const App& next, http::Request& request,
                            RequestContext& context) {
    identity_headers_remove(request.headers);
    Authenticator::Identity identity;
    try {
        if (request.queued > kLongestQueue && !authenticator.knows(request))
            throw auth::Unavailable("too many requests wait for Keystone");
        identity = authenticator.identify(request);
    } catch (const auth::Unavailable& error) {
        log::warning("a token cannot be checked: {}", error.what());
        return unavailable_page(request, "Keystone cannot be asked about the token.");
    }
    if (!identity.is_accepted() && !authenticator.options().delay_auth_decision) {
        log::info("refused: the request has no token that is valid");
        return unauthorized();
    }
    identity_headers_set(request.headers, identity);
    return next(request, context);
}

}  // namespace

App auth_token(std::shared_ptr<const Authenticator> authenticator, App next) {
    return [authenticator = std::move(authenticator), next = std::move(next)](http::Request& request,
                                                                              RequestContext& context) {
        http::Response response = authenticate(*authenticator, next, request, context);
        if (response.status == 401) {
            response.headers.add("WWW-Authenticate",
                                 "Keystone uri=\"" + authenticator->options().www_authenticate_uri + "\"");
        }
        return response;
    };
}

App keystone_context(std::function<void(RequestContext&)> rights, App next) {
    return [rights = std::move(rights), next = std::move(next)](http::Request& request, RequestContext& context) {
        identity_headers_read(request.headers, context);
        if (context.user_id.empty()) return error_page(request, 401, "The request does not say who makes it.");
        rights(context);
        request.trace.project_id = context.project_id;
        request.trace.user_id = context.user_id;
        return next(request, context);
    };
}

}  // namespace neutrino::pipeline
