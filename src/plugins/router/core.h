#pragma once
// What the parts of the router plugin share. Built when the types are composed; outlives the parts.

#include "base/address.h"
#include "plugins/router/fields.h"
#include "plugins/router/options.h"

#include <neutrino/l3.h>
#include <neutrino/plugin.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::router {

struct Core {
    const Options& options;
    Database& database;
    Resources& resources;
    const Fields fields;
    // What other plugins have against a router leaving a subnet. Complete before the first request.
    std::vector<L3::InterfaceGuard> interface_guards;

    Core(const Options& settings, Composition& composition)
        : options(settings),
          database(composition.database()),
          resources(composition.resources()),
          fields(composition.catalog()) {}
    Core(const Core&) = delete;
    Core& operator=(const Core&) = delete;
};

// Meanings of ports' device_owner.
namespace owner {
inline constexpr std::string_view kInterface = "network:router_interface";
inline constexpr std::string_view kDistributed = "network:router_interface_distributed";
inline constexpr std::string_view kReplicated = "network:ha_router_replicated_interface";
inline constexpr std::string_view kGateway = "network:router_gateway";
inline constexpr std::string_view kSnat = "network:router_centralized_snat";
inline constexpr std::string_view kHighlyAvailable = "network:router_ha_interface";
inline constexpr std::string_view kAgentGateway = "network:floatingip_agent_gateway";
inline constexpr std::string_view kFloatingIp = "network:floatingip";
inline constexpr std::string_view kDhcp = "network:dhcp";

// A port by which a router is on a project's network.
bool is_interface(std::string_view device_owner);
// What the interfaces of this router are owned by.
std::string_view of_interfaces(const Core& core, const Record& router);
}  // namespace owner

// BadRequest (400), as Neutron has it about routers and floating IPs.
Fault bad_router(std::string_view reason);
Fault bad_floatingip(std::string_view reason);

// Throws the type's NotFound: what the request may not know of doesn't exist for it.
RecordPtr find_for(const Core& core, const RequestContext& request, const View& view, const ResourceType& type,
                   std::string_view id);
// The transaction waits here for those of other servers that change the same record.
void lock_row(Transaction& transaction, const ResourceType& type, std::string_view id);

// Ports that are linked to the router, its gateway included.
std::vector<RecordPtr> attached_ports(const Core& core, const View& view, const Record& router);
// The router that the port is linked to, if any.
RecordPtr router_of(const Core& core, const View& view, std::string_view port_id);
// Links are the items of a router's `interfaces`.
void link(const Core& core, Record& router, std::string_view port_id, std::string_view device_owner);
void unlink(const Core& core, Record& router, std::string_view port_id);

std::vector<RecordPtr> subnets_of_network(const Core& core, const View& view, std::string_view network_id);
// Those that the port has addresses of, in the order of its addresses.
std::vector<RecordPtr> subnets_of_port(const Core& core, const View& view, const Record& port);
bool has_address_of(const Core& core, const Record& port, std::string_view subnet_id);
bool has_ipv6_address(const Core& core, const Record& port);
// Whether hosts of the subnet make up their addresses themselves.
bool is_automatic(const Core& core, const Record& subnet);
// Nothing while a delegated prefix isn't known.
std::optional<base::Prefix> cidr_of(const Core& core, const Record& subnet);

// A port of the service itself: without a project, up, and with no name.
Draft service_port(const Core& core, std::string_view network_id, std::string_view device_id,
                   std::string_view device_owner);

}  // namespace neutrino::router
