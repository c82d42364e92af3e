// The filters that say which request this is, and who asks.

#include "auth/service_user.h"
#include "base/log.h"
#include "base/uuid.h"
#include "pipeline/error_page.h"
#include "pipeline/filters.h"
#include "pipeline/identity_headers.h"

#include <algorithm>

namespace neutrino::pipeline {

namespace {

constexpr std::string_view kRequestIdHeader = "x-openstack-request-id";

// req-xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx, in lower case
bool is_request_id(std::string_view text) {
    constexpr std::string_view kShape = "req-hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh";
    return std::equal(text.begin(), text.end(), kShape.begin(), kShape.end(), [](char c, char shape) {
        return shape == 'h' ? (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') : c == shape;
    });
}

// The value of a query parameter, or "". Of a repeated one the last counts.
std::string query_value(std::string_view query, std::string_view name) {
    std::string value;
    while (!query.empty()) {
        const auto end = query.find('&');
        const std::string_view pair = query.substr(0, end);
        const auto equals = pair.find('=');
        if (equals != std::string_view::npos && http::percent_decode(pair.substr(0, equals)) == name) {
            std::string raw(pair.substr(equals + 1));
            std::replace(raw.begin(), raw.end(), '+', ' ');
            value = http::percent_decode(raw);
        }
        query.remove_prefix(end == std::string_view::npos ? query.size() : end + 1);
    }
    return value;
}

}  // namespace

App request_id(App next) {
    return [next = std::move(next)](http::Request& request, RequestContext& context) {
        context.request_id = "req-" + base::uuid_generate();
        request.trace.request_id = context.request_id;
        const log::RequestScope scope(context.request_id);
        if (const auto global = request.headers.get(kRequestIdHeader); is_request_id(global)) {
            context.global_request_id = global;
            request.trace.global_request_id = global;
        }
        http::Response response = next(request, context);
        if (!response.headers.contains(kRequestIdHeader)) response.headers.add(kRequestIdHeader, context.request_id);
        return response;
    };
}

App fake_project_id(App next) {
    return [next = std::move(next)](http::Request& request, RequestContext& context) {
        identity_headers_read(request.headers, context);
        if (context.project_id.empty()) {
            context.project_id = "fake_project_id";
            context = context.elevated();
        } else {
            if (context.user_id.empty()) context.user_id = "user";
            if (!request.headers.contains("X-Roles")) context.roles = {"member", "reader"};
            context.is_admin = context.has_role("admin");
            context.is_advsvc = context.has_role("advsvc");
        }
        request.trace.project_id = context.project_id;
        request.trace.user_id = context.user_id;
        return next(request, context);
    };
}

App project_id(ProjectCheck exists, App next) {
    return [exists = std::move(exists), next = std::move(next)](http::Request& request, RequestContext& context) {
        std::string project = query_value(request.query, "project_id");
        if (project.empty()) project = query_value(request.query, "tenant_id");
        try {
            if (!project.empty() && !exists(project))
                return not_found_page(request, "Project " + project + " does not exist");
        } catch (const auth::Unavailable& error) {
            log::warning("whether a project exists cannot be known: {}", error.what());
            return unavailable_page(request, "Keystone cannot be asked about the project.");
        }
        return next(request, context);
    };
}

}  // namespace neutrino::pipeline
