#pragma once
// What the behaviours of the core resources share. Built by the plugin when the types are composed; outlives the
// behaviours.

#include "ipam/allocator.h"
#include "plugins/ml2/drivers.h"
#include "plugins/ml2/fields.h"
#include "plugins/ml2/options.h"
#include "plugins/ml2/segments.h"
#include "plugins/ml2/subnet_rules.h"

#include <neutrino/plugin.h>

namespace neutrino::ml2 {

struct Core {
    const Options& options;
    Database& database;
    Resources& resources;
    const Fields fields;
    const SubnetRules subnet_rules;
    const ResourceType* const routers;  // nullptr: nobody serves them
    Segments& segments;
    const MechanismDrivers& mechanisms;
    const ExtensionDrivers& extensions;
    ipam::Allocator allocator;

    Core(const Options& settings, Composition& composition, Segments& network_segments,
         const MechanismDrivers& mechanism_drivers, const ExtensionDrivers& extension_drivers)
        : options(settings),
          database(composition.database()),
          resources(composition.resources()),
          fields(composition.catalog()),
          subnet_rules(fields.subnet, settings),
          routers(composition.catalog().find("routers")),
          segments(network_segments),
          mechanisms(mechanism_drivers),
          extensions(extension_drivers) {}
    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;
};

// Shared with everybody, or external.
bool network_offered(const Core& core, const Record& network);
bool network_visible(const Core& core, const RequestContext& request, const Record& network);
// Throws NetworkNotFound: what others may not see doesn't exist for them.
RecordPtr find_visible_network(const Core& core, const RequestContext& request, const View& view,
                               std::string_view network_id);
// Throws HTTPForbidden unless the network is the caller's own or shared; `what` is "port" or "subnet".
void check_may_use_network(const Core& core, const RequestContext& request, const Record& network,
                           std::string_view what);
// A child of the network changed.
void touch_network(const Core& core, Transaction& transaction, std::string_view network_id);

// Meanings of ports' device_owner.
namespace owner {
inline constexpr std::string_view kDhcp = "network:dhcp";
inline constexpr std::string_view kDistributed = "network:distributed";
inline constexpr std::string_view kRouterGateway = "network:router_gateway";
bool is_router(std::string_view device_owner);          // an interface of a router
bool is_router_or_snat(std::string_view device_owner);  // that, or the SNAT port of a distributed one
bool is_service(std::string_view device_owner);         // a part of the network service itself: "network:..."
// Ports that nobody needs once their network or subnet goes, and that go with it.
bool is_disposable(std::string_view device_owner);
}  // namespace owner

}  // namespace neutrino::ml2
