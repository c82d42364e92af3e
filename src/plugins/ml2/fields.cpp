#include "plugins/ml2/fields.h"

namespace neutrino::ml2 {
namespace {

// Resolves several attributes at once.
class Resolver {
public:
    explicit Resolver(const ResourceType& type) : type_(type) {}

    template <class T>
    const Resolver& core(std::string_view name, Field<T>& field) const {
        field = type_.field<T>(name);
        return *this;
    }
    template <class T>
    const Resolver& loaded(std::string_view name, Field<T>& field) const {
        field = type_.field_if<T>(name);
        return *this;
    }

private:
    const ResourceType& type_;
};

}  // namespace

NetworkFields::NetworkFields(const Catalog& catalog) : type(catalog.get("networks")) {
    Resolver(type)
        .core("id", id)
        .core("name", name)
        .core("project_id", project_id)
        .core("status", status)
        .core("admin_state_up", admin_state_up)
        .core("shared", shared)
        .loaded("router:external", external)
        .loaded("external_rbac", external_rbac)
        .loaded("is_default", is_default)
        .loaded("mtu", mtu)
        .loaded("revision_number", revision_number)
        .loaded("provider:network_type", network_type)
        .loaded("provider:physical_network", physical_network)
        .loaded("provider:segmentation_id", segmentation_id)
        .loaded("segments", segments);
}

SegmentFields::SegmentFields(const Catalog& catalog) : type(catalog.get("segments")) {
    Resolver(type)
        .core("id", id)
        .core("network_id", network_id)
        .core("network_type", network_type)
        .core("physical_network", physical_network)
        .core("segmentation_id", segmentation_id)
        .core("segment_index", segment_index)
        .core("is_dynamic", is_dynamic);
}

SubnetFields::SubnetFields(const Catalog& catalog) : type(catalog.get("subnets")) {
    Resolver(type)
        .core("id", id)
        .core("name", name)
        .core("project_id", project_id)
        .core("network_id", network_id)
        .core("cidr", cidr)
        .core("gateway_ip", gateway_ip)
        .core("subnetpool_id", subnetpool_id)
        .core("ipv6_ra_mode", ipv6_ra_mode)
        .core("ipv6_address_mode", ipv6_address_mode)
        .core("ip_version", ip_version)
        .loaded("prefixlen", prefixlen)
        .core("enable_dhcp", enable_dhcp)
        .loaded("use_default_subnetpool", use_default_subnetpool)
        .core("allocation_pools", allocation_pools)
        .core("dns_nameservers", dns_nameservers)
        .core("host_routes", host_routes)
        .loaded("service_types", service_types);
}

PortFields::PortFields(const Catalog& catalog) : type(catalog.get("ports")) {
    Resolver(type)
        .core("id", id)
        .core("name", name)
        .core("project_id", project_id)
        .core("network_id", network_id)
        .core("mac_address", mac_address)
        .core("status", status)
        .core("device_id", device_id)
        .core("device_owner", device_owner)
        .core("admin_state_up", admin_state_up)
        .core("fixed_ips", fixed_ips)
        .loaded("ip_allocation", ip_allocation)
        .loaded("numa_affinity_policy", numa_affinity_policy)
        .loaded("port_security_enabled", port_security_enabled)
        .loaded("revision_number", revision_number)
        .loaded("allowed_address_pairs", allowed_address_pairs)
        .loaded("extra_dhcp_opts", extra_dhcp_opts)
        .loaded("binding:host_id", host)
        .loaded("binding:vnic_type", vnic_type)
        .loaded("binding:vif_type", vif_type)
        .loaded("binding:profile", profile)
        .loaded("binding:vif_details", vif_details)
        .loaded("binding_levels", levels);
}

SubnetPoolFields::SubnetPoolFields(const Catalog& catalog) : type(catalog.get("subnetpools")) {
    Resolver(type)
        .core("id", id)
        .core("project_id", project_id)
        .loaded("address_scope_id", address_scope_id)
        .loaded("hash", hash)
        .core("ip_version", ip_version)
        .core("min_prefixlen", min_prefixlen)
        .core("max_prefixlen", max_prefixlen)
        .core("default_prefixlen", default_prefixlen)
        .core("default_quota", default_quota)
        .core("prefixes", prefixes)
        .core("shared", shared)
        .core("is_default", is_default);
}

AddressScopeFields::AddressScopeFields(const Catalog& catalog) : type(catalog.get("address_scopes")) {
    Resolver(type).core("id", id).core("project_id", project_id).core("ip_version", ip_version).core("shared", shared);
}

}  // namespace neutrino::ml2
