#include "plugins/ndp_proxy/router_state.h"

#include <fmt/core.h>

#include <algorithm>

namespace neutrino::ndp_proxy {
namespace {

// `router_id`: "" while the router is being made.
Fault gateway_not_valid(std::string_view router_id, std::string_view reason) {
    const std::string router = router_id.empty() ? "A new router" : fmt::format("Router {}", router_id);
    return Fault("RouterGatewayNotValid", fmt::format("{} can't be an NDP proxy: {}.", router, reason));
}

}  // namespace

std::string RouterState::scope_of(const View& view, const Record& network) const {
    return resources_.shown(view, network).at("ipv6_address_scope").str();
}

bool RouterState::supports(const View& view, std::string_view network_id) const {
    const RecordPtr network = view.find(fields_.networks, network_id);
    if (!network || scope_of(view, *network).empty()) return false;
    const auto subnets = view.find_by(fields_.subnet.type, "network_id", network_id);
    return std::ranges::any_of(subnets,
                               [&](const RecordPtr& subnet) { return (*subnet)[fields_.subnet.ip_version] == 6; });
}

bool RouterState::has_ipv6(const View& view, const Value& external_fixed_ips) const {
    return std::ranges::any_of(external_fixed_ips.items(), [&](const Value& item) {
        if (is_ipv6(item.at("ip_address").as_string())) return true;
        const RecordPtr subnet = view.find(fields_.subnet.type, item.at("subnet_id").as_string());
        return subnet && (*subnet)[fields_.subnet.ip_version] == 6;
    });
}

void RouterState::check_no_proxies(const View& view, std::string_view router_id) const {
    if (view.count_by(fields_.proxy.type, "router_id", router_id) == 0) return;
    throw Fault("RouterGatewayInUseByNDPProxy",
                fmt::format("Router {} keeps its gateway: it has NDP proxies.", router_id));
}

void RouterState::creating(const View& view, Draft& draft) const {
    Record& router = draft.record;
    const Value& info = router.value(fields_.router.external_gateway_info);
    const Value asked = router.value(fields_.router.enable_ndp_proxy);
    if (asked.truthy() && !info.truthy()) throw gateway_not_valid("", "it is to have no gateway");
    const RecordPtr network = view.find(fields_.networks, info.at("network_id").as_string());
    const bool supported = network && supports(view, network->id());
    // A network that isn't there, or isn't external, is for others to complain of.
    if (asked.truthy() && !supported && network && (*network)[fields_.external]) {
        throw gateway_not_valid("", "the external network has no IPv6 subnet, or none of an address scope");
    }
    router.set(fields_.router.enable_ndp_proxy, asked.is_bool() ? asked : Value(supported && enabled_by_default_));
}

void RouterState::updating(const View& view, const Record& before, Draft& draft) const {
    Record& router = draft.record;
    const Value asked = router.value(fields_.router.enable_ndp_proxy);
    const bool given = draft.is_given(fields_.router.enable_ndp_proxy) && asked.is_bool();
    if (!given) router.set(fields_.router.enable_ndp_proxy, before.value(fields_.router.enable_ndp_proxy));
    if (!draft.is_given(fields_.router.external_gateway_info)) return;

    const Value& info = router.value(fields_.router.external_gateway_info);
    const std::string_view network_id = info.at("network_id").as_string();
    const RecordPtr gateway = view.find(fields_.port.type, before[fields_.router.gw_port_id]);
    if (gateway && (*gateway)[fields_.port.network_id] == network_id) {
        const Value& addresses = info.at("external_fixed_ips");
        if (!before[fields_.router.enable_ndp_proxy] || !addresses.truthy() || has_ipv6(view, addresses)) return;
        throw Fault("RouterIPv6GatewayInUse",
                    fmt::format("Router {} is an NDP proxy: its gateway keeps an IPv6 address.", before.id()));
    }
    if (gateway) {
        check_no_proxies(view, before.id());
        if (given && asked.as_bool()) throw gateway_not_valid(before.id(), "it loses its gateway");
    }
    if (!given) {
        router.set(fields_.router.enable_ndp_proxy, enabled_by_default_ && supports(view, network_id));
    }
}

void RouterState::updated(const View& view, const Record& before, const Record& after) const {
    if (!after[fields_.router.enable_ndp_proxy] || before[fields_.router.enable_ndp_proxy]) return;
    const RecordPtr gateway = view.find(fields_.port.type, after[fields_.router.gw_port_id]);
    if (gateway && supports(view, (*gateway)[fields_.port.network_id]) && !ipv6_addresses(fields_, *gateway).empty()) {
        return;
    }
    throw gateway_not_valid(after.id(), "it has no gateway with an IPv6 address of an address scope");
}

}  // namespace neutrino::ndp_proxy
