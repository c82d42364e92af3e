#pragma once
// Whether a router answers neighbour solicitations at its gateway (enable_ndp_proxy): only while the gateway's network
// has IPv6 subnets of an address scope, and not against the proxies that it has.

#include "plugins/ndp_proxy/fields.h"

#include <neutrino/plugin.h>

#include <string>

namespace neutrino::ndp_proxy {

class RouterState {
public:
    RouterState(const Fields& fields, Resources& resources, bool enabled_by_default)
        : fields_(fields), resources_(resources), enabled_by_default_(enabled_by_default) {}

    // Parts of a change of a router (Hook). Throw RouterGatewayNotValid, RouterGatewayInUseByNDPProxy,
    // RouterIPv6GatewayInUse.
    void creating(const View& view, Draft& draft) const;
    void updating(const View& view, const Record& before, Draft& draft) const;
    void updated(const View& view, const Record& before, const Record& after) const;

    // The IPv6 address scope of a network, "" for none.
    std::string scope_of(const View& view, const Record& network) const;

private:
    bool supports(const View& view, std::string_view network_id) const;
    bool has_ipv6(const View& view, const Value& external_fixed_ips) const;
    void check_no_proxies(const View& view, std::string_view router_id) const;

    const Fields& fields_;
    Resources& resources_;
    const bool enabled_by_default_;
};

}  // namespace neutrino::ndp_proxy
