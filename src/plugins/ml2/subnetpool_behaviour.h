#pragma once
// What happens to subnet pools beyond storing them, and their actions.

#include "plugins/ml2/core.h"
#include "plugins/ml2/subnetpool_rules.h"

namespace neutrino::ml2 {

class SubnetPoolBehaviour final : public Behaviour {
public:
    explicit SubnetPoolBehaviour(Core& core) : core_(core), fields_(core.fields.pool), rules_(core) {}

    void create_prepare(const RequestContext& request, const View& view, Draft& draft) override;
    RecordPtr create(Transaction& transaction, const RequestContext& request, Draft& draft) override;
    void update_prepare(const RequestContext& request, const View& view, const Record& before, Draft& draft) override;
    RecordPtr update(Transaction& transaction, const RequestContext& request, const Record& before,
                     Draft& draft) override;
    void remove(Transaction& transaction, const RequestContext& request, const RecordPtr& pool) override;
    bool visible(const RequestContext& request, const View& view, const Record& pool) const override;
    // add_prefixes, remove_prefixes, onboard_network_subnets
    Value action(const RequestContext& request, std::string_view name, const RecordPtr& pool,
                 const Value& body) override;

private:
    Value prefixes_change(const RequestContext& request, const RecordPtr& pool, const Value& body, bool add);
    Value onboard(const RequestContext& request, const RecordPtr& pool, const Value& body);
    // Stores the pool with more prefixes.
    RecordPtr grow(Transaction& transaction, const RequestContext& request, const RecordPtr& pool,
                   std::vector<ipam::Prefix> added) const;
    RecordPtr shrink(Transaction& transaction, const Record& pool, const std::vector<ipam::Prefix>& removed) const;

    Core& core_;
    const SubnetPoolFields& fields_;
    const SubnetPoolRules rules_;
};

}  // namespace neutrino::ml2
