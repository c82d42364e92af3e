#pragma once
// What a subnet pool may look like, and how it fits with its address scope.

#include "ipam/prefixes.h"
#include "plugins/ml2/core.h"

#include <string_view>
#include <vector>

namespace neutrino::ml2 {

// Thread-safe. The checks on other resources lock what they depend on, so that servers make them one after the other.
class SubnetPoolRules {
public:
    explicit SubnetPoolRules(const Core& core) : core_(core), fields_(core.fields.pool) {}

    // Sets ip_version, merges prefixes, fills in prefix lengths. Throws EmptySubnetPoolPrefixList,
    // PrefixVersionMismatch, IllegalSubnetPoolPrefixBounds.
    void complete(Record& pool) const;
    // Prefixes may be added by an update, not taken away. Throws IllegalSubnetPoolPrefixUpdate.
    void check_only_grows(const Record& before, const Record& after) const;
    // One default pool an IP version. Throws InvalidInput.
    void check_only_default(const View& view, const Record& pool) const;
    // Whether the pool may belong to the scope that it names; `before` is nullptr for a create. Throws
    // AddressScopeNotFound, IllegalSubnetPoolIpVersionAssociationToAddressScope, NetworkAddressScopeAffinityError,
    // AddressScopePrefixConflict.
    void check_scope(Transaction& transaction, const RequestContext& request, const Record* before,
                     const Record& after) const;
    // A pool in somebody else's scope is not its owner's to change. Throws IllegalSubnetPoolUpdate.
    void check_may_update(const View& view, const RequestContext& request, const Record& before) const;

private:
    void check_no_conflict(Transaction& transaction, const Record& pool) const;
    void check_affinity(const View& view, const Record& pool) const;

    const Core& core_;
    const SubnetPoolFields& fields_;
};

}  // namespace neutrino::ml2
