#pragma once
// Interfaces of routers: their ports on projects' networks.

#include "plugins/router/core.h"
#include "plugins/router/distributed.h"
#include "plugins/router/routes.h"
#include "plugins/router/topology.h"

#include <string>
#include <vector>

namespace neutrino::router {

// Within a transaction, which gets the router as it is there. Bodies name a subnet or a port; what is returned is what
// the API answers.
class Interfaces {
public:
    Interfaces(const Core& core, const Routes& routes, const Topology& topology, const Distributed& distributed)
        : core_(core), routes_(routes), topology_(topology), distributed_(distributed) {}

    Value add(Transaction& transaction, const RequestContext& request, const RecordPtr& router,
              const Value& body) const;
    Value remove(Transaction& transaction, const RequestContext& request, const RecordPtr& router,
                 const Value& body) const;

private:
    struct Named {
        std::string port_id;    // "" = none
        std::string subnet_id;  // "" = none
    };
    struct Interface {
        RecordPtr port;
        std::vector<RecordPtr> subnets;  // that came or went
        bool whole = true;               // the port itself came or goes
    };

    static Named named(const Value& body);
    Interface add_port(Transaction& transaction, const RequestContext& request, const Record& router,
                       std::string_view port_id) const;
    Interface add_subnet(Transaction& transaction, const RequestContext& request, const Record& router,
                         std::string_view subnet_id) const;
    Interface find_port(const View& view, const Record& router, const Named& named) const;
    Interface find_subnet(const View& view, const RequestContext& request, const Record& router,
                          std::string_view subnet_id) const;

    void check_usable(const View& view, const RequestContext& request, const Record& port) const;
    void check_attachable(const View& view, const RequestContext& request, const Record& router,
                          const Record& port) const;
    // Addresses outside of the pools of a subnet are for its owner to give.
    void check_in_pools(const RequestContext& request, const Record& port, const std::vector<RecordPtr>& subnets) const;
    void check_may_use(Transaction& transaction, const RequestContext& request, const Record& subnet) const;
    void check_unused(Transaction& transaction, const Record& router, const Record& subnet) const;
    // The port by which the router is on the network with IPv6 already, if it is.
    RecordPtr ipv6_port(const View& view, const Record& router, std::string_view network_id) const;
    // Linked ones, and those that say that they are the router's.
    std::vector<RecordPtr> ports_of(const View& view, const Record& router) const;
    void readdress(Transaction& transaction, const RequestContext& request, const RecordPtr& port,
                   std::vector<Value> fixed_ips) const;
    Value answer(const Record& router, const Interface& interface, Value subnet_id) const;

    const Core& core_;
    const Routes& routes_;
    const Topology& topology_;
    const Distributed& distributed_;
};

}  // namespace neutrino::router
