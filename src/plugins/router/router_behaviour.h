#pragma once
// What happens to routers beyond storing them.

#include "plugins/router/core.h"
#include "plugins/router/distributed.h"
#include "plugins/router/gateway.h"
#include "plugins/router/high_availability.h"
#include "plugins/router/interfaces.h"
#include "plugins/router/routes.h"

#include <functional>
#include <string_view>
#include <vector>

namespace neutrino::router {

// The parts that routers are made of.
struct Parts {
    Parts(const Core& core, const Catalog& catalog)
        : routes(core),
          topology(core),
          distributed(core),
          high_availability(core, catalog),
          gateway(core, routes, topology),
          interfaces(core, routes, topology, distributed) {}
    const Routes routes;
    const Topology topology;
    const Distributed distributed;
    const HighAvailability high_availability;
    const Gateway gateway;
    const Interfaces interfaces;
};

class RouterBehaviour final : public Behaviour {
public:
    RouterBehaviour(const Core& core, const Parts& parts, bool down_before_update)
        : core_(core), fields_(core.fields.router), parts_(parts), down_before_update_(down_before_update) {}

    RecordPtr create(Transaction& transaction, const RequestContext& request, Draft& draft) override;
    RecordPtr update(Transaction& transaction, const RequestContext& request, const Record& before,
                     Draft& draft) override;
    void remove(Transaction& transaction, const RequestContext& request, const RecordPtr& router) override;
    Value action(const RequestContext& request, std::string_view name, const RecordPtr& router,
                 const Value& body) override;

private:
    // Whether the router becomes distributed, or highly available, or stops to be; throws BadRequest unless it is
    // administratively down.
    bool changes_kind(const Record& before, Record& router) const;
    // The interfaces' owner says of which kind their router is.
    void rename_interfaces(Transaction& transaction, const RequestContext& request, const Record& before,
                           Record& router) const;
    // Ports that the router, as it was, has given up.
    void ports_remove(Transaction& transaction, const RequestContext& request, const std::vector<RecordPtr>& ports,
                      const Record& router) const;
    void set_provider(Record& router) const;
    void check_unused(const Record& router) const;
    Value change_routes(const RequestContext& request, std::string_view router_id,
                        const std::function<Value(const Value& routes)>& change) const;

    const Core& core_;
    const RouterFields& fields_;
    const Parts& parts_;
    const bool down_before_update_;  // both before and after the update, when `distributed` changes
};

}  // namespace neutrino::router
