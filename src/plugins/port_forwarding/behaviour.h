#pragma once
// Port forwardings: single ports of a floating IP that lead to different ports behind one router.

#include "plugins/port_forwarding/fields.h"
#include "plugins/port_forwarding/port_range.h"

#include <neutrino/l3.h>
#include <neutrino/plugin.h>

#include <functional>
#include <vector>

namespace neutrino::port_forwarding {

class PortForwardingBehaviour final : public Behaviour {
public:
    PortForwardingBehaviour(const Fields& fields, Resources& resources, const L3& l3)
        : fields_(fields), own_(fields.forwarding), resources_(resources), l3_(l3) {}

    RecordPtr create(Transaction& transaction, const RequestContext& request, Draft& draft) override;
    RecordPtr update(Transaction& transaction, const RequestContext& request, const Record& before,
                     Draft& draft) override;
    void remove(Transaction& transaction, const RequestContext& request, const RecordPtr& forwarding) override;

private:
    // Turns the ports that the client names, in either way, into what is kept. Throws BadRequest.
    void settle_ports(Draft& draft) const;
    void check_ports(const View& view, const Record& forwarding) const;
    void check_port_free(const View& view, const Record& forwarding) const;
    // By which router the floating IP can reach the internal port; throws BadRequest when by none, or another one than
    // its other forwardings use.
    RecordPtr find_router(const View& view, const RequestContext& request, const Record& forwarding,
                          const Record& floatingip) const;
    void route(Transaction& transaction, const RequestContext& request, const RecordPtr& floatingip,
               Value router_id) const;
    RecordPtr floatingip_of(const View& view, const Record& forwarding) const;
    // Floating IP and port count as changed with it.
    void touch_ends(Transaction& transaction, const Record& forwarding) const;
    RecordPtr write(const std::function<RecordPtr()>& work) const;

    const Fields& fields_;
    const Fields::PortForwarding& own_;
    Resources& resources_;
    const L3& l3_;
};

// As kept.
PortRange external_ports(const Fields& fields, const Record& forwarding);
PortRange internal_ports(const Fields& fields, const Record& forwarding);

}  // namespace neutrino::port_forwarding
