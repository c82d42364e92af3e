#pragma once
// Telling the mechanism drivers what happens to a network, subnet or port: inside the transaction and after it.

#include "plugins/ml2/core.h"

#include <string_view>

namespace neutrino::ml2 {

// A create or an update of a resource on a network. Valid during the call.
struct DriverChange {
    DriverObject object;
    const Record* before;  // nullptr = created
    const Record& after;
    std::string_view network_id;
};

// In the transaction of a create or update. A Fault of a driver rolls it back.
void drivers_precommit(const Core& core, Transaction& transaction, const RequestContext& request,
                       const DriverChange& change);
// After a create. When a driver fails, the resource is removed again, and the failure goes on.
void drivers_created(const Core& core, const RequestContext& request, const DriverChange& change);
// After an update: failures are logged, for the change stands.
void drivers_updated(const Core& core, const RequestContext& request, const DriverChange& change);
// For a delete: the precommit part now, the other one when the transaction has been committed, with the segments that
// the network has now. `core` must outlive that.
void drivers_removing(const Core& core, Transaction& transaction, const RequestContext& request, DriverObject object,
                      const RecordPtr& removed, std::string_view network_id);

}  // namespace neutrino::ml2
