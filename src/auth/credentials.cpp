#include "auth/credentials.h"

#include "resource/json.h"

#include <neutrino/value.h>

#include <string_view>
#include <utility>
#include <vector>

namespace neutrino::auth {

namespace {

// {"id": ...} or {"name": ..., "domain": {...}}; unset without both.
Value reference(const std::string& id, const std::string& name, Value domain = {}) {
    if (!id.empty()) return Value::map({{"id", id}});
    if (name.empty()) return {};
    return Value::map({{"name", name}, {"domain", std::move(domain)}});
}

Value scope(const Credentials& from) {
    if (!from.system_scope.empty()) return Value::map({{"system", Value::map({{from.system_scope, true}})}});
    if (!from.trust_id.empty()) return Value::map({{"OS-TRUST:trust", Value::map({{"id", from.trust_id}})}});
    if (Value domain = reference(from.domain_id, from.domain_name); domain.has_value())
        return Value::map({{"domain", std::move(domain)}});
    Value project =
        reference(from.project_id, from.project_name, reference(from.project_domain_id, from.project_domain_name));
    return project.has_value() ? Value::map({{"project", std::move(project)}}) : Value();
}

}  // namespace

std::string credentials_json(const Credentials& from) {
    const Value user =
        map_with(reference(from.user_id, from.username, reference(from.user_domain_id, from.user_domain_name)),
                 "password", from.password);
    const Value identity =
        Value::map({{"methods", Value::list({"password"})}, {"password", Value::map({{"user", user}})}});
    return resource::json_text(Value::map({{"auth", Value::map({{"identity", identity}, {"scope", scope(from)}})}}));
}

std::string v3_url(std::string url) {
    while (url.ends_with('/')) url.pop_back();
    if (url.ends_with("/v3")) return url;
    if (url.ends_with("/v2.0")) url.resize(url.size() - 5);
    return url + "/v3";
}

}  // namespace neutrino::auth
