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

// Reads an attribute of a record, computed ones included.
using AttributeReader = std::function<Value(const View&, const Record&, int attribute)>;

// What a rule looks at. `view` and `catalog` find the parent for checks such as tenant_id:%(network:tenant_id)s;
// without `read`, attributes are what the record holds.
struct Target {
    const Record* record = nullptr;
    const View* view = nullptr;
    const Catalog* catalog = nullptr;
    const AttributeReader* read = nullptr;
};

// A named rule as text; `deprecated` is OR-ed with it unless enforce_new_defaults.
struct RuleText {
    std::string name;
    std::string check;
    std::string deprecated;
};

// What can be said of a rule before the target is known.
enum class Verdict { denied, allowed, depends };

// Immutable once built; thread-safe.
class Engine {
public:
    // A rule that does not parse denies everything and is named in problems(), as is one that refers to an unknown
    // rule.
    Engine(const std::vector<RuleText>& rules, bool enforce_new_defaults);
    ~Engine();

    bool known(std::string_view rule) const;
    // A handle, as long-lived as the engine, that spares look-ups by name. An unknown rule is "default"; without that,
    // a rule that denies.
    const Check& rule(std::string_view name) const;

    // An admin passes every rule unless enforce_new_defaults (Neutron 21).
    Verdict decide(const Check& rule, const RequestContext& context) const;
    bool check(const Check& rule, const RequestContext& context, const Target& target) const;
    bool check(std::string_view rule_name, const RequestContext& context, const Target& target) const {
        return check(rule(rule_name), context, target);
    }
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
