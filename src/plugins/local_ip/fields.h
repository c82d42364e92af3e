#pragma once
// Typed handles on the attributes that local IPs are about.

#include <neutrino/record.h>

namespace neutrino::local_ip {

struct Fields {
    explicit Fields(const Catalog& catalog);

    struct LocalIp {
        const ResourceType& type;
        Field<std::string> id, project_id, local_port_id, network_id, local_ip_address;
        Field<Value> associations;  // {fixed_port_id, fixed_ip}
    } local_ip;
    struct PortAssociation {
        const ResourceType& type;
        Field<std::string> local_ip_id, local_ip_address, fixed_port_id, fixed_ip, host;
    } association;
    struct Port {
        const ResourceType& type;
        Field<std::string> project_id, network_id, device_id, device_owner, status, host;
        Field<Value> fixed_ips;
    } port;
    struct Subnet {
        const ResourceType& type;
        Field<std::int64_t> ip_version;
    } subnet;
    const ResourceType& networks;
};

}  // namespace neutrino::local_ip
