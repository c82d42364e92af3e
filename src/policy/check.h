#pragma once
// The parsed form of a rule, and what it says of a request. Private to this room; others hold it as a handle.

#include "policy/engine.h"

#include <memory>
#include <regex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::policy {

using CheckPtr = std::unique_ptr<Check>;

// oslo.policy's checks. `left:right` pairs keep their two halves as text; what %(name)s refers to is found when asked.
struct Check {
    enum class Kind {
        always,    // @ or ""
        never,     // !
        any,       // or
        all,       // and
        negation,  // not
        rule,      // rule:NAME
        role,      // role:NAME, case-insensitive
        owner,     // tenant_id:%(network:tenant_id)s and its like: the owner of the target or of its parent
        field,     // field:RESOURCE:ATTRIBUTE=VALUE, or =~REGEX
        generic,   // CREDENTIAL-OR-LITERAL:TEXT
    };
    // What the left half of a generic check stands for.
    enum class Credential {
        literal,
        project_id,
        project_name,
        project_domain_id,
        user_id,
        user_name,
        user_domain_id,
        domain_id,
        system_scope,
        service_user_id,
        service_user_domain_id,
        service_project_id,
        service_project_domain_id,
        roles,
        service_roles,
        is_admin,
        is_admin_project,
        unknown,  // equals nothing
    };
    Kind kind;
    std::vector<CheckPtr> parts;  // any, all, negation
    std::string left;             // generic: the literal; field: RESOURCE
    std::string right;            // rule, role: name; others: the text to match, with %(name)s in it
    std::string attribute;        // field: ATTRIBUTE; owner, generic: NAME when `right` is %(NAME)s and nothing else
    Credential credential = Credential::unknown;
    std::shared_ptr<const std::regex> pattern;  // field with =~
    const Check* referenced = nullptr;          // rule: what it names, once all rules are there; nullptr denies
};

class CheckError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Throws CheckError on text that is not of the language.
CheckPtr parse_check(std::string_view text);

// Without a target: what can be said before one is known, which may be `depends`. With one, never that.
Verdict evaluate(const Check& check, const RequestContext& context, const Target* target);

}  // namespace neutrino::policy
