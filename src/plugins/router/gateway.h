#pragma once
// The gateway of a router: its port on an external network.

#include "plugins/router/core.h"
#include "plugins/router/routes.h"
#include "plugins/router/topology.h"

#include <vector>

namespace neutrino::router {

class Gateway {
public:
    Gateway(const Core& core, const Routes& routes, const Topology& topology)
        : core_(core), routes_(routes), topology_(topology) {}

    // Gives the router, whose record is on its way to the tables, the gateway that `info` (external_gateway_info) asks
    // for: none, a new one, or other addresses of the one it has. Returns the ports that it gives up: they must be
    // removed once the record is written, for it refers to them no longer.
    std::vector<RecordPtr> change(Transaction& transaction, const RequestContext& request, Record& router,
                                  const Value& info) const;
    // A new subnet of an external network: gateways there that have no address of its IP version get one.
    void subnet_added(Transaction& transaction, const RequestContext& request, const Record& subnet) const;
    // Throws RouterExternalGatewayInUseByFloatingIp.
    void check_unused(Transaction& transaction, const Record& router) const;
    RecordPtr port_of(const View& view, const Record& router) const;
    // external_gateway_info, as it is shown.
    Value info(const View& view, const Record& router) const;

private:
    // The network that `info` names, fit for a gateway. Throws NetworkNotFound, BadRequest, or what is wrong with the
    // routes that the router would then have.
    RecordPtr check(const View& view, const RequestContext& request, const Record& router, const Value& info) const;
    void check_routes(const View& view, const Record& router, const Record* network) const;
    bool asks_for_others(const Record& port, const Value& addresses) const;
    void attach(Transaction& transaction, const RequestContext& request, Record& router, const Record& network,
                const Value& addresses) const;

    const Core& core_;
    const Routes& routes_;
    const Topology& topology_;
};

}  // namespace neutrino::router
