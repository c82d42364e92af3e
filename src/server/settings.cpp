#include "server/settings.h"

#include "config/text.h"
#include "store/database_url.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <initializer_list>
#include <limits>
#include <stdexcept>

namespace neutrino::server {
namespace {

namespace fs = std::filesystem;
using config::Config;
using config::ConfigError;

// An option and the values of it that need nothing we lack.
struct Built {
    std::string_view group;
    std::string_view name;
    std::initializer_list<std::string_view> values;
    std::string_view lacking;
};

void refuse_others(const Config& config, const Built& built) {
    std::string value = config.text(built.group, built.name);
    if (const auto flag = config::parse_bool(value)) value = *flag ? "true" : "false";
    if (std::find(built.values.begin(), built.values.end(), value) != built.values.end()) return;
    throw config.refusal(built.group, built.name, fmt::format("'{}' is not built in: {}", value, built.lacking));
}

std::chrono::seconds seconds(const Config& config, std::string_view group, std::string_view name) {
    return std::chrono::seconds(config.integer(group, name));
}

http::TlsOptions tls_options(const Config& config) {
    const auto file = [&](std::string_view name, bool required) {
        const std::string path = config.text("ssl", name);
        if (path.empty() && required)
            throw config.refusal("ssl", name, "is not set, but [DEFAULT] use_ssl asks for TLS");
        if (!path.empty() && !fs::exists(path))
            throw config.refusal("ssl", name, fmt::format("{} does not exist", path));
        return path;
    };
    return {file("cert_file", true), file("key_file", true), file("ca_file", false), config.text("ssl", "ciphers")};
}

// [cors.NAME] is not declared, as its name is free; what it doesn't say is as in [cors].
pipeline::CorsOptions cors_options(const Config& config, const std::string& group) {
    const auto text = [&](const char* name) {
        std::string value = config.raw(group, name);
        return value.empty() ? config.raw("cors", name) : value;
    };
    const auto refuse = [&](const char* name, const char* wanted) {
        throw ConfigError(fmt::format("[{}] {}: '{}' is not {}", group, name, text(name), wanted));
    };
    pipeline::CorsOptions options;
    options.allowed_origin = config::split_list(text("allowed_origin"));
    options.expose_headers = config::split_list(text("expose_headers"));
    options.allow_methods = config::split_list(text("allow_methods"));
    options.allow_headers = config::split_list(text("allow_headers"));
    const auto credentials = config::parse_bool(text("allow_credentials"));
    const auto age = config::parse_int(text("max_age"));
    if (!credentials) refuse("allow_credentials", "a boolean (true or false)");
    if (!age || *age < 0 || *age > std::numeric_limits<int>::max()) refuse("max_age", "a number of seconds");
    options.allow_credentials = *credentials;
    options.max_age = static_cast<int>(*age);
    return options;
}

std::int64_t pagination_limit(const Config& config) {
    const std::string text = config.text("DEFAULT", "pagination_max_limit");
    if (text == "infinite") return -1;
    const auto number = config::parse_int(text);
    if (!number) {
        throw config.refusal("DEFAULT", "pagination_max_limit",
                             fmt::format("'{}' is neither a number nor 'infinite'", text));
    }
    return *number > 0 ? *number : -1;
}

}  // namespace

void settings_check(const Config& config) {
    const std::array<Built, 9> all = {{
        {"DEFAULT", "use_syslog", {"false"}, "logs go to log_file or to standard error"},
        {"DEFAULT",
         "use_journal",
         {"false"},
         "logs go to log_file or to standard error, which systemd's journal keeps"},
        {"DEFAULT", "log_config_append", {""}, "Python's logging files say nothing to Neutrino"},
        {"DEFAULT", "ipam_driver", {"internal"}, "addresses are handed out by the internal driver"},
        {"DEFAULT", "external_dns_driver", {""}, "there is no external DNS integration"},
        {"DEFAULT", "ipv6_pd_enabled", {"false"}, "there is no prefix delegation"},
        {"quotas",
         "quota_driver",
         {"neutron.db.quota.driver_nolock.DbQuotaNoLockDriver", "neutron.db.quota.driver.DbQuotaDriver"},
         "quotas are counted inside of each transaction, which stands for either of Neutron's database drivers"},
        {"oslo_policy", "enforce_scope", {"false"}, "the scopes of tokens are not looked at"},
        {"database", "slave_connection", {""}, "reads are served from memory and need no second database"},
    }};
    for (const Built& built : all) refuse_others(config, built);
}

std::optional<fs::path> settings_file(const Config& config, const std::string& name) {
    if (fs::path(name).is_absolute()) return fs::exists(name) ? std::optional<fs::path>(name) : std::nullopt;
    for (const std::string& file : config.files()) {
        const fs::path beside = fs::path(file).parent_path() / name;
        if (fs::exists(beside)) return beside;
    }
    return std::nullopt;
}

log::Options log_options(const Config& config) {
    log::Options options;
    options.debug = config.boolean("DEFAULT", "debug");
    options.to_stderr = config.boolean("DEFAULT", "use_stderr");
    const std::string file = config.text("DEFAULT", "log_file");
    const std::string folder = config.text("DEFAULT", "log_dir");
    if (!file.empty()) {
        options.file = fs::path(folder) / file;
    } else if (!folder.empty()) {
        options.file = fs::path(folder) / "neutrino.log";
    }
    return options;
}

http::ServerOptions http_options(const Config& config) {
    http::ServerOptions options;
    options.host = config.text("DEFAULT", "bind_host");
    options.port = static_cast<std::uint16_t>(config.integer("DEFAULT", "bind_port"));
    options.backlog = static_cast<int>(config.integer("DEFAULT", "backlog"));
    options.bind_retry = seconds(config, "DEFAULT", "retry_until_window");
    options.io_threads = static_cast<unsigned>(config.integer("neutrino", "io_threads"));
    options.workers = static_cast<unsigned>(config.integer("neutrino", "workers"));
    options.outside_workers = static_cast<unsigned>(config.integer("neutrino", "outside_workers"));
    options.keep_alive = config.boolean("DEFAULT", "wsgi_keep_alive");
    options.tcp_keepidle = seconds(config, "DEFAULT", "tcp_keepidle");
    if (config.boolean("DEFAULT", "use_ssl")) options.tls = tls_options(config);
    // Neutron's limit is for each line of a head, ours for all of it: room for four of the longest.
    options.limits.header_bytes = 4 * static_cast<std::size_t>(config.integer("DEFAULT", "max_header_line"));
    options.limits.body_bytes = static_cast<std::size_t>(config.integer("neutrino", "max_body_size"));
    options.limits.connections = static_cast<std::size_t>(config.integer("neutrino", "max_connections"));
    options.limits.idle = seconds(config, "DEFAULT", "client_socket_timeout");
    options.limits.header = seconds(config, "neutrino", "header_timeout");
    options.limits.body = seconds(config, "neutrino", "body_timeout");
    options.limits.write = seconds(config, "neutrino", "write_timeout");
    return options;
}

pipeline::Options pipeline_options(const Config& config) {
    pipeline::Options options;
    options.auth_strategy = config.text("DEFAULT", "auth_strategy");
    options.network_link_prefix = config.text("DEFAULT", "network_link_prefix");
    options.enable_proxy_headers_parsing = config.boolean("oslo_middleware", "enable_proxy_headers_parsing");
    options.max_request_body_size =
        static_cast<std::size_t>(config.integer("oslo_middleware", "max_request_body_size"));
    options.cors = {cors_options(config, "cors")};
    for (const std::string& group : config.groups("cors.")) options.cors.push_back(cors_options(config, group));
    options.healthcheck.path = config.text("healthcheck", "path");
    options.healthcheck.backends = config.list("healthcheck", "backends");
    options.healthcheck.disable_by_file_path = config.text("healthcheck", "disable_by_file_path");
    options.healthcheck.disable_by_file_paths = config.list("healthcheck", "disable_by_file_paths");
    return options;
}

pipeline::PasteFile paste_file(const Config& config) {
    const std::string name = config.text("DEFAULT", "api_paste_config");
    if (const auto found = settings_file(config, name)) return pipeline::read_paste_file(found->string());
    if (config.is_given("DEFAULT", "api_paste_config"))
        throw config.refusal("DEFAULT", "api_paste_config", fmt::format("{} does not exist", name));
    return pipeline::default_paste_file();
}

api::Options api_options(const Config& config) {
    api::Options options;
    options.pagination_max_limit = pagination_limit(config);
    options.filter_validation = config.boolean("DEFAULT", "filter_validation");
    options.network_link_prefix = config.text("DEFAULT", "network_link_prefix");
    options.allow_bulk = config.boolean("DEFAULT", "allow_bulk");
    return options;
}

store::StoreOptions store_options(const Config& config, const fs::path& schema) {
    store::StoreOptions options;
    options.connection = config.text("database", "connection");
    options.schema_folder = schema;
    if (options.connection.empty()) {
        throw config.refusal("database", "connection", "is not set; e.g. sqlite:////var/lib/neutron/neutron.sqlite");
    }
    try {
        // A SQLite file is this server's alone. Tables that several servers share are changed when the operator says
        // so: neutrino db upgrade.
        options.upgrade = store::DatabaseUrl::parse(options.connection).dialect == "sqlite";
    } catch (const std::invalid_argument& error) {
        throw config.refusal("database", "connection", error.what());
    }
    return options;
}

quota::Quota quota_limits(const Config& config, const Catalog& catalog) {
    std::map<std::string, std::int64_t> limits;
    for (const ResourceType* type : catalog.all()) {
        if (type->quota.empty()) continue;
        // Not declared for every resource: a third party's has one too.
        const std::string text = config.raw("quotas", "quota_" + type->quota);
        if (text.empty()) continue;
        const auto number = config::parse_int(text);
        if (!number) throw ConfigError(fmt::format("[quotas] quota_{}: '{}' is not an integer", type->quota, text));
        limits[type->quota] = *number;
    }
    return {std::move(limits), config.integer("quotas", "default_quota"), catalog.find("quota_limits")};
}

}  // namespace neutrino::server
