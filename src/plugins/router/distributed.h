#pragma once
// Ports that distributed routers have beside their interfaces: on each subnet one from which traffic to the outside
// leaves where the gateway is.

#include "plugins/router/core.h"

#include <vector>

namespace neutrino::router {

// Within a transaction; `router` is a record on its way to the tables, and its links follow.
class Distributed {
public:
    explicit Distributed(const Core& core) : core_(core) {}

    // For all interfaces, unless the router has such ports.
    void complete(Transaction& transaction, const RequestContext& request, Record& router) const;
    // For a subnet that the router has just come to, by `port`.
    void subnet_joined(Transaction& transaction, const RequestContext& request, Record& router, const Record& port,
                       const Record& subnet) const;
    // For a subnet that the router is about to leave; what is returned must be removed once the record is written.
    std::vector<RecordPtr> subnet_left(Transaction& transaction, const RequestContext& request, Record& router,
                                       const Record& subnet) const;
    // The same for all of them, when the router stops being distributed or loses its gateway.
    std::vector<RecordPtr> give_up(const View& view, Record& router) const;
    // The network has lost a gateway: agents that served floating IPs there need no port any more after the last one.
    void gateway_left(Transaction& transaction, const RequestContext& request, std::string_view network_id) const;

private:
    bool has_gateway(const Record& router) const { return !router[core_.fields.router.gw_port_id].empty(); }
    std::vector<RecordPtr> snat_ports(const View& view, const Record& router) const;
    void add_port(Transaction& transaction, const RequestContext& request, Record& router, std::string_view network_id,
                  std::vector<Value> subnets) const;

    const Core& core_;
};

}  // namespace neutrino::router
