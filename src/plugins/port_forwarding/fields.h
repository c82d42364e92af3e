#pragma once
// Typed handles on the attributes that port forwardings are about.

#include <neutrino/record.h>

namespace neutrino::port_forwarding {

struct Fields {
    explicit Fields(const Catalog& catalog);

    struct PortForwarding {
        const ResourceType& type;
        Field<std::string> floatingip_id, internal_port_id, internal_ip_address, protocol;
        Field<Value> external_port, external_port_range, internal_port, internal_port_range;  // as clients see them
        Field<std::int64_t> external_start, external_end, internal_start, internal_end;       // as they are kept
    } forwarding;
    struct FloatingIp {
        const ResourceType& type;
        Field<std::string> floating_network_id, floating_ip_address, port_id, router_id;
    } floatingip;
    struct Port {
        const ResourceType& type;
        Field<Value> fixed_ips;
    } port;
    struct Subnet {
        const ResourceType& type;
        Field<std::string> cidr;
    } subnet;
    struct Router {
        const ResourceType& type;
        Field<bool> distributed;
    } router;
};

}  // namespace neutrino::port_forwarding
