#include "plugins/local_ip/fields.h"

namespace neutrino::local_ip {
namespace {

Fields::LocalIp local_ip_fields(const ResourceType& type) {
    return {type,
            type.field<std::string>("id"),
            type.field<std::string>("project_id"),
            type.field<std::string>("local_port_id"),
            type.field<std::string>("network_id"),
            type.field<std::string>("local_ip_address"),
            type.field<Value>("associations")};
}

Fields::PortAssociation association_fields(const ResourceType& type) {
    return {type,
            type.field<std::string>("local_ip_id"),
            type.field<std::string>("local_ip_address"),
            type.field<std::string>("fixed_port_id"),
            type.field<std::string>("fixed_ip"),
            type.field<std::string>("host")};
}

Fields::Port port_fields(const ResourceType& type) {
    return {type,
            type.field<std::string>("project_id"),
            type.field<std::string>("network_id"),
            type.field<std::string>("device_id"),
            type.field<std::string>("device_owner"),
            type.field<std::string>("status"),
            type.field_if<std::string>("binding:host_id"),
            type.field<Value>("fixed_ips")};
}

}  // namespace

Fields::Fields(const Catalog& catalog)
    : local_ip(local_ip_fields(catalog.get("local_ips"))),
      association(association_fields(catalog.get("port_associations"))),
      port(port_fields(catalog.get("ports"))),
      subnet{catalog.get("subnets"), catalog.get("subnets").field<std::int64_t>("ip_version")},
      networks(catalog.get("networks")) {}

}  // namespace neutrino::local_ip
