#include "pipeline/identity_headers.h"

#include <algorithm>
#include <array>
#include <initializer_list>
#include <string>
#include <vector>

namespace neutrino::pipeline {

namespace {

// All that the middleware sets, or has set in earlier versions.
constexpr auto kNames = std::to_array<std::string_view>({
    "X-Identity-Status",
    "X-Service-Identity-Status",
    "X-Service-Catalog",
    "X-Is-Admin-Project",
    "OpenStack-System-Scope",
    "X-Roles",
    "X-User-Id",
    "X-User-Name",
    "X-User-Domain-Id",
    "X-User-Domain-Name",
    "X-Project-Id",
    "X-Project-Name",
    "X-Project-Domain-Id",
    "X-Project-Domain-Name",
    "X-Domain-Id",
    "X-Domain-Name",
    "X-Service-Roles",
    "X-Service-User-Id",
    "X-Service-User-Name",
    "X-Service-User-Domain-Id",
    "X-Service-User-Domain-Name",
    "X-Service-Project-Id",
    "X-Service-Project-Name",
    "X-Service-Project-Domain-Id",
    "X-Service-Project-Domain-Name",
    "X-Service-Domain-Id",
    "X-Service-Domain-Name",
    "X-Role",
    "X-User",
    "X-Tenant-Id",
    "X-Tenant-Name",
    "X-Tenant",
});

char folded(char c) {
    if (c == '_') return '-';
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words) out.append(out.empty() ? "" : ",").append(word);
    return out;
}

std::vector<std::string> split(std::string_view text) {
    std::vector<std::string> words;
    while (!text.empty()) {
        const auto comma = text.find(',');
        std::string_view word = text.substr(0, comma);
        while (word.starts_with(' ')) word.remove_prefix(1);
        while (word.ends_with(' ')) word.remove_suffix(1);
        if (!word.empty()) words.emplace_back(word);
        text.remove_prefix(comma == std::string_view::npos ? text.size() : comma + 1);
    }
    return words;
}

// The value of the first of these fields that is there, be it empty.
std::string_view first_of(const http::Headers& headers, std::initializer_list<std::string_view> names) {
    for (const std::string_view name : names) {
        if (const std::string* value = headers.find(name)) return *value;
    }
    return {};
}

// Fields with nothing to say are left out.
void add(http::Headers& headers, std::string_view name, std::string_view value) {
    if (!value.empty()) headers.add(name, value);
}

}  // namespace

bool is_identity_header(std::string_view name) {
    return std::ranges::any_of(
        kNames, [&](std::string_view known) { return std::ranges::equal(known, name, {}, folded, folded); });
}

void identity_headers_remove(http::Headers& headers) {
    headers.remove_if([](const http::Header& field) { return is_identity_header(field.name); });
}

void user_headers_set(http::Headers& headers, const auth::Token& user) {
    add(headers, "X-User-Id", user.user_id);
    add(headers, "X-User-Name", user.user_name);
    add(headers, "X-User-Domain-Id", user.user_domain_id);
    add(headers, "X-User-Domain-Name", user.user_domain_name);
    add(headers, "X-Project-Id", user.project_id);
    add(headers, "X-Project-Name", user.project_name);
    add(headers, "X-Project-Domain-Id", user.project_domain_id);
    add(headers, "X-Project-Domain-Name", user.project_domain_name);
    add(headers, "X-Domain-Id", user.domain_id);
    add(headers, "X-Domain-Name", user.domain_name);
    add(headers, "OpenStack-System-Scope", user.system_scope);
    add(headers, "X-Roles", joined(user.roles));
    add(headers, "X-Is-Admin-Project", user.is_admin_project ? "True" : "False");
}

void service_headers_set(http::Headers& headers, const auth::Token& service) {
    add(headers, "X-Service-User-Id", service.user_id);
    add(headers, "X-Service-User-Name", service.user_name);
    add(headers, "X-Service-User-Domain-Id", service.user_domain_id);
    add(headers, "X-Service-User-Domain-Name", service.user_domain_name);
    add(headers, "X-Service-Project-Id", service.project_id);
    add(headers, "X-Service-Project-Name", service.project_name);
    add(headers, "X-Service-Project-Domain-Id", service.project_domain_id);
    add(headers, "X-Service-Project-Domain-Name", service.project_domain_name);
    add(headers, "X-Service-Domain-Id", service.domain_id);
    add(headers, "X-Service-Domain-Name", service.domain_name);
    add(headers, "X-Service-Roles", joined(service.roles));
}

void identity_headers_read(const http::Headers& headers, RequestContext& context) {
    context.user_id = first_of(headers, {"X-User-Id", "X-User"});
    context.user_name = headers.get("X-User-Name");
    context.user_domain_id = headers.get("X-User-Domain-Id");
    context.user_domain_name = headers.get("X-User-Domain-Name");
    context.project_id = first_of(headers, {"X-Project-Id", "X-Tenant-Id", "X-Tenant"});
    context.project_name = first_of(headers, {"X-Project-Name", "X-Tenant-Name"});
    context.project_domain_id = headers.get("X-Project-Domain-Id");
    context.project_domain_name = headers.get("X-Project-Domain-Name");
    context.domain_id = headers.get("X-Domain-Id");
    context.system_scope = headers.get("OpenStack-System-Scope");
    context.roles = split(first_of(headers, {"X-Roles", "X-Role"}));
    const std::string* admin = headers.find("X-Is-Admin-Project");
    context.is_admin_project = admin == nullptr || http::equals_ignoring_case(*admin, "true");
    context.is_service = headers.get("X-Service-Identity-Status") == "Confirmed";
    context.service = {std::string(headers.get("X-Service-User-Id")),
                       std::string(headers.get("X-Service-User-Domain-Id")),
                       std::string(headers.get("X-Service-Project-Id")),
                       std::string(headers.get("X-Service-Project-Domain-Id")), split(headers.get("X-Service-Roles"))};
}

}  // namespace neutrino::pipeline
