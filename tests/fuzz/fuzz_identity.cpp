// Heads of requests that come to a service behind Keystone: whatever they say of who asks, only tokens count.

#include "auth/fake_keystone.h"
#include "http/head.h"
#include "pipeline/filters.h"
#include "pipeline/identity_headers.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

namespace {

using namespace neutrino;

void require(bool holds) {
    if (!holds) std::abort();
}

// A Keystone that knows two tokens, and what stands before the API.
struct Service {
    Service() {
        keystone.issue("alpha", "ann", auth::test::project_scope("blue"), "member", "", std::chrono::hours(24 * 365));
        keystone.issue("sigma", "nova", auth::test::project_scope("service"), "service", "",
                       std::chrono::hours(24 * 365));
    }

    base::test::TestClock time;
    auth::test::FakeKeystone keystone{time};
    auth::ServiceUser user{auth::test::kServiceCredentials, keystone, time.clock()};
    auth::Keystone calls{user, keystone, {}};
    std::shared_ptr<auth::TokenChecker> checker =
        std::make_shared<auth::TokenChecker>(calls, auth::CheckerOptions{}, time.clock());
    RequestContext seen;
    bool reached = false;
    pipeline::App app = pipeline::auth_token(
        std::make_shared<const pipeline::Authenticator>(pipeline::AuthTokenOptions{}, checker),
        pipeline::keystone_context([](RequestContext& context) { context.is_admin = context.has_role("admin"); },
                                   [this](http::Request&, RequestContext& context) {
                                       seen = context;
                                       reached = true;
                                       return http::Response{};
                                   }));
};

std::string_view only(const http::Headers& headers, std::string_view name) {
    return headers.count(name) == 1 ? headers.get(name) : std::string_view();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static Service service;
    auto head = http::parse_head(std::string_view(reinterpret_cast<const char*>(data), size));
    if (head.status != 0 || !head.complete) return 0;
    const http::Headers sent = head.request.headers;
    service.reached = false;
    RequestContext context;
    const http::Response response = service.app(head.request, context);
    if (!service.reached) {
        require(response.status == 401 && response.headers.count("WWW-Authenticate") == 1);
        return 0;
    }
    const std::string_view token = only(sent, sent.contains("X-Auth-Token") ? "X-Auth-Token" : "X-Storage-Token");
    const RequestContext& who = service.seen;
    require(token == "alpha" || token == "sigma");
    require(who.user_id == (token == "alpha" ? "ann-id" : "nova-id"));
    require(who.project_id == (token == "alpha" ? "blue-id" : "service-id"));
    require(who.roles.size() == 1 && who.roles[0] == (token == "alpha" ? "member" : "service"));
    require(who.system_scope.empty() && who.domain_id.empty() && !who.is_admin && who.is_admin_project);
    if (who.is_service) {
        const std::string_view by = only(sent, "X-Service-Token");
        require(by == "alpha" || by == "sigma");
        require(who.service.user_id == (by == "alpha" ? "ann-id" : "nova-id"));
    } else {
        require(who.service.user_id.empty() && who.service.roles.empty());
    }
    // What the client sent under these names has gone, in every spelling: what is there now is what was set.
    for (const http::Header& field : head.request.headers) {
        if (pipeline::is_identity_header(field.name)) require(field.name.find('_') == std::string::npos);
    }
    require(head.request.headers.count("X-User-Id") == 1 && head.request.headers.count("X-Roles") == 1);
    return 0;
}
