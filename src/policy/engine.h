#pragma once
// Decides what a request may do: oslo.policy's language over Neutron's default rules.

#include <neutrino/record.h>
#include <neutrino/request_context.h>
#include <neutrino/transaction.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::policy {

struct Check;

// What a rule looks at. `view` finds the parent for checks such as tenant_id:%(network:tenant_id)s.
struct Target {
    const Record* record = nullptr;
    const View* view = nullptr;
    const Catalog* catalog = nullptr;
    // Reads attributes that the record does not hold (computed ones); may be nullptr.
    const std::function<Value(std::string_view attribute)>* computed = nullptr;
};

// A named rule as text; `deprecated` is OR-ed with it unless enforce_new_defaults.
struct RuleText {
    std::string name;
    std::string check;
    std::string deprecated;
};

// Immutable once built; thread-safe.
class Engine {
public:
    // A rule that does not parse denies everything and is named in problems().
    Engine(const std::vector<RuleText>& rules, bool enforce_new_defaults);
    ~Engine();

    bool known(std::string_view rule) const;
    // An unknown rule falls back on "default"; without that it denies. An admin passes every rule unless
    // enforce_new_defaults (Neutron 21).
    bool check(std::string_view rule, const RequestContext& context, const Target& target) const;
    // Whether the context is an admin or an advanced service by context_is_admin, context_is_advsvc.
    bool is_admin(const RequestContext& context) const;
    bool is_advsvc(const RequestContext& context) const;
    const std::vector<std::string>& problems() const { return problems_; }

private:
    struct Rules;
    std::unique_ptr<Rules> rules_;
    std::vector<std::string> problems_;
    bool enforce_new_defaults_;
};

}  // namespace neutrino::policy
