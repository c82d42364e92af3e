#include "plugins/router/fields.h"

namespace neutrino::router {
namespace {

template <class T>
void resolve(const ResourceType& type, std::string_view name, Field<T>& field) {
    field = type.field<T>(name);
}

// Of an extension that may not be loaded.
template <class T>
void resolve_if(const ResourceType& type, std::string_view name, Field<T>& field) {
    field = type.field_if<T>(name);
}

}  // namespace

RouterFields::RouterFields(const Catalog& catalog) : type(catalog.get("routers")) {
    resolve(type, "id", id);
    resolve(type, "project_id", project_id);
    resolve(type, "status", status);
    resolve(type, "gw_port_id", gw_port_id);
    resolve(type, "admin_state_up", admin_state_up);
    resolve(type, "enable_snat", enable_snat);
    resolve(type, "external_gateway_info", external_gateway_info);
    resolve(type, "interfaces", interfaces);
    resolve(type, "routes", routes);
    resolve_if(type, "flavor_id", flavor_id);
    resolve_if(type, "provider_name", provider_name);
    resolve_if(type, "distributed", distributed);
    resolve_if(type, "ha", ha);
    resolve_if(type, "ha_vr_id", ha_vr_id);
    resolve_if(type, "revision_number", revision_number);
}

FloatingIpFields::FloatingIpFields(const Catalog& catalog) : type(catalog.get("floatingips")) {
    resolve(type, "id", id);
    resolve(type, "project_id", project_id);
    resolve(type, "floating_network_id", floating_network_id);
    resolve(type, "floating_ip_address", floating_ip_address);
    resolve(type, "floating_port_id", floating_port_id);
    resolve(type, "subnet_id", subnet_id);
    resolve(type, "port_id", port_id);
    resolve(type, "fixed_ip_address", fixed_ip_address);
    resolve(type, "router_id", router_id);
    resolve(type, "last_known_router_id", last_known_router_id);
    resolve(type, "status", status);
}

NetworkFields::NetworkFields(const Catalog& catalog) : type(catalog.get("networks")) {
    resolve(type, "name", name);
    resolve(type, "project_id", project_id);
    resolve_if(type, "router:external", external);
    resolve_if(type, "provider:network_type", network_type);
    resolve_if(type, "provider:physical_network", physical_network);
}

SubnetFields::SubnetFields(const Catalog& catalog) : type(catalog.get("subnets")) {
    resolve(type, "name", name);
    resolve(type, "project_id", project_id);
    resolve(type, "network_id", network_id);
    resolve(type, "cidr", cidr);
    resolve(type, "gateway_ip", gateway_ip);
    resolve(type, "subnetpool_id", subnetpool_id);
    resolve(type, "ipv6_ra_mode", ipv6_ra_mode);
    resolve(type, "ipv6_address_mode", ipv6_address_mode);
    resolve(type, "ip_version", ip_version);
    resolve(type, "enable_dhcp", enable_dhcp);
    resolve(type, "allocation_pools", allocation_pools);
}

PortFields::PortFields(const Catalog& catalog) : type(catalog.get("ports")) {
    resolve(type, "name", name);
    resolve(type, "project_id", project_id);
    resolve(type, "network_id", network_id);
    resolve(type, "mac_address", mac_address);
    resolve(type, "status", status);
    resolve(type, "device_id", device_id);
    resolve(type, "device_owner", device_owner);
    resolve(type, "admin_state_up", admin_state_up);
    resolve(type, "fixed_ips", fixed_ips);
    resolve_if(type, "binding:vnic_type", vnic_type);
}

}  // namespace neutrino::router
