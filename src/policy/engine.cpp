#include "policy/engine.h"

#include "policy/check.h"

#include <map>

namespace neutrino::policy {

struct Engine::Rules {
    std::map<std::string, CheckPtr, std::less<>> by_name;
    CheckPtr denial;
};

namespace {

// Points every reference below `check` to the rule that it names. Returns the names that no rule has.
void references_resolve(Check& check, const std::map<std::string, CheckPtr, std::less<>>& rules,
                        std::vector<std::string>& unknown) {
    for (const CheckPtr& part : check.parts) references_resolve(*part, rules, unknown);
    if (check.kind != Check::Kind::rule) return;
    auto found = rules.find(check.right);
    if (found == rules.end()) {
        unknown.push_back(check.right);
        found = rules.find("default");
    }
    if (found != rules.end()) check.referenced = found->second.get();
}

}  // namespace

Engine::Engine(const std::vector<RuleText>& rules, bool enforce_new_defaults)
    : rules_(std::make_unique<Rules>()), enforce_new_defaults_(enforce_new_defaults) {
    auto parse = [this](const std::string& name, const std::string& text) {
        try {
            return parse_check(text);
        } catch (const CheckError& error) {
            problems_.push_back("policy rule '" + name +
                                "' denies everything, because it is malformed: " + error.what());
            return parse_check("!");
        }
    };
    for (const auto& rule : rules) {
        CheckPtr check = parse(rule.name, rule.check);
        if (!rule.deprecated.empty() && !enforce_new_defaults) {
            auto either = std::make_unique<Check>();
            either->kind = Check::Kind::any;
            either->parts.push_back(std::move(check));
            either->parts.push_back(parse(rule.name, rule.deprecated));
            check = std::move(either);
        }
        rules_->by_name.insert_or_assign(rule.name, std::move(check));
    }
    rules_->denial = parse_check("!");
    for (const auto& [name, check] : rules_->by_name) {
        std::vector<std::string> unknown;
        references_resolve(*check, rules_->by_name, unknown);
        for (const std::string& reference : unknown) {
            problems_.push_back("policy rule '" + name + "' refers to rule '" + reference + "', which doesn't exist");
        }
    }
}

Engine::~Engine() = default;

bool Engine::known(std::string_view rule) const { return rules_->by_name.find(rule) != rules_->by_name.end(); }

const Check& Engine::rule(std::string_view name) const {
    auto found = rules_->by_name.find(name);
    if (found == rules_->by_name.end()) found = rules_->by_name.find("default");
    return found == rules_->by_name.end() ? *rules_->denial : *found->second;
}

Verdict Engine::decide(const Check& rule, const RequestContext& context) const {
    if (context.is_admin && !enforce_new_defaults_) return Verdict::allowed;
    return evaluate(rule, context, nullptr);
}

bool Engine::check(const Check& rule, const RequestContext& context, const Target& target) const {
    if (context.is_admin && !enforce_new_defaults_) return true;
    return evaluate(rule, context, &target) == Verdict::allowed;
}

bool Engine::is_admin(const RequestContext& context) const {
    return known("context_is_admin") && evaluate(rule("context_is_admin"), context, nullptr) == Verdict::allowed;
}

bool Engine::is_advsvc(const RequestContext& context) const {
    return known("context_is_advsvc") && evaluate(rule("context_is_advsvc"), context, nullptr) == Verdict::allowed;
}

}  // namespace neutrino::policy
