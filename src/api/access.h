#pragma once
// What one request may do with, and know of, resources of one type.

#include "api/endpoint.h"

#include <neutrino/request_context.h>
#include <neutrino/transaction.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::api {

// What decisions rest on. Lives as long as the service; thread-safe.
struct PolicyBase {
    const policy::Engine& engine;
    const Catalog& catalog;
    const policy::AttributeReader& read;
};

// Made for a request; keeps references to all that it is given. Each require_* throws Fault PolicyNotAuthorized (403)
// with the rules that were asked, or HTTPNotFound (404) where even that would tell too much.
class Access {
public:
    Access(const Endpoint& endpoint, const RequestContext& context, const View& view, const PolicyBase& base);

    // Whether the resource exists as far as this request is concerned.
    bool sees(const Record& record) const { return in_scope(record) && passes_get(record); }
    // The two halves of that: its project is the request's, or it is shared in some way; and get_<resource> allows it.
    bool in_scope(const Record& record) const;
    bool passes_get(const Record& record) const {
        return get_ == policy::Verdict::depends ? allows(*endpoint_.get.rule, record)
                                                : get_ == policy::Verdict::allowed;
    }
    // Where all that is in scope can be looked for; nothing: anywhere.
    std::optional<std::vector<Behaviour::LookUp>> scope() const;

    void require_create(const Draft& draft) const;
    // `draft` is `before` with the changes in it.
    void require_update(const Record& before, const Draft& draft) const;
    void require_remove(const Record& record) const;
    // An action has a rule of its own name.
    void require_action(std::string_view name, const Record* record) const;
    // What a slot's rule says before a record is known, and of a record.
    policy::Verdict decide(const policy::Check& rule) const { return base_.engine.decide(rule, context_); }
    bool allows(const policy::Check& rule, const Record& record) const;

    const Endpoint& endpoint() const { return endpoint_; }
    const View& view() const { return view_; }
    const RequestContext& context() const { return context_; }

private:
    struct Asked {
        std::string name;
        const policy::Check* rule;
    };

    policy::Target target(const Record* record) const { return {record, &view_, &base_.catalog, &base_.read}; }
    // Adds the rules about an attribute that is being set, those about its parts included.
    void ask_attribute(const OperationRules& rules, std::size_t index, const Value& value,
                       std::vector<Asked>& asked) const;
    // "" when all hold; else the rules as text.
    std::string refused(const std::vector<Asked>& asked, const Record* record) const;

    const Endpoint& endpoint_;
    const RequestContext& context_;
    const View& view_;
    const PolicyBase& base_;
    bool scoped_;
    policy::Verdict get_;
};

}  // namespace neutrino::api
