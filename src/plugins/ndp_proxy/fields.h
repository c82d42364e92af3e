#pragma once
// Typed handles on the attributes that NDP proxies are about.

#include <neutrino/record.h>

namespace neutrino::ndp_proxy {

struct Fields {
    explicit Fields(const Catalog& catalog);

    struct NdpProxy {
        const ResourceType& type;
        Field<std::string> router_id, port_id, ip_address;
    } proxy;
    struct Router {
        const ResourceType& type;
        Field<std::string> gw_port_id;
        Field<Value> external_gateway_info;
        Field<bool> enable_ndp_proxy;
    } router;
    struct Port {
        const ResourceType& type;
        Field<std::string> network_id;
        Field<Value> fixed_ips;
    } port;
    struct Subnet {
        const ResourceType& type;
        Field<std::int64_t> ip_version;
    } subnet;
    const ResourceType& networks;
    Field<bool> external;  // of networks
};

bool is_ipv6(std::string_view address);
// The items of fixed_ips that are IPv6 addresses.
std::vector<Value> ipv6_addresses(const Fields& fields, const Record& port);

}  // namespace neutrino::ndp_proxy
