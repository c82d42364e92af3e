#include "policy/check.h"

#include <algorithm>
#include <optional>

namespace neutrino::policy {
namespace {

constexpr int kMaxRuleDepth = 64;  // a chain of rule: references longer than this is a loop

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool equal_ignoring_case(std::string_view left, std::string_view right) {
    return std::ranges::equal(left, right, {}, lower, lower);
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
    Evaluation(const RequestContext& context, const Target* target) : context_(context), target_(target) {}

    Verdict of(const Check& check, int depth) const {
        switch (check.kind) {
            case Check::Kind::always: return Verdict::allowed;
            case Check::Kind::never: return Verdict::denied;
            case Check::Kind::any: return combine(check, depth, Verdict::allowed, Verdict::denied);
            case Check::Kind::all: return combine(check, depth, Verdict::denied, Verdict::allowed);
            case Check::Kind::negation: return opposite(of(*check.parts.front(), depth));
            case Check::Kind::rule:
                if (check.referenced == nullptr || depth >= kMaxRuleDepth) return Verdict::denied;
                return of(*check.referenced, depth + 1);
            case Check::Kind::role: return verdict(context_.has_role(check.right));
            case Check::Kind::field: return target_ == nullptr ? Verdict::depends : verdict(field(check));
            case Check::Kind::owner:
            case Check::Kind::generic:
                if (target_ == nullptr && check.right.find("%(") != std::string::npos) return Verdict::depends;
                return verdict(generic(check));
        }
        return Verdict::denied;
    }

private:
    static Verdict verdict(bool holds) { return holds ? Verdict::allowed : Verdict::denied; }
    static Verdict opposite(Verdict verdict) {
        if (verdict == Verdict::depends) return verdict;
        return verdict == Verdict::allowed ? Verdict::denied : Verdict::allowed;
    }

    // One part that is `decisive` decides; else they all have to be `otherwise`.
    Verdict combine(const Check& check, int depth, Verdict decisive, Verdict otherwise) const {
        bool certain = true;
        for (const CheckPtr& part : check.parts) {
            const Verdict one = of(*part, depth);
            if (one == decisive) return decisive;
            certain = certain && one != Verdict::depends;
        }
        return certain ? otherwise : Verdict::depends;
    }

    Value read(const Record& record, int attribute) const {
        if (target_->read != nullptr && target_->view != nullptr)
            return (*target_->read)(*target_->view, record, attribute);
        return record.at(attribute);
    }
    Value read(std::string_view attribute) const {
        if (target_->record == nullptr) return {};
        const ResourceType& type = target_->record->type();
        const int index = attribute == "tenant_id" ? type.project_index : type.find(attribute);
        return read(*target_->record, index);
    }

    // The record that the target names in `attribute`, of the given collection.
    RecordPtr related(std::string_view collection, std::string_view attribute) const {
        if (target_->record == nullptr || target_->view == nullptr || target_->catalog == nullptr) return nullptr;
        const ResourceType* type = target_->catalog->find(collection);
        const Value id = read(attribute);
        return type != nullptr && id.is_string() ? target_->view->find(*type, id.as_string()) : nullptr;
    }

    bool field(const Check& check) const {
        Value value = read(check.attribute);
        // Whether a network is shared is asked of its ports and subnets too.
        if (value.is_unset() && check.left == "networks" && check.attribute == "shared") {
            if (const RecordPtr network = related("networks", "network_id")) {
                value = read(*network, network->type().find("shared"));
            }
        }
        if (!value.has_value()) return false;
        if (value.is_string() && !check.pattern) return value.as_string() == check.right;
        const std::string text = text_of(value);
        if (check.pattern) return std::regex_search(text, *check.pattern, std::regex_constants::match_continuous);
        return text == check.right || (value.is_bool() && equal_ignoring_case(text, check.right));
    }

    // "network:tenant_id" is the owner of the network that the target names in network_id; "ext_parent:tenant_id" that
    // of the resource that the target is a sub-resource of.
    Value parent_owner(std::string_view parent) const {
        if (target_->record == nullptr) return {};
        std::string collection = std::string(parent) + "s";
        std::string member(parent);
        if (parent == "ext_parent") {
            const auto& reference = target_->record->type().parent;
            if (!reference) return {};
            collection = reference->collection;
            member = reference->member;
        }
        const RecordPtr owner = related(collection, member + "_id");
        return owner ? owner->at(owner->type().project_index) : Value();
    }

    // What %(name)s stands for; unset when the target has no such thing.
    Value reference(std::string_view name) const {
        const auto colon = name.find(':');
        return colon == std::string_view::npos ? read(name) : parent_owner(name.substr(0, colon));
    }

    // Replaces each %(name)s; nothing when the target lacks one.
    std::optional<std::string> expand(std::string_view text) const {
        std::string result;
        while (true) {
            const auto begin = text.find("%(");
            if (begin == std::string_view::npos) return result.append(text);
            const auto end = text.find(")s", begin);
            if (end == std::string_view::npos || target_ == nullptr) return std::nullopt;
            const Value value = reference(text.substr(begin + 2, end - begin - 2));
            if (value.is_unset()) return std::nullopt;
            result.append(text.substr(0, begin)).append(text_of(value));
            text.remove_prefix(end + 2);
        }
    }

    bool generic(const Check& check) const {
        if (!check.attribute.empty()) {  // by far the most of them: no text is built
            const Value value = reference(check.attribute);
            if (value.is_string()) return credential_is(check, value.as_string());
            return !value.is_unset() && credential_is(check, text_of(value));
        }
        const auto wanted = expand(check.right);
        return wanted && credential_is(check, *wanted);
    }

    // A credential that the request lacks equals nothing, not even an attribute that is empty too.
    bool credential_is(const Check& check, std::string_view wanted) const {
        using Credential = Check::Credential;
        const auto is = [wanted](std::string_view mine) { return !mine.empty() && mine == wanted; };
        switch (check.credential) {
            case Credential::literal: return check.left == wanted;
            case Credential::project_id: return is(context_.project_id);
            case Credential::project_name: return is(context_.project_name);
            case Credential::project_domain_id: return is(context_.project_domain_id);
            case Credential::user_id: return is(context_.user_id);
            case Credential::user_name: return is(context_.user_name);
            case Credential::user_domain_id: return is(context_.user_domain_id);
            case Credential::domain_id: return is(context_.domain_id);
            case Credential::system_scope: return is(context_.system_scope);
            case Credential::service_user_id: return is(context_.service.user_id);
            case Credential::service_user_domain_id: return is(context_.service.user_domain_id);
            case Credential::service_project_id: return is(context_.service.project_id);
            case Credential::service_project_domain_id: return is(context_.service.project_domain_id);
            case Credential::roles: return std::ranges::find(context_.roles, wanted) != context_.roles.end();
            case Credential::service_roles:
                return std::ranges::find(context_.service.roles, wanted) != context_.service.roles.end();
            case Credential::is_admin: return equal_ignoring_case(context_.is_admin ? "True" : "False", wanted);
            case Credential::is_admin_project: return wanted == (context_.is_admin_project ? "True" : "False");
            case Credential::unknown: return false;
        }
        return false;
    }

    const RequestContext& context_;
    const Target* target_;
};

}  // namespace

Verdict evaluate(const Check& check, const RequestContext& context, const Target* target) {
    return Evaluation(context, target).of(check, 0);
}

}  // namespace neutrino::policy
