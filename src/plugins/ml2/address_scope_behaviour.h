#pragma once
// What happens to address scopes beyond storing them.

#include "plugins/ml2/core.h"

namespace neutrino::ml2 {

class AddressScopeBehaviour final : public Behaviour {
public:
    explicit AddressScopeBehaviour(const Core& core) : fields_(core.fields.scope) {}

    RecordPtr update(Transaction& transaction, const RequestContext& request, const Record& before,
                     Draft& draft) override;
    void remove(Transaction& transaction, const RequestContext& request, const RecordPtr& scope) override;
    bool visible(const RequestContext& request, const View& view, const Record& scope) const override;

private:
    const AddressScopeFields& fields_;
};

}  // namespace neutrino::ml2
