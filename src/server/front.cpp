#include "server/front.h"

#include "base/log.h"
#include "server/settings.h"

#include <algorithm>
#include <utility>

namespace neutrino::server {
namespace {

std::vector<policy::RuleText> rules_in_force(const config::Config& config, const DefaultRules& defaults) {
    PolicyRules files = policy_rules(config, defaults);
    for (const std::string& warning : files.warnings) log::warning("{}", warning);
    return std::move(files.rules);
}

}  // namespace

Front::Front(const FrontParts& parts)
    : policy_(rules_in_force(parts.config, parts.rules), parts.config.boolean("oslo_policy", "enforce_new_defaults")),
      api_(parts.handlers, parts.database, policy_, parts.quota, parts.extensions, api_options(parts.config)),
      pipeline_(paste_file(parts.config), options(parts),
                [this](http::Request& request, RequestContext& context) { return api_(request, context); }) {
    for (const std::string& problem : policy_.problems()) log::warning("{}", problem);
}

pipeline::Options Front::options(const FrontParts& parts) {
    pipeline::Options options = pipeline_options(parts.config);
    options.authenticator = [this, &parts](const pipeline::PasteSection& section) {
        return authenticators_.emplace_back(parts.identity.authenticator(section));
    };
    options.project_check = [&parts] { return parts.identity.project_check(); };
    options.rights = [this](RequestContext& context) {
        context.is_advsvc = policy_.is_advsvc(context);
        context.is_admin = policy_.is_admin(context);
    };
    return options;
}

bool Front::inline_safe(const http::Request& request) const {
    constexpr std::string_view kApi = "/v2.0";
    std::string_view path = request.path;
    if (!path.starts_with(kApi)) return false;
    path.remove_prefix(kApi.size());
    return path.starts_with('/') && api_.inline_safe(request.method, path) && !waits_outside(request);
}

bool Front::waits_outside(const http::Request& request) const {
    return !std::ranges::all_of(authenticators_, [&](const auto& each) { return each->knows(request); });
}

}  // namespace neutrino::server
