#pragma once
// What happens to networks beyond storing them.

#include "plugins/ml2/core.h"

namespace neutrino::ml2 {

class NetworkBehaviour final : public Behaviour {
public:
    explicit NetworkBehaviour(Core& core) : core_(core), fields_(core.fields.network) {}

    void create_prepare(const RequestContext& request, const View& view, Draft& draft) override;
    RecordPtr create(Transaction& transaction, const RequestContext& request, Draft& draft) override;
    void created(const RequestContext& request, const RecordPtr& network) override;
    void update_prepare(const RequestContext& request, const View& view, const Record& before, Draft& draft) override;
    RecordPtr update(Transaction& transaction, const RequestContext& request, const Record& before,
                     Draft& draft) override;
    void updated(const RequestContext& request, const RecordPtr& before, const RecordPtr& after) override;
    void remove(Transaction& transaction, const RequestContext& request, const RecordPtr& network) override;
    bool visible(const RequestContext& request, const View& view, const Record& network) const override;

private:
    void check_provider_update(const View& view, const Record& before, const Draft& draft) const;
    void check_unsharing(const View& view, const Record& before) const;
    void check_no_gateways(const View& view, const Record& before) const;
    void forget_provider_attributes(Record& network) const;
    bool changes_only_provider_attributes(const Draft& draft) const;

    Core& core_;
    const NetworkFields& fields_;
};

}  // namespace neutrino::ml2
