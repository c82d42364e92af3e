// Keystone's middleware, and the users with whom the service asks Keystone and others.
#include "config/option.h"

#include <array>
#include <string>
#include <vector>

namespace neutrino::config {
namespace {

constexpr std::array kAuthToken = std::to_array<Option>({
    {.group = "keystone_authtoken",
     .name = "www_authenticate_uri",
     .type = OptionType::text,
     .unset = true,
     .deprecated = "keystone_authtoken.auth_uri"},
    {.group = "keystone_authtoken", .name = "auth_version", .type = OptionType::text, .unset = true},
    {.group = "keystone_authtoken", .name = "interface", .type = OptionType::text, .fallback = "internal"},
    {.group = "keystone_authtoken", .name = "region_name", .type = OptionType::text, .unset = true},
    {.group = "keystone_authtoken", .name = "delay_auth_decision", .type = OptionType::boolean, .fallback = "false"},
    {.group = "keystone_authtoken",
     .name = "http_connect_timeout",
     .type = OptionType::integer,
     .unset = true,
     .least = 1},
    {.group = "keystone_authtoken",
     .name = "http_request_max_retries",
     .type = OptionType::integer,
     .fallback = "3",
     .least = 0,
     .most = 10},
    {.group = "keystone_authtoken", .name = "token_cache_time", .type = OptionType::integer, .fallback = "300"},
    {.group = "keystone_authtoken", .name = "include_service_catalog", .type = OptionType::boolean, .fallback = "true"},
    {.group = "keystone_authtoken", .name = "enforce_token_bind", .type = OptionType::text, .fallback = "permissive"},
    {.group = "keystone_authtoken", .name = "service_token_roles", .type = OptionType::list, .fallback = "service"},
    {.group = "keystone_authtoken",
     .name = "service_token_roles_required",
     .type = OptionType::boolean,
     .fallback = "false"},
    {.group = "keystone_authtoken", .name = "service_type", .type = OptionType::text, .unset = true},
    // Of a cache that others keep; ours is in the process.
    {.group = "keystone_authtoken", .name = "cache", .type = OptionType::text, .unset = true},
    {.group = "keystone_authtoken",
     .name = "memcached_servers",
     .type = OptionType::list,
     .unset = true,
     .deprecated = "keystone_authtoken.memcache_servers"},
    {.group = "keystone_authtoken", .name = "memcache_security_strategy", .type = OptionType::text, .fallback = "None"},
    {.group = "keystone_authtoken",
     .name = "memcache_secret_key",
     .type = OptionType::text,
     .unset = true,
     .secret = true},
    {.group = "keystone_authtoken",
     .name = "memcache_use_advanced_pool",
     .type = OptionType::boolean,
     .fallback = "true"},
    {.group = "keystone_authtoken", .name = "memcache_pool_dead_retry", .type = OptionType::integer, .fallback = "300"},
    {.group = "keystone_authtoken", .name = "memcache_pool_maxsize", .type = OptionType::integer, .fallback = "10"},
    {.group = "keystone_authtoken",
     .name = "memcache_pool_socket_timeout",
     .type = OptionType::integer,
     .fallback = "3"},
    {.group = "keystone_authtoken",
     .name = "memcache_pool_unused_timeout",
     .type = OptionType::integer,
     .fallback = "60"},
    {.group = "keystone_authtoken",
     .name = "memcache_pool_conn_get_timeout",
     .type = OptionType::integer,
     .fallback = "10"},
    // Before auth_type; refused, but the secrets among them are not shown.
    {.group = "keystone_authtoken", .name = "admin_token", .type = OptionType::text, .unset = true, .secret = true},
    {.group = "keystone_authtoken", .name = "admin_password", .type = OptionType::text, .unset = true, .secret = true},
});

// A user of keystoneauth: its plugin "password", and its session.
constexpr std::array kUser = std::to_array<Option>({
    {.group = "", .name = "auth_type", .unset = true, .deprecated = "auth_plugin"},
    {.group = "", .name = "auth_section", .unset = true},
    {.group = "", .name = "auth_url", .unset = true},
    {.group = "", .name = "user_id", .unset = true},
    {.group = "", .name = "username", .unset = true, .deprecated = "user_name"},
    {.group = "", .name = "password", .unset = true, .secret = true},
    {.group = "", .name = "user_domain_id", .unset = true},
    {.group = "", .name = "user_domain_name", .unset = true},
    {.group = "", .name = "project_id", .unset = true, .deprecated = "tenant_id"},
    {.group = "", .name = "project_name", .unset = true, .deprecated = "tenant_name"},
    {.group = "", .name = "project_domain_id", .unset = true},
    {.group = "", .name = "project_domain_name", .unset = true},
    {.group = "", .name = "default_domain_id", .unset = true},
    {.group = "", .name = "default_domain_name", .unset = true},
    {.group = "", .name = "domain_id", .unset = true},
    {.group = "", .name = "domain_name", .unset = true},
    {.group = "", .name = "system_scope", .unset = true},
    {.group = "", .name = "trust_id", .unset = true},
    {.group = "", .name = "cafile", .unset = true},
    {.group = "", .name = "certfile", .unset = true},
    {.group = "", .name = "keyfile", .unset = true},
    {.group = "", .name = "insecure", .type = OptionType::boolean, .fallback = "false"},
    {.group = "", .name = "timeout", .type = OptionType::integer, .unset = true, .least = 1},
});

struct All {
    All() : options(kAuthToken.begin(), kAuthToken.end()) {
        constexpr std::array<std::string_view, 5> kGroups = {"keystone_authtoken", "nova", "placement", "ironic",
                                                             "designate"};
        former.reserve(kGroups.size() * kUser.size());  // the options refer to them
        for (const std::string_view group : kGroups) {
            for (Option option : kUser) {
                option.group = group;
                if (!option.deprecated.empty())
                    option.deprecated = former.emplace_back(std::string(group) + "." + std::string(option.deprecated));
                options.push_back(option);
            }
        }
    }
    std::vector<std::string> former;
    std::vector<Option> options;
};

}  // namespace

std::span<const Option> keystone_options() {
    static const All all;
    return all.options;
}

}  // namespace neutrino::config
