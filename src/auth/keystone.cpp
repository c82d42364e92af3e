#include "auth/keystone.h"

#include "resource/json.h"

#include <neutrino/value.h>

#include <fmt/core.h>

#include <iterator>
#include <utility>

namespace neutrino::auth {

namespace {

// As a part of a path or query.
std::string encoded(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const bool plain =
            (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '_';
        if (plain) {
            out.push_back(c);
        } else {
            fmt::format_to(std::back_inserter(out), "%{:02X}", static_cast<unsigned char>(c));
        }
    }
    return out;
}

}  // namespace

Keystone::Keystone(ServiceUser& user, client::Client& client, KeystoneOptions options)
    : user_(user), client_(client), options_(std::move(options)) {}

std::optional<Token> Keystone::token_validate(std::string_view token, bool allow_expired) {
    std::string path = "/auth/tokens";
    if (!options_.with_catalog) path += "?nocatalog";
    if (allow_expired) path += options_.with_catalog ? "?allow_expired=1" : "&allow_expired=1";
    // The last header says that access rules are seen to; without it Keystone refuses tokens that have some.
    const client::Response response =
        get(path, {{"X-Subject-Token", std::string(token)}, {"OpenStack-Identity-Access-Rules", "1"}});
    if (response.status == 404) return std::nullopt;
    try {
        return token_read(response.body);
    } catch (const BadAnswer& bad) {
        throw Unavailable(fmt::format("Keystone's answer about a token cannot be used: {}", bad.what()));
    }
}

bool Keystone::project_exists(std::string_view id_or_name) {
    const std::string name = encoded(id_or_name);
    if (get("/projects/" + name, {}).status == 200) return true;
    const client::Response named = get("/projects?name=" + name, {});
    try {
        return !resource::json_parse(named.body).at("projects").items().empty();
    } catch (const resource::JsonError& error) {
        throw Unavailable(fmt::format("Keystone's list of projects is no JSON: {}", error.what()));
    }
}

client::Response Keystone::get(const std::string& path, const http::Headers& headers) {
    for (bool again = true;; again = false) {
        const auto grant = user_.grant();
        client::Request request{
            "GET", v3_url(grant->url("identity", options_.interface, options_.region)) + path, headers, {}};
        request.headers.add("Accept", "application/json");
        request.headers.add("X-Auth-Token", grant->token);
        client::Response response;
        try {
            response = client_.send(request);
        } catch (const client::Failure& failure) {
            throw Unavailable(failure.what());
        }
        if (response.status == 200 || response.status == 404) return response;
        if (response.status == 401 && again) {
            user_.grant_refused(grant);
            continue;
        }
        const bool may_not = response.status == 401 || response.status == 403;
        throw Unavailable(fmt::format("{} {}: status {}{}", request.method, request.url, response.status,
                                      may_not ? ": the service's user may not do this" : ""));
    }
}

}  // namespace neutrino::auth
