#include "pipeline/factories.h"

#include "pipeline/filters.h"
#include "pipeline/section_options.h"

#include <algorithm>
#include <cctype>

namespace neutrino::pipeline {

namespace {

std::string lower_egg(std::string_view egg) {
    std::string out;
    for (const char c : egg) {
        out.push_back(c == '_' || c == '.' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c))));
    }
    return out;
}

bool same_spelling(std::string_view a, std::string_view b) {
    if (!a.starts_with("egg:") || !b.starts_with("egg:")) return a == b;
    const auto hash_a = a.find('#');
    const auto hash_b = b.find('#');
    const std::string_view entry_a = hash_a == std::string_view::npos ? "#main" : a.substr(hash_a);
    const std::string_view entry_b = hash_b == std::string_view::npos ? "#main" : b.substr(hash_b);
    return entry_a == entry_b && lower_egg(a.substr(0, hash_a)) == lower_egg(b.substr(0, hash_b));
}

[[noreturn]] void fail(const FactoryArguments& given, const std::string& why) {
    throw PasteError(given.section.title() + ": " + why);
}

App make_url_map(FactoryArguments given) {
    std::vector<std::pair<std::string, App>> mounts;
    App not_found;
    for (const auto& [key, value] : given.section.settings) {
        if (key == "not_found_app") {
            not_found = given.loader.app(value);
        } else if (key.starts_with('/') && key.find(' ') == std::string::npos) {
            mounts.emplace_back(key, given.loader.app(value));
        } else {
            fail(given, "'" + key + "' is no path; mapping by domain or port isn't supported");
        }
    }
    return url_map(std::move(mounts), std::move(not_found));
}

// "noauth = cors request_id ... app": the words of the line that auth_strategy names, from the outermost to the
// application.
App make_auth_pipeline(FactoryArguments given) {
    const std::string* line = given.section.find(given.options.auth_strategy);
    if (line == nullptr) {
        std::string known;
        for (const auto& setting : given.section.settings) known += (known.empty() ? "" : ", ") + setting.key;
        fail(given, "has no pipeline for auth_strategy '" + given.options.auth_strategy + "'; it has: " + known);
    }
    return build_line(given.section, *line, given.loader);
}

// What a filter needs of the identity service is there only where it is configured.
template <class Function>
const Function& required(const FactoryArguments& given, const Function& function) {
    if (!function) fail(given, "needs Keystone, and there is none in this configuration");
    return function;
}

App make_auth_token(FactoryArguments given) {
    return auth_token(required(given, given.options.authenticator)(given.section), std::move(given.next));
}

App make_keystone_context(FactoryArguments given) {
    return keystone_context(required(given, given.options.rights), std::move(given.next));
}

App make_project_id(FactoryArguments given) {
    return project_id(required(given, given.options.project_check)(), std::move(given.next));
}

App pass_through(FactoryArguments given) { return std::move(given.next); }

}  // namespace

bool is_spelled(const Factory& factory, std::string_view spelling) {
    if (spelling.starts_with("call:")) spelling.remove_prefix(5);
    return std::any_of(factory.spellings.begin(), factory.spellings.end(),
                       [&](std::string_view known) { return same_spelling(known, spelling); });
}

