#pragma once
// Who asks, and on whose behalf: made by the request pipeline (authtoken or noauth), read by policy, quota and plugins.

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino {

// A value: it lives as long as the request, and is copied into work that outlives it.
struct RequestContext {
    std::string request_id;         // "req-<uuid>", this request's own; every log line about the request names it
    std::string global_request_id;  // "req-<uuid>", given by the calling service; empty when it gave none

    std::string project_id;  // empty: not scoped to a project (a system token, or work of the service itself)
    std::string project_name;
    std::string user_id;
    std::string user_name;
    std::string project_domain_id;
    std::string project_domain_name;
    std::string user_domain_id;
    std::string user_domain_name;
    std::string domain_id;     // a token scoped to a domain
    std::string system_scope;  // "all" for a system-scoped token

    std::vector<std::string> roles;  // as the identity service spells them; compared without regard to case

    bool is_admin = false;         // may do everything; set from the context_is_admin policy rule
    bool is_advsvc = false;        // another network service: sees resources of all projects; context_is_advsvc
    bool is_admin_project = true;  // false: Keystone has an admin project, and this is another one
    bool is_service = false;       // came with a service token too: `service` says whose

    struct Service {
        std::string user_id;
        std::string user_domain_id;
        std::string project_id;
        std::string project_domain_id;
        std::vector<std::string> roles;
    };
    Service service;

    bool has_role(std::string_view role) const {
        const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
        return std::any_of(roles.begin(), roles.end(), [&](const std::string& mine) {
            return std::equal(mine.begin(), mine.end(), role.begin(), role.end(),
                              [&](char a, char b) { return lower(a) == lower(b); });
        });
    }

    // The same request with an administrator's rights: for what the service does of its own accord while it serves it.
    RequestContext elevated() const {
        RequestContext admin = *this;
        admin.is_admin = true;
        for (const char* role : {"admin", "member", "reader"}) {
            if (!admin.has_role(role)) admin.roles.emplace_back(role);
        }
        return admin;
    }
};

// Work that no request asked for: start-up, reconcilers, periodic tasks.
inline RequestContext admin_context() { return RequestContext{}.elevated(); }

}  // namespace neutrino
