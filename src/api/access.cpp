#include "api/access.h"

#include "api/faults.h"

#include <algorithm>

namespace neutrino::api {

Access::Access(const Endpoint& endpoint, const RequestContext& context, const View& view, const PolicyBase& base)
    : endpoint_(endpoint),
      context_(context),
      view_(view),
      base_(base),
      scoped_(scoped(context, endpoint.type)),
      get_(decide(*endpoint.get.rule)) {}

bool Access::in_scope(const Record& record) const {
    if (!scoped_) return true;
    const bool own = !context_.project_id.empty() && record.project_id() == context_.project_id;
    return own || endpoint_.handlers.behaviour->visible(context_, view_, record);
}

std::optional<std::vector<Behaviour::LookUp>> Access::scope() const {
    if (!scoped_) return std::nullopt;
    using LookUps = std::vector<Behaviour::LookUp>;
    std::optional<LookUps> places =
        endpoint_.handlers.plain ? LookUps() : endpoint_.handlers.behaviour->visible_among(context_, view_);
    if (places) {
        const ResourceType& type = endpoint_.type;
        const Attribute& project = type.attributes[static_cast<std::size_t>(type.project_index)];
        places->push_back({project.name, Value(context_.project_id)});
    }
    return places;
}

bool Access::allows(const policy::Check& rule, const Record& record) const {
    return base_.engine.check(rule, context_, target(&record));
}

void Access::require_create(const Draft& draft) const {
    std::vector<Asked> asked{{endpoint_.create.name, endpoint_.create.rule}};
    for (std::size_t i = 0; i < draft.given.size(); ++i) {
        const Value& value = draft.record.at(static_cast<int>(i));
        const Attribute& attribute = endpoint_.type.attributes[i];
        // Naming the default is naming nothing.
        const bool set = draft.given[i] && !(attribute.has_default && value == attribute.default_value);
        if (set) ask_attribute(endpoint_.create, i, value, asked);
    }
    if (const std::string rules = refused(asked, &draft.record); !rules.empty()) throw policy_refusal(rules);
}

void Access::require_update(const Record& before, const Draft& draft) const {
    std::vector<Asked> asked{{endpoint_.update.name, endpoint_.update.rule}};
    for (std::size_t i = 0; i < draft.given.size(); ++i) {
        if (draft.given[i]) ask_attribute(endpoint_.update, i, draft.record.at(static_cast<int>(i)), asked);
    }
    const std::string rules = refused(asked, &draft.record);
    if (!rules.empty()) throw passes_get(before) ? policy_refusal(rules) : nothing_there();
}

void Access::require_remove(const Record& record) const {
    const std::string rules = refused({{endpoint_.remove.name, endpoint_.remove.rule}}, &record);
    if (!rules.empty()) throw passes_get(record) ? policy_refusal(rules) : nothing_there();
}

void Access::require_action(std::string_view name, const Record* record) const {
    const std::string rules = refused({{std::string(name), &base_.engine.rule(name)}}, record);
    if (!rules.empty()) throw policy_refusal(rules);
}

void Access::ask_attribute(const OperationRules& rules, std::size_t index, const Value& value,
                           std::vector<Asked>& asked) const {
    if (rules.attributes[index] == nullptr) return;
    const Attribute& attribute = endpoint_.type.attributes[index];
    const std::string name = rules.name + ":" + attribute.name;
    asked.push_back({name, rules.attributes[index]});
    const auto ask_parts = [&](const Value& map, auto&& counts) {
        for (const Member& member : map.members()) {
            if (!counts(member.key)) continue;
            const std::string part = name + ":" + member.key;
            asked.push_back({part, &base_.engine.rule(part)});
        }
    };
    // Of a map, the keys that its definition names; of the maps in a list, all.
    ask_parts(value, [&](const std::string& key) { return attribute.validate_argument.find(key) != nullptr; });
    for (const Value& item : value.items()) ask_parts(item, [](const std::string&) { return true; });
}

std::string Access::refused(const std::vector<Asked>& asked, const Record* record) const {
    const policy::Target what = target(record);
    const bool allowed =
        std::ranges::all_of(asked, [&](const Asked& one) { return base_.engine.check(*one.rule, context_, what); });
    if (allowed) return {};
    std::string text = "rule:" + asked.front().name;
    for (std::size_t i = 1; i < asked.size(); ++i) text += " and rule:" + asked[i].name;
    return asked.size() > 1 ? "(" + text + ")" : text;
}

}  // namespace neutrino::api
