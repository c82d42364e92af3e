#pragma once
// What happens to floating IPs beyond storing them: each holds its address by a port of its own on the external
// network.

#include "plugins/router/association.h"
#include "plugins/router/core.h"

namespace neutrino::router {

class FloatingIpBehaviour final : public Behaviour {
public:
    FloatingIpBehaviour(const Core& core, const Association& association)
        : core_(core), fields_(core.fields.floatingip), association_(association) {}

    RecordPtr create(Transaction& transaction, const RequestContext& request, Draft& draft) override;
    RecordPtr update(Transaction& transaction, const RequestContext& request, const Record& before,
                     Draft& draft) override;
    void remove(Transaction& transaction, const RequestContext& request, const RecordPtr& floatingip) override;

private:
    // Takes the address that the request asks for, or any.
    RecordPtr take_address(Transaction& transaction, const RequestContext& request, const Record& floatingip) const;
    void check_network(const View& view, const RequestContext& request, std::string_view network_id) const;

    const Core& core_;
    const FloatingIpFields& fields_;
    const Association& association_;
};

// The subnets that floating IPs may come from, for everybody.
class FloatingIpPoolBehaviour final : public Behaviour {
public:
    FloatingIpPoolBehaviour(const Core& core, const ResourceType& type) : core_(core), type_(type) {}
    std::vector<RecordPtr> list(const RequestContext& request, const View& view) override;

private:
    const Core& core_;
    const ResourceType& type_;
};

}  // namespace neutrino::router
