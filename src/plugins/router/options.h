#pragma once
// The options of the router plugin, all in [DEFAULT].

#include <neutrino/plugin.h>

#include <cstddef>
#include <cstdint>
#include <string>

namespace neutrino::router {

struct Options {
    bool enable_snat_by_default = true;
    std::size_t max_routes = 30;
    bool enable_dvr = true;
    bool router_distributed = false;            // unless a request says otherwise
    bool l3_ha = false;                         // the same
    std::int64_t max_l3_agents_per_router = 3;  // of HA routers; 0 = all
    std::string ha_network_cidr = "169.254.192.0/18";
    std::string ha_network_type;      // "" = as of projects' networks
    std::string ha_physical_network;  // "" = as the type has it
};

// Throws Fault: InvalidConfigurationOption, HANetworkCIDRNotValid, HAMaximumAgentsNumberNotValid.
Options read_options(const PluginOptions& source);

}  // namespace neutrino::router