std::vector<Factory> known_factories() {
    using enum FactoryKind;
    return {
        // Which application by path; longest prefix first.
        {composite, {"egg:Paste#urlmap", "paste.urlmap:urlmap_factory"}, make_url_map},

        // Which pipeline by [DEFAULT]auth_strategy.
        {composite, {"neutron.auth:pipeline_factory"}, make_auth_pipeline},

        // [cors]: browsers of other origins. Outermost, so that refusals of the others are readable by them too.
        {filter,
         {"oslo_middleware.cors:filter_factory", "oslo_middleware.cors:CORS.factory", "oslo_middleware:CORS.factory",
          "egg:oslo.middleware#cors"},
         [](FactoryArguments given) {
             return cors(cors_options(given.section, given.options.cors), std::move(given.next));
         }},

        // [oslo_middleware]enable_proxy_headers_parsing: before anything that makes links or logs addresses.
        {filter,
         {"oslo_middleware.http_proxy_to_wsgi:HTTPProxyToWSGI.factory", "oslo_middleware:HTTPProxyToWSGI.factory",
          "egg:oslo.middleware#http_proxy_to_wsgi"},
         [](FactoryArguments given) {
             const bool enabled = bool_setting(given.section, "enable_proxy_headers_parsing",
                                               given.options.enable_proxy_headers_parsing);
             return http_proxy_to_wsgi(enabled, std::move(given.next));
         }},

        // Before authentication, so that refused requests have an id too.
        {filter,
         {"oslo_middleware:RequestId.factory", "oslo_middleware.request_id:RequestId.factory",
          "egg:oslo.middleware#request_id"},
         [](FactoryArguments given) { return request_id(std::move(given.next)); }},

        // After request_id, so that the error it logs can be found by the id.
        {filter,
         {"oslo_middleware:CatchErrors.factory", "oslo_middleware.catch_errors:CatchErrors.factory",
          "egg:oslo.middleware#catch_errors"},
         [](FactoryArguments given) { return catch_errors(std::move(given.next)); }},

        // [oslo_middleware]max_request_body_size. The server has a limit of its own, which is larger.
        {filter,
         {"oslo_middleware:RequestBodySizeLimiter.factory", "oslo_middleware.sizelimit:RequestBodySizeLimiter.factory",
          "egg:oslo.middleware#sizelimit"},
         [](FactoryArguments given) {
             const std::size_t most =
                 size_setting(given.section, "max_request_body_size", given.options.max_request_body_size);
             return size_limit(most, std::move(given.next));
         }},

        // Traces Python calls, of which there are none here: let through.
        {filter, {"osprofiler.web:WsgiMiddleware.factory", "egg:osprofiler#osprofiler"}, pass_through},

        // auth_strategy noauth.
        {filter,
         {"neutron.auth:NoauthFakeProjectId.factory"},
         [](FactoryArguments given) { return fake_project_id(std::move(given.next)); }},

        // auth_strategy keystone: the token is checked, and what it says becomes the request's context.
        {filter,
         {"keystonemiddleware.auth_token:filter_factory", "egg:keystonemiddleware#auth_token"},
         make_auth_token},
        {filter, {"neutron.auth:NeutronKeystoneContext.factory"}, make_keystone_context},

        // Optional; after the context.
        {filter, {"neutron.api.extensions:ProjectIdMiddleware.factory"}, make_project_id},

        // In the reference this filter answers for extension resources. Here one application serves all, so it marks a
        // place.
        {filter,
         {"neutron.api.extensions:plugin_aware_extension_middleware_factory",
          "neutron.api.extensions:ExtensionMiddleware.factory"},
         pass_through},

        // The applications: the API, the list of its versions, and whether this server wants requests.
        {app,
         {"neutron.api.v2.router:APIRouter.factory", "neutron.pecan_wsgi.app:v2_factory"},
         [](FactoryArguments given) { return given.api; }},
        {app,
         {"neutron.pecan_wsgi.app:versions_factory", "neutron.api.versions:Versions.factory"},
         [](FactoryArguments given) { return versions(given.options.network_link_prefix); }},
        {app,
         {"oslo_middleware:Healthcheck.app_factory", "oslo_middleware.healthcheck:Healthcheck.app_factory",
          "egg:oslo.middleware#healthcheck"},
         [](FactoryArguments given) {
             return healthcheck(healthcheck_options(given.section, given.options.healthcheck));
         }},
        {filter,
         {"oslo_middleware:Healthcheck.factory", "oslo_middleware.healthcheck:Healthcheck.factory",
          "egg:oslo.middleware#healthcheck"},
         [](FactoryArguments given) {
             return healthcheck(healthcheck_options(given.section, given.options.healthcheck), std::move(given.next));
         }},
    };
}

}  // namespace neutrino::pipeline
