#pragma once
// Typed handles on the attributes that routers and floating IPs are about, resolved once after the types are composed.

#include <neutrino/record.h>

namespace neutrino::router {

struct RouterFields {
    explicit RouterFields(const Catalog& catalog);
    const ResourceType& type;
    Field<std::string> id, project_id, status, gw_port_id, flavor_id, provider_name;
    Field<bool> admin_state_up, enable_snat, distributed, ha;
    Field<std::int64_t> ha_vr_id, revision_number;
    Field<Value> external_gateway_info, interfaces, routes;
};

struct FloatingIpFields {
    explicit FloatingIpFields(const Catalog& catalog);
    const ResourceType& type;
    Field<std::string> id, project_id, floating_network_id, floating_ip_address, floating_port_id, subnet_id, port_id,
        fixed_ip_address, router_id, last_known_router_id, status;
};

struct NetworkFields {
    explicit NetworkFields(const Catalog& catalog);
    const ResourceType& type;
    Field<std::string> name, project_id, network_type, physical_network;
    Field<bool> external;
};

struct SubnetFields {
    explicit SubnetFields(const Catalog& catalog);
    const ResourceType& type;
    Field<std::string> name, project_id, network_id, cidr, gateway_ip, subnetpool_id, ipv6_ra_mode, ipv6_address_mode;
    Field<std::int64_t> ip_version;
    Field<bool> enable_dhcp;
    Field<Value> allocation_pools;
};

struct PortFields {
    explicit PortFields(const Catalog& catalog);
    const ResourceType& type;
    Field<std::string> name, project_id, network_id, mac_address, status, device_id, device_owner, vnic_type;
    Field<bool> admin_state_up;
    Field<Value> fixed_ips;
};

// Extensions that are not loaded leave their handles empty.
struct Fields {
    explicit Fields(const Catalog& catalog)
        : router(catalog), floatingip(catalog), network(catalog), subnet(catalog), port(catalog) {}
    RouterFields router;
    FloatingIpFields floatingip;
    NetworkFields network;
    SubnetFields subnet;
    PortFields port;
};

}  // namespace neutrino::router
