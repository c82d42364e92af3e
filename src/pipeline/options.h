#pragma once
// The options of neutron.conf that pipelines depend on, with their defaults.

#include "pipeline/authenticator.h"
#include "pipeline/paste.h"

#include <neutrino/request_context.h>

#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::pipeline {

// [cors]; and [cors.NAME], each of which starts from the values of [cors].
struct CorsOptions {
    std::vector<std::string> allowed_origin;  // empty: no cross-origin headers at all; "*": any origin
    bool allow_credentials = true;
    std::vector<std::string> expose_headers = {"X-Auth-Token", "X-Subject-Token", "X-Service-Token",
                                               "X-OpenStack-Request-ID", "OpenStack-Volume-microversion"};
    int max_age = 3600;  // seconds; 0: not said
    std::vector<std::string> allow_methods = {"GET", "PUT", "POST", "DELETE", "PATCH"};
    std::vector<std::string> allow_headers = {"X-Auth-Token",          "X-Identity-Status", "X-Roles",
                                              "X-Service-Catalog",     "X-User-Id",         "X-Tenant-Id",
                                              "X-OpenStack-Request-ID"};
};

// [healthcheck]
struct HealthcheckOptions {
    std::string path = "/healthcheck";  // when it is a filter; as an application it answers wherever it is mounted
    std::vector<std::string> backends;  // "disable_by_file", "disable_by_files_ports"
    std::string disable_by_file_path;
    std::vector<std::string> disable_by_file_paths;  // "port:path"
};

// Whether Keystone knows a project of that id or name. Blocks. Throws auth::Unavailable.
using ProjectCheck = std::function<bool(std::string_view id_or_name)>;

struct Options {
    std::string auth_strategy = "keystone";           // [DEFAULT]
    std::string network_link_prefix;                  // [DEFAULT]
    bool enable_proxy_headers_parsing = false;        // [oslo_middleware]
    std::size_t max_request_body_size = 114688;       // [oslo_middleware]; bytes, for the filter sizelimit only
    std::vector<CorsOptions> cors = {CorsOptions{}};  // [cors] first
    HealthcheckOptions healthcheck;
    // For the filters that ask Keystone; a pipeline that has none of them needs no functions here.
    // authtoken: made as [keystone_authtoken] says, with the settings of the filter's section going before.
    std::function<std::shared_ptr<const Authenticator>(const PasteSection&)> authenticator;
    std::function<void(RequestContext&)> rights;  // keystonecontext: sets is_admin and is_advsvc by policy
    std::function<ProjectCheck()> project_check;  // project_id
};

}  // namespace neutrino::pipeline
