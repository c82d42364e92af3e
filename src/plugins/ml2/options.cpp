#include "plugins/ml2/options.h"

#include "plugins/option_reader.h"

#include <fmt/core.h>

#include <optional>

namespace neutrino::ml2 {

using plugins::option_refuse;
using plugins::OptionReader;
using plugins::text_integer;
using plugins::text_list;
using plugins::text_parts;

namespace {

constexpr IdRange kVlanIds{1, 4094};
constexpr IdRange kGreIds{1, 4294967295};
constexpr IdRange kVirtualNetworkIds{1, 16777215};

bool valid_base_mac(std::string_view mac) {
    if (mac.size() != 17) return false;
    for (std::size_t i = 0; i < mac.size(); ++i) {
        const bool hexadecimal = std::string_view("0123456789abcdefABCDEF").find(mac[i]) != std::string_view::npos;
        if (i % 3 == 2 ? mac[i] != ':' : !hexadecimal) return false;
    }
    return true;
}

void check_types(const Options& options) {
    constexpr std::string_view kKnown[] = {"local", "flat", "vlan", "vxlan", "gre", "geneve"};
    const auto among = [](const auto& names, std::string_view name) {
        for (const auto& each : names) {
            if (each == name) return true;
        }
        return false;
    };
    for (const std::string& type : options.type_drivers) {
        if (!among(kKnown, type)) option_refuse("ml2", "type_drivers", type, "there is no such type driver");
    }
    for (const std::string& type : options.tenant_network_types) {
        if (!among(options.type_drivers, type))
            option_refuse("ml2", "tenant_network_types", type, "it is not among type_drivers");
    }
    if (!options.external_network_type.empty() && !among(options.type_drivers, options.external_network_type)) {
        option_refuse("ml2", "external_network_type", options.external_network_type, "it is not among type_drivers");
    }
}

}  // namespace

std::map<std::string, IdRanges, std::less<>> parse_vlan_ranges(std::string_view text) {
    std::map<std::string, IdRanges, std::less<>> ranges;
    for (const std::string& entry : text_list(text)) {
        const auto refuse_range = [&entry](std::string_view reason) {
            throw Fault("NetworkVlanRangeError",
                        fmt::format("[ml2_type_vlan] network_vlan_ranges: {} is no VLAN range: {}.", entry, reason));
        };
        const auto parts = text_parts(entry, ':');
        if (parts[0].empty()) {
            throw Fault("PhysicalNetworkNameError",
                        fmt::format("[ml2_type_vlan] network_vlan_ranges: {} names no physical network.", entry));
        }
        IdRanges& of_network = ranges[std::string(parts[0])];
        if (parts.size() == 1) continue;
        if (parts.size() != 3) refuse_range("<physical network>[:<first>:<last>] is expected");
        const auto first = text_integer(parts[1]);
        const auto last = text_integer(parts[2]);
        if (!first || !last) refuse_range("its bounds are not whole numbers");
        if (*first < kVlanIds.first || *first > kVlanIds.last) refuse_range(fmt::format("{} is not a VLAN id", *first));
        if (*last < kVlanIds.first || *last > kVlanIds.last) refuse_range(fmt::format("{} is not a VLAN id", *last));
        if (*first > *last) refuse_range("it ends before it begins");
        of_network.push_back({*first, *last});
    }
    for (auto& [network, of_network] : ranges) {
        if (of_network.empty()) of_network.push_back(kVlanIds);
    }
    return ranges;
}

IdRanges parse_tunnel_ranges(std::string_view text, std::string_view section, std::string_view name, IdRange allowed) {
    IdRanges ranges;
    for (const std::string& entry : text_list(text)) {
        const auto refuse_range = [&](std::string_view reason) {
            throw Fault("NetworkTunnelRangeError",
                        fmt::format("[{}] {}: {} is no range of tunnel ids: {}.", section, name, entry, reason));
        };
        const auto parts = text_parts(entry, ':');
        if (parts.size() != 2) refuse_range("<first>:<last> is expected");
        const auto first = text_integer(parts[0]);
        const auto last = text_integer(parts[1]);
        if (!first || !last) refuse_range("its bounds are not whole numbers");
        for (const std::int64_t bound : {*first, *last}) {
            if (bound < allowed.first || bound > allowed.last) {
                refuse_range(fmt::format("{} is not between {} and {}", bound, allowed.first, allowed.last));
            }
        }
        if (*first > *last) refuse_range("it ends before it begins");
        ranges.push_back({*first, *last});
    }
    return ranges;
}

Options read_options(const PluginOptions& source) {
    Options options;
    const OptionReader reader(source);
    reader.list("ml2", "type_drivers", options.type_drivers);
    reader.list("ml2", "tenant_network_types", options.tenant_network_types);
    reader.list("ml2", "mechanism_drivers", options.mechanism_drivers);
    reader.list("ml2", "extension_drivers", options.extension_drivers);
    options.external_network_type = reader.text("ml2", "external_network_type");
    reader.integer("DEFAULT", "global_physnet_mtu", options.global_physnet_mtu);
    reader.integer("ml2", "path_mtu", options.path_mtu);
    reader.integer("ml2", "overlay_ip_version", options.overlay_ip_version);
    if (options.overlay_ip_version != 4 && options.overlay_ip_version != 6) {
        option_refuse("ml2", "overlay_ip_version", std::to_string(options.overlay_ip_version), "4 or 6 is expected");
    }
    const std::string mtus = reader.text("ml2", "physical_network_mtus");
    for (const std::string& entry : text_list(mtus)) {
        const auto parts = text_parts(entry, ':');
        const auto mtu = parts.size() == 2 ? text_integer(parts[1]) : std::nullopt;
        if (!mtu || parts[0].empty())
            option_refuse("ml2", "physical_network_mtus", entry, "<physical network>:<MTU> is expected");
        if (!options.physical_network_mtus.emplace(parts[0], *mtu).second) {
            option_refuse("ml2", "physical_network_mtus", entry, "the physical network is named twice");
        }
    }

    if (const std::string flat = reader.text("ml2_type_flat", "flat_networks"); !flat.empty()) {
        for (std::string& name : text_list(flat)) options.flat_networks.insert(std::move(name));
        options.any_flat_network = options.flat_networks.contains("*");
    }
    options.vlan_ranges = parse_vlan_ranges(reader.text("ml2_type_vlan", "network_vlan_ranges"));
    const auto tunnel = [&reader](std::string_view section, std::string_view name, IdRange allowed) {
        return parse_tunnel_ranges(reader.text(section, name), section, name, allowed);
    };
    options.gre_ranges = tunnel("ml2_type_gre", "tunnel_id_ranges", kGreIds);
    options.vxlan_ranges = tunnel("ml2_type_vxlan", "vni_ranges", kVirtualNetworkIds);
    options.geneve_ranges = tunnel("ml2_type_geneve", "vni_ranges", kVirtualNetworkIds);
    reader.integer("ml2_type_geneve", "max_header_size", options.geneve_header_size);

    reader.integer("DEFAULT", "max_dns_nameservers", options.max_dns_nameservers);
    reader.integer("DEFAULT", "max_subnet_host_routes", options.max_host_routes);
    reader.boolean("DEFAULT", "ipv6_pd_enabled", options.prefix_delegation);
    if (const std::string mac = reader.text("DEFAULT", "base_mac"); !mac.empty()) {
        if (!valid_base_mac(mac))
            option_refuse("DEFAULT", "base_mac", mac, "six octets such as fa:16:3e:00:00:00 are expected");
        options.base_mac = mac;
    }
    check_types(options);
    return options;
}

}  // namespace neutrino::ml2
