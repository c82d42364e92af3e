"""Configurations that both services understand, by name: what a case or a comparison runs under."""

BASE = {
    "DEFAULT": {
        "core_plugin": "ml2",
        "service_plugins": "",
        "auth_strategy": "noauth",
        "dns_domain": "example.org.",
    },
    "ml2": {
        "type_drivers": "local,flat,vlan,gre,vxlan,geneve",
        "tenant_network_types": "vxlan",
        "mechanism_drivers": "",
        "extension_drivers": "",
    },
    "ml2_type_flat": {"flat_networks": "*"},
    "ml2_type_vlan": {"network_vlan_ranges": "physnet1:100:199,physnet2"},
    "ml2_type_vxlan": {"vni_ranges": "1000:1999"},
    "ml2_type_gre": {"tunnel_id_ranges": "1:100"},
    "ml2_type_geneve": {"vni_ranges": "1:100", "max_header_size": "38"},
    "quotas": {
        "quota_network": "-1",
        "quota_subnet": "-1",
        "quota_port": "-1",
        "quota_security_group": "-1",
        "quota_security_group_rule": "-1",
        "quota_router": "-1",
        "quota_floatingip": "-1",
    },
}

# name -> what differs from BASE
VARIANTS = {
    "bare": {},
    "port_security": {"ml2": {"extension_drivers": "port_security"}},
    "router": {"DEFAULT": {"service_plugins": "router"}},
    "router_options": {"DEFAULT": {"service_plugins": "neutron.services.l3_router.l3_router_plugin.L3RouterPlugin", "max_routes": "2",
                                   "enable_snat_by_default": "false", "router_distributed": "true", "l3_ha": "true",
                                   "l3_ha_net_cidr": "169.254.0.0/24", "l3_ha_network_type": "vlan",
                                   "l3_ha_network_physical_name": "physnet2"}},
    "port_forwarding": {"DEFAULT": {"service_plugins": "port_forwarding"}},
    "conntrack_helper": {"DEFAULT": {"service_plugins": "conntrack_helper"}},
    "ndp_proxy": {"DEFAULT": {"service_plugins": "router,ndp_proxy"}},
    "local_ip": {"DEFAULT": {"service_plugins": "local_ip"}},
    "paged": {"DEFAULT": {"pagination_max_limit": "3"}},
    "lenient_filters": {"DEFAULT": {"filter_validation": "false"}},
    "small_quotas": {"quotas": {"quota_network": "2", "quota_subnet": "2", "quota_port": "3"}},
    "small_ranges": {
        "ml2": {"tenant_network_types": "vlan,geneve"},
        "ml2_type_vlan": {"network_vlan_ranges": "physnet1:100:101"},
        "ml2_type_geneve": {"vni_ranges": "7:8", "max_header_size": "50"},
    },
    "limits": {
        "DEFAULT": {"max_dns_nameservers": "2", "max_subnet_host_routes": "2", "max_allowed_address_pair": "2",
                    "global_physnet_mtu": "9000", "network_link_prefix": "https://cloud.example.org:1234/neutron"},
        "ml2": {"physical_network_mtus": "physnet1:4000", "path_mtu": "8000"},
        "ml2_type_flat": {"flat_networks": "physnet1,physnet2"},
    },
}


def sections(name, extra=None):
    """The configuration `name` as {section: {option: value}}, with `extra` of the same shape laid over it."""
    result = {section: dict(options) for section, options in BASE.items()}
    for layer in (VARIANTS[name], extra or {}):
        for section, options in layer.items():
            result.setdefault(section, {}).update(options)
    return result


def ini(content):
    """The text of a configuration file."""
    lines = []
    for section, options in content.items():
        lines.append("[%s]" % section)
        lines.extend("%s = %s" % option for option in options.items())
        lines.append("")
    return "\n".join(lines)
