#pragma once
// What attributes accept: the converters and validators that definitions name (api/README.md lists them), and how a
// value of a request goes through them. They accept and refuse exactly what Neutron's do.

#include <neutrino/resource_type.h>

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::resource {

// What a few rules need to know of this deployment. The defaults are those of the options.
struct RuleSettings {
    std::string base_mac = "fa:16:3e:00:00:00";  // to_mac_if_none
    std::string dns_domain = "openstacklocal";   // dns_host_name
    int max_allowed_address_pair = 10;           // allowed_address_pairs
    bool sg_filter_ethertypes = false;           // ethertype
    // Whether a loaded plugin is of this service type: asked when a request comes, never at start-up. Without it, none
    // is.
    std::function<bool(std::string_view type)> service_type_loaded;
};

// The functions behind the names of the format. Throws std::invalid_argument, with what would be right, for an unknown
// name or a bad argument. The functions may be called from any thread.
Validator validator_make(std::string_view name, const Value& argument, const RuleSettings& settings = {});
Converter converter_make(std::string_view name, const Value& argument = {}, const RuleSettings& settings = {});
// All names, sorted.
std::vector<std::string> validator_names();
std::vector<std::string> converter_names();

// An attribute of a request body, as Neutron treats it: converted, then validated. Throws Fault: InvalidInput from a
// converter, HTTPBadRequest from a validator, or a type of its own where Neutron has one. What is returned is of the
// attribute's type, or null; an unset value comes back as it is.
Value attribute_accept(const Attribute& attribute, const Value& given);

// What a POST that gave `given` (unset: nothing) has to accept: with the attribute's default, and with those of the
// keys of a map where the definition says `populate_defaults`. Unset: no value, for the default is `unset` or there is
// none.
Value attribute_default(const Attribute& attribute, const Value& given);

}  // namespace neutrino::resource
