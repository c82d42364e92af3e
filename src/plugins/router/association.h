#pragma once
// Which port, address and router a floating IP leads to.

#include "plugins/router/core.h"

namespace neutrino::router {

class Association {
public:
    explicit Association(const Core& core) : core_(core) {}

    // Makes the floating IP lead to where its draft says: port_id and fixed_ip_address as given, `before` (nullptr: it
    // is new) as it was. Sets port_id, fixed_ip_address, router_id and last_known_router_id. Throws PortNotFound,
    // SubnetNotFound, BadRequest, FloatingIPPortAlreadyAssociated, ExternalGatewayForFloatingIPNotFound.
    void settle(Transaction& transaction, const RequestContext& request, const Record* before, Draft& draft) const;
    // See L3.
    RecordPtr router_between(const View& view, const Record& subnet, std::string_view external_network_id) const;

private:
    struct End {
        RecordPtr port;
        std::string address;
        std::string subnet_id;
    };

    bool has_address(const View& view, std::string_view port_id, std::string_view address) const;
    // The address of the port that is meant: `address`, or the only one when that is empty.
    End find_end(const View& view, const RequestContext& request, const Record& floatingip, std::string_view port_id,
                 std::string_view address) const;
    void check_free(const View& view, const Record& floatingip, const End& end) const;
    // The router's row stays as it is until the transaction ends: nobody takes away what was found.
    void hold(Transaction& transaction, const Record& router, const Record& floatingip, const End& end) const;
    Fault unreachable(const Record& port, const Record& subnet, std::string_view external_network_id) const;

    const Core& core_;
};

}  // namespace neutrino::router
