#pragma once
// What happens to ports beyond storing them.

#include "plugins/ml2/binding.h"
#include "plugins/ml2/core.h"
#include "plugins/ml2/port_addresses.h"
#include "plugins/ml2/port_options.h"

namespace neutrino::ml2 {

class PortBehaviour final : public Behaviour {
public:
    explicit PortBehaviour(Core& core)
        : core_(core), fields_(core.fields.port), addresses_(core), options_(core), binder_(core) {}

    void create_prepare(const RequestContext& request, const View& view, Draft& draft) override;
    RecordPtr create(Transaction& transaction, const RequestContext& request, Draft& draft) override;
    void created(const RequestContext& request, const RecordPtr& port) override;
    void update_prepare(const RequestContext& request, const View& view, const Record& before, Draft& draft) override;
    RecordPtr update(Transaction& transaction, const RequestContext& request, const Record& before,
                     Draft& draft) override;
    void updated(const RequestContext& request, const RecordPtr& before, const RecordPtr& after) override;
    void remove(Transaction& transaction, const RequestContext& request, const RecordPtr& port) override;
    bool visible(const RequestContext& request, const View& view, const Record& port) const override;
    std::optional<std::vector<LookUp>> visible_among(const RequestContext& request, const View& view) const override;

private:
    // One spelling, so that one address isn't two.
    void make_mac_canonical(Record& port) const;
    // Keeps MAC addresses unique on their network, and chooses one when the port has none.
    void settle_mac(const View& view, Record& port) const;
    bool mac_is_used(const View& view, const Record& port, std::string_view mac) const;
    // A physical function that is given back keeps its MAC: the port gets another one.
    bool releases_device(const Record& before, const Draft& draft) const;

    Core& core_;
    const PortFields& fields_;
    const PortAddresses addresses_;
    const PortOptions options_;
    const Binder binder_;
};

}  // namespace neutrino::ml2
