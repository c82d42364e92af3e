#include "server/front.h"

#include "base/log.h"
#include "server/settings.h"

#include <utility>

namespace neutrino::server {
namespace {

std::vector<policy::RuleText> rules_in_force(const config::Config& config, const DefaultRules& defaults) {
    PolicyRules files = policy_rules(config, defaults);
    for (const std::string& warning : files.warnings) log::warning("{}", warning);
    return std::move(files.rules);
}

}  // namespace

Front::Front(const config::Config& config, const DefaultRules& rules, const api::Handlers& handlers, Database& database,
             const quota::Quota& quota, const std::vector<api::ExtensionInfo>& extensions)
    : policy_(rules_in_force(config, rules), config.boolean("oslo_policy", "enforce_new_defaults")),
      api_(handlers, database, policy_, quota, extensions, api_options(config)),
      pipeline_(paste_file(config), pipeline_options(config),
                [this](http::Request& request, RequestContext& context) { return api_(request, context); }) {
    for (const std::string& problem : policy_.problems()) log::warning("{}", problem);
}

bool Front::inline_safe(const http::Request& request) const {
    constexpr std::string_view kApi = "/v2.0";
    std::string_view path = request.path;
    if (!path.starts_with(kApi)) return false;
    path.remove_prefix(kApi.size());
    return path.starts_with('/') && api_.inline_safe(request.method, path);
}

}  // namespace neutrino::server
