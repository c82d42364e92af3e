#include "plugins/port_forwarding/fields.h"

namespace neutrino::port_forwarding {
namespace {

Fields::PortForwarding forwarding_fields(const ResourceType& type) {
    return {type,
            type.field<std::string>("floatingip_id"),
            type.field<std::string>("internal_port_id"),
            type.field<std::string>("internal_ip_address"),
            type.field<std::string>("protocol"),
            type.field<Value>("external_port"),
            type.field_if<Value>("external_port_range"),
            type.field<Value>("internal_port"),
            type.field_if<Value>("internal_port_range"),
            type.field<std::int64_t>("external_port_start"),
            type.field<std::int64_t>("external_port_end"),
            type.field<std::int64_t>("internal_port_start"),
            type.field<std::int64_t>("internal_port_end")};
}

Fields::FloatingIp floatingip_fields(const ResourceType& type) {
    return {type, type.field<std::string>("floating_network_id"), type.field<std::string>("floating_ip_address"),
            type.field<std::string>("port_id"), type.field<std::string>("router_id")};
}

}  // namespace

Fields::Fields(const Catalog& catalog)
    : forwarding(forwarding_fields(catalog.get("port_forwardings"))),
      floatingip(floatingip_fields(catalog.get("floatingips"))),
      port{catalog.get("ports"), catalog.get("ports").field<Value>("fixed_ips")},
      subnet{catalog.get("subnets"), catalog.get("subnets").field<std::string>("cidr")},
      router{catalog.get("routers"), catalog.get("routers").field_if<bool>("distributed")} {}

}  // namespace neutrino::port_forwarding
