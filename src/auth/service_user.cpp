#include "auth/service_user.h"

#include "auth/token.h"
#include "resource/json.h"

#include <neutrino/value.h>

#include <fmt/core.h>

#include <utility>

namespace neutrino::auth {

namespace {

constexpr auto kSpare = std::chrono::seconds(30);  // a token that ends sooner may end on its way
constexpr auto kFailureStands = std::chrono::seconds(1);

std::vector<Endpoint> endpoints_read(const Value& catalog) {
    std::vector<Endpoint> endpoints;
    for (const Value& service : catalog.items()) {
        for (const Value& endpoint : service.at("endpoints").items()) {
            const Value& region = endpoint.at("region").has_value() ? endpoint.at("region") : endpoint.at("region_id");
            endpoints.push_back(
                {service.at("type").str(), endpoint.at("interface").str(), region.str(), endpoint.at("url").str()});
        }
    }
    return endpoints;
}

std::shared_ptr<const Grant> grant_read(const client::Response& response) {
    auto grant = std::make_shared<Grant>();
    grant->token = response.headers.get("X-Subject-Token");
    if (grant->token.empty()) throw BadAnswer("it has no X-Subject-Token");
    Value body;
    try {
        body = resource::json_parse(response.body);
    } catch (const resource::JsonError& error) {
        throw BadAnswer(std::string("it is no JSON: ") + error.what());
    }
    grant->expires = time_read(body.at("token").at("expires_at").as_string());
    grant->endpoints = endpoints_read(body.at("token").at("catalog"));
    return grant;
}

}  // namespace

const std::string& Grant::url(std::string_view service_type, std::string_view interface,
                              std::string_view region) const {
    for (const Endpoint& endpoint : endpoints) {
        if (endpoint.service_type == service_type && endpoint.interface == interface &&
            (region.empty() || endpoint.region == region))
            return endpoint.url;
    }
    throw Unavailable(fmt::format("Keystone's catalog has no {} endpoint of the service type {}{}{}", interface,
                                  service_type, region.empty() ? "" : " in the region ", region));
}

ServiceUser::ServiceUser(Credentials credentials, client::Client& client, base::Clock clock)
    : credentials_(std::move(credentials)), client_(client), clock_(std::move(clock)) {}

std::shared_ptr<const Grant> ServiceUser::grant() {
    if (auto mine = current()) return mine;
    const std::lock_guard one_at_a_time(asking_);
    if (auto others = current()) return others;
    try {
        auto made = authenticate();
        const std::lock_guard lock(mutex_);
        grant_ = made;
        failure_.clear();
        return made;
    } catch (const Unavailable& unavailable) {
        const std::lock_guard lock(mutex_);
        failure_ = unavailable.what();
        failure_ends_ = clock_.steady() + kFailureStands;
        throw;
    }
}

// nullptr when Keystone has to be asked.
std::shared_ptr<const Grant> ServiceUser::current() const {
    const std::lock_guard lock(mutex_);
    if (grant_ && grant_->expires - kSpare > clock_.wall()) return grant_;
    if (!failure_.empty() && clock_.steady() < failure_ends_) throw Unavailable(failure_);
    return nullptr;
}

void ServiceUser::grant_refused(const std::shared_ptr<const Grant>& grant) {
    const std::lock_guard lock(mutex_);
    if (grant_ == grant) grant_.reset();
}

std::shared_ptr<const Grant> ServiceUser::authenticate() const {
    const client::Request request{"POST",
                                  v3_url(credentials_.auth_url) + "/auth/tokens",
                                  {{"Accept", "application/json"}, {"Content-Type", "application/json"}},
                                  credentials_json(credentials_)};
    try {
        const client::Response response = client_.send(request);
        if (response.status == 201) return grant_read(response);
        const std::string& name = credentials_.username.empty() ? credentials_.user_id : credentials_.username;
        throw Unavailable(fmt::format("{} {} does not let the service's user '{}' in: status {}", request.method,
                                      request.url, name, response.status));
    } catch (const client::Failure& failure) {
        throw Unavailable(failure.what());
    } catch (const BadAnswer& bad) {
        throw Unavailable(fmt::format("{} {}: the answer cannot be used: {}", request.method, request.url, bad.what()));
    }
}

}  // namespace neutrino::auth
