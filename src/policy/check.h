#pragma once
// The parsed form of a rule. Private to this room.

#include <memory>
#include <regex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::policy {

struct Check;
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
    Kind kind;
    std::vector<CheckPtr> parts;                // any, all, negation
    std::string left;                           // generic: credential or literal; field: attribute
    std::string right;                          // rule, role: name; others: the text to match, with %(name)s in it
    std::shared_ptr<const std::regex> pattern;  // field with =~
};

class CheckError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// Throws CheckError on text that is not of the language.
CheckPtr parse_check(std::string_view text);

}  // namespace neutrino::policy
