#include "plugins/ml2/address_scope_behaviour.h"

#include <fmt/core.h>

namespace neutrino::ml2 {

RecordPtr AddressScopeBehaviour::update(Transaction& transaction, const RequestContext& request, const Record& before,
                                        Draft& draft) {
    if (before[fields_.shared] && !draft.record[fields_.shared]) {
        throw Fault("AddressScopeUpdateError",
                    fmt::format("Address scope {} can't be made private: others may use it.", before.id()));
    }
    return Behaviour::update(transaction, request, before, draft);
}

void AddressScopeBehaviour::remove(Transaction& transaction, const RequestContext&, const RecordPtr& scope) {
    // Servers that put a pool into the scope take the same lock first.
    transaction.execute("UPDATE address_scopes SET name = name WHERE id = :id", parameters(scope->id()));
    const auto pools =
        transaction.query("SELECT id FROM subnetpools WHERE address_scope_id = :id", parameters(scope->id()));
    if (!pools.empty()) {
        throw Fault("AddressScopeInUse",
                    fmt::format("Address scope {} is in use: subnet pools, such as {}, belong to it.", scope->id(),
                                pools.front().front().as_string()));
    }
    transaction.erase(fields_.type, scope->id());
}

bool AddressScopeBehaviour::visible(const RequestContext&, const View&, const Record& scope) const {
    return scope[fields_.shared];
}

}  // namespace neutrino::ml2
