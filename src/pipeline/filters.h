#pragma once
// The filters and applications that come with Neutrino, in the order in which a request usually meets them. Each is
// made once, at start-up, around the next one. README.md says what each does that isn't said here.

#include "pipeline/app.h"
#include "pipeline/options.h"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace neutrino::pipeline {

// Sends a request to the application with the longest prefix that matches whole path segments, and moves that prefix
// from Request::path to Request::script_name. `not_found` answers what no prefix matches; empty: a 404 page.
App url_map(std::vector<std::pair<std::string, App>> mounts, App not_found = {});

// Cross-origin resource sharing, as oslo.middleware does it: the first of `options` that names an origin applies to it.
App cors(const std::vector<CorsOptions>& options, App next);

// Takes scheme, host, client address and path prefix from what a proxy in front says: the first element of Forwarded,
// or else the X-Forwarded- fields. To be switched on only where every request comes through such a proxy.
App http_proxy_to_wsgi(bool enabled, App next);

// Gives each request an id, and puts it into the response as x-openstack-request-id. An id that a calling service sends
// in X-OpenStack-Request-ID is kept as the global one, when it looks like one.
App request_id(App next);

// auth_strategy noauth: an administrator of 'fake_project_id'; but when the request says X-Project-Id, then whoever it
// says by X-User-Id and X-Roles.
App fake_project_id(App next);

// auth_strategy keystone, first half: only requests whose tokens are good pass, with header fields that say who asks;
// the others get a 401 that says where tokens are to be had, or a 503 when Keystone cannot be asked. The same fields as
// clients send them are taken out before.
App auth_token(std::shared_ptr<const Authenticator> authenticator, App next);

// Second half: makes the context of these fields; 401 when they name no user. `rights` sets is_admin and is_advsvc.
App keystone_context(std::function<void(RequestContext&)> rights, App next);

// Turns whatever is thrown into a 500 that gives nothing away, and logs it.
App catch_errors(App next);

// Refuses requests about a project (?project_id= or ?tenant_id=) that doesn't exist: 404.
App project_id(ProjectCheck exists, App next);

// Refuses bodies beyond `most` bytes: 413.
App size_limit(std::size_t most, App next);

// 200 OK, or 503 DISABLED BY FILE. As a filter (`next` given) it answers options.path only. Throws PasteError for a
// backend it doesn't know.
App healthcheck(const HealthcheckOptions& options, App next = {});

// GET /: the API's versions and where they are.
App versions(const std::string& network_link_prefix);

}  // namespace neutrino::pipeline
