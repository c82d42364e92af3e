#pragma once
// Typed handles on the attributes of the core resources, resolved once after the types are composed.

#include <neutrino/record.h>

namespace neutrino::ml2 {

struct NetworkFields {
    explicit NetworkFields(const Catalog& catalog);
    const ResourceType& type;
    Field<std::string> id, name, project_id, status;
    Field<bool> admin_state_up, shared, external, external_rbac, is_default;
    Field<std::int64_t> mtu, revision_number;
    Field<std::string> network_type, physical_network;  // provider:*, computed
    Field<std::int64_t> segmentation_id;
    Field<Value> segments;
};

struct SegmentFields {
    explicit SegmentFields(const Catalog& catalog);
    const ResourceType& type;
    Field<std::string> id, network_id, network_type, physical_network;
    Field<std::int64_t> segmentation_id, segment_index;
    Field<bool> is_dynamic;
};

struct SubnetFields {
    explicit SubnetFields(const Catalog& catalog);
    const ResourceType& type;
    Field<std::string> id, name, project_id, network_id, cidr, gateway_ip, subnetpool_id, ipv6_ra_mode,
        ipv6_address_mode;
    Field<std::int64_t> ip_version, prefixlen;
    Field<bool> enable_dhcp, use_default_subnetpool;
    Field<Value> allocation_pools, dns_nameservers, host_routes, service_types;
};

struct PortFields {
    explicit PortFields(const Catalog& catalog);
    const ResourceType& type;
    Field<std::string> id, name, project_id, network_id, mac_address, status, device_id, device_owner, ip_allocation,
        numa_affinity_policy;
    Field<bool> admin_state_up, port_security_enabled;
    Field<std::int64_t> revision_number;
    Field<Value> fixed_ips, allowed_address_pairs, extra_dhcp_opts;
    Field<std::string> host, vnic_type, vif_type;  // binding:*
    Field<Value> profile, vif_details, levels;
};

struct SubnetPoolFields {
    explicit SubnetPoolFields(const Catalog& catalog);
    const ResourceType& type;
    Field<std::string> id, project_id, address_scope_id, hash;
    Field<std::int64_t> ip_version;
    Field<Value> min_prefixlen, max_prefixlen, default_prefixlen, default_quota, prefixes;
    Field<bool> shared, is_default;
};

struct AddressScopeFields {
    explicit AddressScopeFields(const Catalog& catalog);
    const ResourceType& type;
    Field<std::string> id, project_id;
    Field<std::int64_t> ip_version;
    Field<bool> shared;
};

// Extensions that are not loaded leave their handles empty; missing core attributes are a start-up error.
struct Fields {
    explicit Fields(const Catalog& catalog)
        : network(catalog), segment(catalog), subnet(catalog), port(catalog), pool(catalog), scope(catalog) {}
    NetworkFields network;
    SegmentFields segment;
    SubnetFields subnet;
    PortFields port;
    SubnetPoolFields pool;
    AddressScopeFields scope;
};

}  // namespace neutrino::ml2
