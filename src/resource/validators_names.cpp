// Names of the domain name system (RFC 1034, 1123).

#include "resource/python_text.h"
#include "resource/validators.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace neutrino::resource {
namespace {

constexpr std::int64_t kLongestName = 255;
constexpr std::size_t kLongestLabel = 63;
// Stand for facts of the request in zones of floating IPs and ports.
constexpr std::array<std::string_view, 4> kKeywords = {"<project_id>", "<project_name>", "<user_name>", "<user_id>"};
constexpr std::string_view kNoDomain =
    "openstacklocal.";  // the option's default: names are then not checked against it

std::int64_t longest_of(const Value& argument) { return argument_length(argument).value_or(kLongestName); }

Reason label_reason(std::string_view label) {
    if (label.empty()) return "a component is empty";
    if (label.starts_with('-') || label.ends_with('-'))
        return fmt::format("name '{}' must not start or end with a hyphen", label);
    const bool fits = label.size() <= kLongestLabel && std::ranges::all_of(label, [](char c) {
                          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-';
                      });
    if (fits || std::ranges::find(kKeywords, label) != kKeywords.end()) return {};
    return fmt::format("name '{}' must be 1-63 lower-case letters, digits or hyphens", label);
}

Reason name_reason(std::string_view name, std::int64_t longest) {
    if (name.ends_with('.')) name.remove_suffix(1);
    if (text_length(name) > static_cast<std::size_t>(longest)) return fmt::format("it exceeds {} characters", longest);
    const auto labels = text_split(name, '.');
    for (const std::string_view label : labels) {
        if (auto reason = label_reason(label)) return reason;
    }
    if (labels.size() > 1 && labels.back().find_first_not_of("0123456789") == std::string_view::npos)
        return fmt::format("the top level '{}' must not be all digits", labels.back());
    return {};
}

Reason check_name(const Value& value, std::int64_t longest) {
    const auto reason = name_reason(value.as_string(), longest);
    if (!reason) return {};
    return fmt::format("'{}' is not a valid PQDN or FQDN: {}", shown(value), *reason);
}

// `domain` ends in a dot, or is empty.
Reason check_in_domain(const Value& value, const std::string& domain) {
    if (domain.empty() || domain == kNoDomain) return {};
    const std::string_view name = value.as_string();
    const std::string above = "." + domain;
    if (!name.ends_with('.')) {
        if (name.size() + above.size() <= static_cast<std::size_t>(kLongestName)) return {};
        return fmt::format("'{}' with the option dns_domain, '{}', exceeds {} characters", shown(value), domain,
                           kLongestName);
    }
    if (name.size() > above.size() && name.ends_with(above)) return {};
    return fmt::format("'{}' is a FQDN, so it must be one or more labels below the option dns_domain, '{}'",
                       shown(value), domain);
}

Validator host_name_make(const Value& argument, const RuleSettings& settings) {
    std::string domain = settings.dns_domain;
    if (!domain.empty() && !domain.ends_with('.')) domain += '.';
    return [longest = longest_of(argument), domain](Value& value) -> Reason {
        if (!value.truthy()) return {};
        if (auto reason = check_string(value)) return reason;
        if (auto reason = check_name(value, longest)) return reason;
        return check_in_domain(value, domain);
    };
}

// What is left for the labels that are added below or above a name, dots included.
constexpr std::int64_t kRoomForDomain = 3;
constexpr std::int64_t kRoomForHost = 2;

Reason check_with_room(const Value& value, std::int64_t longest, std::int64_t room) {
    if (auto reason = check_name(value, longest)) return reason;
    if (text_length(value.as_string()) + static_cast<std::size_t>(room) <= static_cast<std::size_t>(longest)) return {};
    return fmt::format("'{}' leaves no room for a further name in the {} characters of a FQDN", shown(value), longest);
}

Validator floating_name_make(const Value& argument, const RuleSettings&) {
    return [longest = longest_of(argument)](Value& value) -> Reason {
        if (auto reason = check_string(value)) return reason;
        if (value.as_string().empty()) return {};
        if (value.as_string().ends_with('.'))
            return fmt::format("'{}' is a FQDN, it should be a relative domain name", shown(value));
        return check_with_room(value, longest, kRoomForDomain);
    };
}

Validator domain_make(const Value& argument, const RuleSettings&) {
    return [longest = longest_of(argument)](Value& value) -> Reason {
        if (auto reason = check_string(value)) return reason;
        if (value.as_string().empty()) return {};
        if (!value.as_string().ends_with('.')) return fmt::format("'{}' is not a FQDN", shown(value));
        return check_with_room(value, longest, kRoomForHost);
    };
}

constexpr ValidatorEntry kEntries[] = {
    {"dns_host_name", host_name_make},
    {"fip_dns_host_name", floating_name_make},
    {"dns_domain_name", domain_make},
};

}  // namespace

std::span<const ValidatorEntry> validators_of_names() { return kEntries; }

}  // namespace neutrino::resource
