#include "server/keystone_settings.h"

#include "base/log.h"
#include "config/option.h"
#include "config/text.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <filesystem>
#include <limits>
#include <utility>

namespace neutrino::server {
namespace {

using config::Config;

constexpr std::string_view kAuthToken = "keystone_authtoken";
constexpr std::chrono::seconds kTimeout{15};  // Keystone's middleware would wait for ever

// Options of one group, each of which a setting of a section may stand for.
class Reader {
public:
    Reader(const Config& config, std::string group, const pipeline::PasteSection* section = nullptr)
        : config_(config), group_(std::move(group)), section_(section) {}

    // Of another group, with the same section.
    Reader of(std::string group) const { return {config_, std::move(group), section_}; }

    std::string text(std::string_view name) const {
        const std::string* setting = section_ != nullptr ? section_->find(name) : nullptr;
        return setting != nullptr ? *setting : config_.raw(group_, name);
    }
    bool boolean(std::string_view name) const {
        const auto value = config::parse_bool(text(name));
        if (!value) refuse(name, "'" + text(name) + "' is neither true nor false");
        return *value;
    }
    std::int64_t integer(std::string_view name, std::int64_t least, std::int64_t most) const {
        const auto value = config::parse_int(text(name));
        if (!value || *value < least || *value > most)
            refuse(name, fmt::format("'{}' is no number from {} to {}", text(name), least, most));
        return *value;
    }
    std::string file(std::string_view name) const {
        std::string path = text(name);
        if (!path.empty() && !std::filesystem::exists(path)) refuse(name, path + " does not exist");
        return path;
    }
    std::string required(std::string_view name, std::string_view because) const {
        std::string value = text(name);
        if (value.empty()) refuse(name, "is not set, but " + std::string(because));
        return value;
    }

