#pragma once
// What happens to subnets beyond storing them.

#include "plugins/ml2/core.h"

namespace neutrino::ml2 {

class SubnetBehaviour final : public Behaviour {
public:
    explicit SubnetBehaviour(Core& core) : core_(core), fields_(core.fields.subnet), rules_(core.subnet_rules) {}

    void create_prepare(const RequestContext& request, const View& view, Draft& draft) override;
    RecordPtr create(Transaction& transaction, const RequestContext& request, Draft& draft) override;
    void created(const RequestContext& request, const RecordPtr& subnet) override;
    void update_prepare(const RequestContext& request, const View& view, const Record& before, Draft& draft) override;
    RecordPtr update(Transaction& transaction, const RequestContext& request, const Record& before,
                     Draft& draft) override;
    void updated(const RequestContext& request, const RecordPtr& before, const RecordPtr& after) override;
    void remove(Transaction& transaction, const RequestContext& request, const RecordPtr& subnet) override;
    bool visible(const RequestContext& request, const View& view, const Record& subnet) const override;

private:
    // The id of the pool to take the subnet from; "" = none.
    std::string choose_pool(const View& view, const Record& subnet) const;
    void place(Transaction& transaction, const RequestContext& request, Record& subnet) const;
    void place_from_pool(Transaction& transaction, const RequestContext& request, Record& subnet) const;
    void check_room_on_network(const View& view, const Record& network, const Record& subnet) const;
    void check_affinity(const View& view, const Record& network, const Record& subnet) const;
    // The gateway lies outside of the pools, and a router that has it keeps it.
    void check_gateway(const View& view, const Record& before, const Draft& draft) const;
    // Throws GatewayIpInUse when a router has the subnet's gateway.
    void check_gateway_unused(const View& view, const Record& subnet, std::string_view gateway) const;
    void add_automatic_addresses(Transaction& transaction, const RequestContext& request, const Record& subnet) const;

    Core& core_;
    const SubnetFields& fields_;
    const SubnetRules& rules_;
};

}  // namespace neutrino::ml2
