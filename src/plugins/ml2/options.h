#pragma once
// The options of the core plugin: [ml2], [ml2_type_*] and those of [DEFAULT] that core resources obey.

#include <neutrino/plugin.h>

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::ml2 {

// Inclusive bounds of segmentation ids.
struct IdRange {
    std::int64_t first = 0;
    std::int64_t last = 0;
    friend bool operator==(const IdRange&, const IdRange&) = default;
};
using IdRanges = std::vector<IdRange>;

struct Options {
    std::vector<std::string> type_drivers{"local", "flat", "vlan", "gre", "vxlan", "geneve"};
    std::vector<std::string> tenant_network_types{"local"};
    std::vector<std::string> mechanism_drivers;
    std::vector<std::string> extension_drivers;
    std::string external_network_type;  // "" = as for tenants
    std::int64_t global_physnet_mtu = 1500;
    std::int64_t path_mtu = 0;  // 0 = as global_physnet_mtu
    std::map<std::string, std::int64_t, std::less<>> physical_network_mtus;
    std::int64_t overlay_ip_version = 4;

    bool any_flat_network = true;
    std::set<std::string, std::less<>> flat_networks;
    std::map<std::string, IdRanges, std::less<>> vlan_ranges;  // by physical network
    IdRanges gre_ranges;
    IdRanges vxlan_ranges;
    IdRanges geneve_ranges;
    std::int64_t geneve_header_size = 30;

    std::size_t max_dns_nameservers = 5;
    std::size_t max_host_routes = 20;
    bool prefix_delegation = false;
    std::string base_mac = "fa:16:3e:00:00:00";
};

// Throws Fault (InvalidConfigurationOption, NetworkVlanRangeError, NetworkTunnelRangeError, PhysicalNetworkNameError)
// that names the section, the option, the value and the reason.
Options read_options(const PluginOptions& source);

// "physnet1:100:199, physnet2": a network without a range has all ids, 1 to 4094.
std::map<std::string, IdRanges, std::less<>> parse_vlan_ranges(std::string_view text);
// "1:100, 500:600"
IdRanges parse_tunnel_ranges(std::string_view text, std::string_view section, std::string_view name, IdRange allowed);

}  // namespace neutrino::ml2