    [[noreturn]] void refuse(std::string_view name, const std::string& why) const {
        if (section_ != nullptr && section_->find(name) != nullptr)
            throw pipeline::PasteError(fmt::format("{} {}: {}", section_->title(), name, why));
        throw config_.refusal(group_, name, why);
    }

private:
    const Config& config_;
    const std::string group_;
    const pipeline::PasteSection* section_;
};

// `domain` and its like default to default_domain_*.
void domain_read(const Reader& reader, std::string_view prefix, std::string& id, std::string& name) {
    id = reader.text(std::string(prefix) + "_domain_id");
    name = reader.text(std::string(prefix) + "_domain_name");
    if (!id.empty() || !name.empty()) return;
    id = reader.text("default_domain_id");
    name = reader.text("default_domain_name");
}

auth::Credentials credentials_read(const Reader& reader) {
    const std::string type = reader.required("auth_type", "tells how the service's user signs in: password");
    if (type != "password" && type != "v3password")
        reader.refuse("auth_type", "'" + type + "' is not built in: password and v3password are");
    auth::Credentials user;
    user.auth_url = reader.required("auth_url", "tells where Keystone is, e.g. http://controller:5000");
    if (!user.auth_url.starts_with("http://") && !user.auth_url.starts_with("https://"))
        reader.refuse("auth_url",
                      "'" + user.auth_url + "' is no URL of the form http://HOST:PORT or https://HOST:PORT");
    user.user_id = reader.text("user_id");
    if (user.user_id.empty())
        user.username = reader.required("username", "tells who the service's user is, as user_id would");
    user.password = reader.required("password", "the service's user needs it to sign in");
    domain_read(reader, "user", user.user_domain_id, user.user_domain_name);
    user.project_id = reader.text("project_id");
    user.project_name = reader.text("project_name");
    domain_read(reader, "project", user.project_domain_id, user.project_domain_name);
    user.domain_id = reader.text("domain_id");
    user.domain_name = reader.text("domain_name");
    user.system_scope = reader.text("system_scope");
    user.trust_id = reader.text("trust_id");
    if (user.user_id.empty() && user.user_domain_id.empty() && user.user_domain_name.empty())
        reader.required("user_domain_name", "a user that is named by name has a domain, e.g. Default");
    const bool scoped_otherwise =
        !(user.project_id + user.domain_id + user.domain_name + user.system_scope + user.trust_id).empty();
    if (!scoped_otherwise) {
        reader.required("project_name", "the service's user needs a project to have any rights in, e.g. service");
        if (user.project_domain_id.empty() && user.project_domain_name.empty())
            reader.required("project_domain_name", "a project that is named by name has a domain, e.g. Default");
    }
    return user;
}

client::CurlOptions http_read(const Reader& reader, std::string_view timeout) {
    client::CurlOptions http;
    http.timeout = kTimeout;
    if (!reader.text(timeout).empty()) http.timeout = std::chrono::seconds(reader.integer(timeout, 1, 3600));
    http.connect_timeout = std::min<std::chrono::milliseconds>(http.connect_timeout, http.timeout);
    http.insecure = reader.boolean("insecure");
    http.ca_file = reader.file("cafile");
    http.cert_file = reader.file("certfile");
    http.key_file = reader.file("keyfile");
    return http;
}

// Settings that the section has by mistake, as far as that can be told.
void section_check(const pipeline::PasteSection& section) {
    constexpr std::array<std::string_view, 4> kOthers = {"oslo_config_project", "log_name", "here", "__file__"};
    if (section.find("oslo_config_file") != nullptr) {
        throw pipeline::PasteError(
            section.title() + " oslo_config_file: another file cannot be used: write its options into this section");
    }
    for (const auto& setting : section.settings) {
        const bool known = std::ranges::find(kOthers, setting.key) != kOthers.end() ||
                           std::ranges::any_of(config::keystone_options(), [&](const config::Option& option) {
                               return option.group == kAuthToken && option.name == setting.key;
                           });
        if (!known) log::warning("{} {}: there is no such option in [{}]", section.title(), setting.key, kAuthToken);
    }
}

}  // namespace

AuthTokenSettings auth_token_settings(const Config& config, const pipeline::PasteSection& section) {
    section_check(section);
    const Reader reader(config, std::string(kAuthToken), &section);
    const std::string elsewhere = reader.text("auth_section");
    AuthTokenSettings settings;
    settings.session.credentials = credentials_read(elsewhere.empty() ? reader : reader.of(elsewhere));
    settings.session.http = http_read(reader, "http_connect_timeout");
    settings.session.retries = static_cast<unsigned>(reader.integer("http_request_max_retries", 0, 10));
    settings.filter.service_type = reader.text("service_type");
    settings.session.keystone = {reader.text("interface"), reader.text("region_name"),
                                 !settings.filter.service_type.empty()};
    settings.checker.cache_time =
        std::chrono::seconds(reader.integer("token_cache_time", -1, std::numeric_limits<std::int32_t>::max()));
    settings.filter.www_authenticate_uri = reader.text("www_authenticate_uri");
    if (settings.filter.www_authenticate_uri.empty()) {
        log::warning(
            "[{}] www_authenticate_uri is not set: clients without a token are sent to auth_url, which they may not "
            "reach",
            kAuthToken);
        settings.filter.www_authenticate_uri = settings.session.credentials.auth_url;
    }
    settings.filter.delay_auth_decision = reader.boolean("delay_auth_decision");
    settings.filter.service_token_roles = config::split_list(reader.text("service_token_roles"));
    settings.filter.service_token_roles_required = reader.boolean("service_token_roles_required");
    settings.filter.enforce_token_bind = reader.text("enforce_token_bind");
    return settings;
}

auth::SessionOptions user_settings(const Config& config, const std::string& group) {
    const Reader reader(config, group);
    const std::string elsewhere = reader.text("auth_section");
    auth::SessionOptions session;
    session.credentials = credentials_read(elsewhere.empty() ? reader : reader.of(elsewhere));
    session.http = http_read(reader, "timeout");
    const std::string interface = config.raw(group, "endpoint_type");
    session.keystone = {interface.empty() ? "public" : interface, config.raw(group, "region_name"), false};
    return session;
}

}  // namespace neutrino::server
