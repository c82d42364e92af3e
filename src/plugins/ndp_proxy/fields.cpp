#include "plugins/ndp_proxy/fields.h"

namespace neutrino::ndp_proxy {
namespace {

Fields::NdpProxy proxy_fields(const ResourceType& type) {
    return {type, type.field<std::string>("router_id"), type.field<std::string>("port_id"),
            type.field<std::string>("ip_address")};
}

Fields::Router router_fields(const ResourceType& type) {
    return {type, type.field<std::string>("gw_port_id"), type.field<Value>("external_gateway_info"),
            type.field<bool>("enable_ndp_proxy")};
}

Fields::Port port_fields(const ResourceType& type) {
    return {type, type.field<std::string>("network_id"), type.field<Value>("fixed_ips")};
}

}  // namespace

Fields::Fields(const Catalog& catalog)
    : proxy(proxy_fields(catalog.get("ndp_proxies"))),
      router(router_fields(catalog.get("routers"))),
      port(port_fields(catalog.get("ports"))),
      subnet{catalog.get("subnets"), catalog.get("subnets").field<std::int64_t>("ip_version")},
      networks(catalog.get("networks")),
      external(networks.field_if<bool>("router:external")) {}

bool is_ipv6(std::string_view address) { return address.find(':') != std::string_view::npos; }

std::vector<Value> ipv6_addresses(const Fields& fields, const Record& port) {
    std::vector<Value> found;
    for (const Value& item : port[fields.port.fixed_ips].items()) {
        if (is_ipv6(item.at("ip_address").as_string())) found.push_back(item);
    }
    return found;
}

}  // namespace neutrino::ndp_proxy
