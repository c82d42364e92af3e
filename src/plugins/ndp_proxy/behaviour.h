#pragma once
// NDP proxies: single IPv6 addresses behind a router that are reachable from outside.

#include "plugins/ndp_proxy/fields.h"
#include "plugins/ndp_proxy/router_state.h"

#include <neutrino/plugin.h>

namespace neutrino::ndp_proxy {

class NdpProxyBehaviour final : public Behaviour {
public:
    NdpProxyBehaviour(const Fields& fields, Resources& resources, const RouterState& state)
        : fields_(fields), resources_(resources), state_(state) {}

    RecordPtr create(Transaction& transaction, const RequestContext& request, Draft& draft) override;

private:
    RecordPtr find_for(const View& view, const RequestContext& request, const ResourceType& type,
                       std::string_view id) const;
    // Ports by which the router is on the network, as far as the request may know of them.
    std::vector<RecordPtr> router_ports(const View& view, const RequestContext& request, std::string_view router_id,
                                        std::string_view network_id) const;
    // The address that is asked for, or the first that the router reaches.
    std::string address_of(const Record& proxy, const Record& port, const std::vector<RecordPtr>& of_router) const;
    void check_scopes(const View& view, const RequestContext& request, const Record& router, const Record& port) const;

    const Fields& fields_;
    Resources& resources_;
    const RouterState& state_;
};

// A router leaves no subnet that its proxies have addresses of: throws RouterInterfaceInUseByNDPProxy.
void check_interface(const Fields& fields, const View& view, const Record& router, const Record& subnet);

}  // namespace neutrino::ndp_proxy
