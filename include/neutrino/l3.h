#pragma once
// What the router plugin offers to plugins that build on routers and floating IPs: Composition::find<L3>() in the
// compose() of a plugin that requires "router". For a floating IP that leads to no port of its own, they may say by
// which router it is reached: an update by Resources that gives router_id.

#include <neutrino/record.h>
#include <neutrino/transaction.h>

#include <functional>
#include <string_view>

namespace neutrino {

// Thread-safe once composed.
class L3 {
public:
    virtual ~L3() = default;

    // Called inside the transaction before a router leaves a subnet, whatever the reason. Throw Fault to keep it there.
    using InterfaceGuard = std::function<void(Transaction&, const Record& router, const Record& subnet)>;
    // During composition only.
    virtual void guard_interfaces(InterfaceGuard guard) = 0;

    // The router that joins the subnet and the external network; nullptr when none does.
    virtual RecordPtr router_between(const View& view, const Record& subnet,
                                     std::string_view external_network_id) const = 0;
};

}  // namespace neutrino
