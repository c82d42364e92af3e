#include "plugins/router/options.h"

#include "base/address.h"
#include "plugins/option_reader.h"

#include <fmt/core.h>

namespace neutrino::router {

Options read_options(const PluginOptions& source) {
    constexpr std::string_view kGroup = "DEFAULT";
    Options options;
    const plugins::OptionReader reader(source);
    reader.boolean(kGroup, "enable_snat_by_default", options.enable_snat_by_default);
    reader.integer(kGroup, "max_routes", options.max_routes);
    reader.boolean(kGroup, "enable_dvr", options.enable_dvr);
    reader.boolean(kGroup, "router_distributed", options.router_distributed);
    reader.boolean(kGroup, "l3_ha", options.l3_ha);
    constexpr std::int64_t kAnyInteger = INT64_MIN;
    reader.integer(kGroup, "max_l3_agents_per_router", options.max_l3_agents_per_router, kAnyInteger);
    if (options.max_l3_agents_per_router < 0) {
        throw Fault("HAMaximumAgentsNumberNotValid",
                    fmt::format("[DEFAULT] max_l3_agents_per_router = {}: at least 1 is expected, or 0 for all agents.",
                                options.max_l3_agents_per_router));
    }
    if (const std::string cidr = reader.text(kGroup, "l3_ha_net_cidr"); !cidr.empty()) options.ha_network_cidr = cidr;
    const auto prefix = base::Prefix::parse(options.ha_network_cidr);
    if (!prefix || prefix->text() != options.ha_network_cidr) {
        throw Fault("HANetworkCIDRNotValid",
                    fmt::format("[DEFAULT] l3_ha_net_cidr = {}: a network such as 169.254.192.0/18 is expected.",
                                options.ha_network_cidr));
    }
    options.ha_network_type = reader.text(kGroup, "l3_ha_network_type");
    options.ha_physical_network = reader.text(kGroup, "l3_ha_network_physical_name");
    return options;
}

}  // namespace neutrino::router
