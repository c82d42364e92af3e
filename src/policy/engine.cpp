#include "policy/engine.h"

#include "policy/check.h"

#include <algorithm>
#include <cctype>
#include <map>
#include <optional>

namespace neutrino::policy {

struct Engine::Rules {
    std::map<std::string, CheckPtr, std::less<>> by_name;
};

namespace {

constexpr int kMaxRuleDepth = 64;  // a chain of rule: references longer than this is a loop

bool equal_ignoring_case(std::string_view left, std::string_view right) {
    return left.size() == right.size() &&
           std::equal(left.begin(), left.end(), right.begin(),
                      [](unsigned char a, unsigned char b) { return std::tolower(a) == std::tolower(b); });
}

// The text that Python would make of a value: rules compare texts.
std::string text_of(const Value& value) {
    switch (value.kind()) {
        case Value::Kind::boolean: return value.as_bool() ? "True" : "False";
        case Value::Kind::integer: return std::to_string(value.as_int());
        case Value::Kind::string: return value.str();
        case Value::Kind::null: return "None";
        default: return {};
    }
}

class Evaluation {
public:
    using RuleMap = std::map<std::string, CheckPtr, std::less<>>;
    Evaluation(const RuleMap& rules, const RequestContext& context, const Target& target)
        : rules_(rules), context_(context), target_(target) {}

    bool rule(std::string_view name, int depth = 0) const {
        auto found = rules_.find(name);
        if (found == rules_.end()) found = rules_.find("default");
        return found != rules_.end() && depth < kMaxRuleDepth && holds(*found->second, depth);
    }

private:
    bool holds(const Check& check, int depth) const {
        switch (check.kind) {
            case Check::Kind::always: return true;
            case Check::Kind::never: return false;
            case Check::Kind::any:
                return std::any_of(check.parts.begin(), check.parts.end(),
                                   [&](const auto& part) { return holds(*part, depth); });
            case Check::Kind::all:
                return std::all_of(check.parts.begin(), check.parts.end(),
                                   [&](const auto& part) { return holds(*part, depth); });
            case Check::Kind::negation: return !holds(*check.parts.front(), depth);
            case Check::Kind::rule: return rule(check.right, depth + 1);
            case Check::Kind::role:
                return std::any_of(context_.roles.begin(), context_.roles.end(),
                                   [&](const auto& role) { return equal_ignoring_case(role, check.right); });
            case Check::Kind::field: return field(check);
            case Check::Kind::owner:
            case Check::Kind::generic: return generic(check);
        }
        return false;
    }

    Value attribute(std::string_view name) const {
        if (!target_.record) return {};
        Value value = target_.record->get(name == "tenant_id" ? "project_id" : name);
        if (value.is_unset() && target_.computed) value = (*target_.computed)(name);
        return value;
    }

    bool field(const Check& check) const {
        const Value value = attribute(check.left);
        if (value.is_unset()) return false;
        const std::string text = text_of(value);
        if (check.pattern) return std::regex_search(text, *check.pattern, std::regex_constants::match_continuous);
        return text == check.right || (value.is_bool() && equal_ignoring_case(text, check.right));
    }

    // "network:tenant_id" is the owner of the network that the target names in network_id; "ext_parent:tenant_id" that
    // of the resource that the target is a sub-resource of.
    std::optional<std::string> parent_owner(std::string_view parent) const {
        if (!target_.record || !target_.view || !target_.catalog) return std::nullopt;
        std::string collection = std::string(parent) + "s";
        std::string member(parent);
        if (parent == "ext_parent") {
            const auto& reference = target_.record->type().parent;
            if (!reference) return std::nullopt;
            collection = reference->collection;
            member = reference->member;
        }
        const ResourceType* type = target_.catalog->find(collection);
        const Value id = attribute(member + "_id");
        if (!type || !id.is_string()) return std::nullopt;
        const RecordPtr owner = target_.view->find(*type, id.as_string());
        if (!owner) return std::nullopt;
        return std::string(owner->project_id());
    }

    std::optional<std::string> reference(std::string_view name) const {
        if (const auto colon = name.find(':'); colon != std::string_view::npos)
            return parent_owner(name.substr(0, colon));
        const Value value = attribute(name);
        if (value.is_unset()) return std::nullopt;
        return text_of(value);
    }

    // Replaces each %(name)s; nothing when the target lacks one.
    std::optional<std::string> expand(std::string_view text) const {
        std::string result;
        while (true) {
            const auto begin = text.find("%(");
            if (begin == std::string_view::npos) return result.append(text);
            const auto end = text.find(")s", begin);
            if (end == std::string_view::npos) return std::nullopt;
            const auto value = reference(text.substr(begin + 2, end - begin - 2));
            if (!value) return std::nullopt;
            result.append(text.substr(0, begin)).append(*value);
            text.remove_prefix(end + 2);
        }
    }

    bool generic(const Check& check) const {
        const auto wanted = expand(check.right);
        if (!wanted) return false;
        const std::string& left = check.left;
        if (left == "tenant_id" || left == "project_id")
            return !context_.project_id.empty() && context_.project_id == *wanted;
        if (left == "user_id") return !context_.user_id.empty() && context_.user_id == *wanted;
        if (left == "is_admin") return equal_ignoring_case(context_.is_admin ? "True" : "False", *wanted);
        if (left == "roles") {
            return std::find(context_.roles.begin(), context_.roles.end(), *wanted) != context_.roles.end();
        }
        const bool quoted =
            left.size() >= 2 && (left.front() == '\'' || left.front() == '"') && left.back() == left.front();
        if (quoted) return left.substr(1, left.size() - 2) == *wanted;
        const bool literal =
            left == "True" || left == "False" || left == "None" ||
            (!left.empty() && std::all_of(left.begin(), left.end(), [](unsigned char c) { return std::isdigit(c); }));
        return literal && left == *wanted;
    }

    const RuleMap& rules_;
    const RequestContext& context_;
    const Target& target_;
};

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
}

Engine::~Engine() = default;

bool Engine::known(std::string_view rule) const { return rules_->by_name.find(rule) != rules_->by_name.end(); }

bool Engine::check(std::string_view rule, const RequestContext& context, const Target& target) const {
    if (context.is_admin && !enforce_new_defaults_) return true;
    return Evaluation(rules_->by_name, context, target).rule(rule);
}

bool Engine::is_admin(const RequestContext& context) const {
    return known("context_is_admin") && Evaluation(rules_->by_name, context, {}).rule("context_is_admin");
}

bool Engine::is_advsvc(const RequestContext& context) const {
    return known("context_is_advsvc") && Evaluation(rules_->by_name, context, {}).rule("context_is_advsvc");
}

}  // namespace neutrino::policy
