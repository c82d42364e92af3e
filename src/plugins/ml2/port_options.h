#pragma once
// What a port may have besides addresses: rules of its owner, allowed address pairs, DHCP options and binding
// attributes.

#include "plugins/ml2/core.h"

#include <string_view>

namespace neutrino::ml2 {

// Thread-safe.
class PortOptions {
public:
    explicit PortOptions(const Core& core) : core_(core), fields_(core.fields.port) {}

    // Fills in what a client may leave out of a new port. Throws InvalidInput.
    void complete(Record& port) const;
    // The same for given attributes of an update. Throws PortBoundNUMAAffinityPolicy as well.
    void complete_given(const Record& before, Draft& port) const;

    // A router's interface must belong to a router of the port's project, unless an admin says otherwise. Throws
    // DeviceIDNotOwnedByTenant.
    void check_owner(const RequestContext& request, const View& view, const Record& port) const;
    // Throws UnsupportedPortDeviceOwner, PortBound.
    void check_mac_change(const Record& before, const Draft& port) const;

    // Gives pairs without a MAC the port's own. Throws DuplicateAddressPairInRequest.
    void complete_pairs(Record& port) const;
    // Throws AddressPairAndPortSecurityRequired.
    void check_pairs_secured(const Record& port) const;

    // DHCP options as they are stored. Throws NeutronDbObjectDuplicateEntry when an option is given twice.
    Value dhcp_options(const Value& given) const;
    // Those that a port has, with the given ones put in their place; a null value takes one away.
    Value dhcp_options_merged(const Value& before, const Value& given) const;

    // Host, VNIC type or profile are others than before.
    bool binding_changes(const Record& before, const Record& after) const;
    // As a port is that nothing has bound.
    void unbind(Record& port) const;

private:
    void complete_binding(Record& port) const;

    const Core& core_;
    const PortFields& fields_;
};

}  // namespace neutrino::ml2
