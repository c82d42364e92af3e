#pragma once
// Deleting what belongs to a deleted network or subnet, with its rows, addresses and drivers' part.

#include "plugins/ml2/core.h"

namespace neutrino::ml2 {

// Within the transaction; the drivers' postcommit runs after it.
void remove_port(Core& core, Transaction& transaction, const RequestContext& request, const RecordPtr& port);
void remove_subnet(Core& core, Transaction& transaction, const RequestContext& request, const RecordPtr& subnet);
// Throws NetworkInUse when ports are left that nobody deletes on its behalf.
void remove_network(Core& core, Transaction& transaction, const RequestContext& request, const RecordPtr& network);

}  // namespace neutrino::ml2
