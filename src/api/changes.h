#pragma once
// One change of a resource: its behaviour and what other plugins hooked to it, in one order, whoever asks for it.

#include "api/handlers.h"

#include <neutrino/resources.h>

namespace neutrino::api {

// Inside the transaction. `requested`: by a client (Change::requested).
RecordPtr change_create(const TypeHandlers& handlers, Transaction& transaction, const RequestContext& context,
                        Draft& draft, bool requested = true);
RecordPtr change_update(const TypeHandlers& handlers, Transaction& transaction, const RequestContext& context,
                        const RecordPtr& before, Draft& draft, bool requested = true);
void change_remove(const TypeHandlers& handlers, Transaction& transaction, const RequestContext& context,
                   const RecordPtr& record, bool requested = true);

// After the commit. Throws what the behaviour throws; what a hook throws is logged.
void change_created(const TypeHandlers& handlers, const RequestContext& context, const RecordPtr& record);
void change_updated(const TypeHandlers& handlers, const RequestContext& context, const RecordPtr& before,
                    const RecordPtr& after);
void change_removed(const TypeHandlers& handlers, const RequestContext& context, const RecordPtr& record);

// The same for plugins that change resources of others in a transaction of their own.
class ResourceChanges : public Resources {
public:
    // `handlers` may still be filled, and outlives this.
    explicit ResourceChanges(const Handlers& handlers) : handlers_(handlers) {}

    RecordPtr find(const RequestContext& context, const View& view, const ResourceType& type,
                   std::string_view id) const override;
    Value shown(const View& view, const Record& record) const override;
    Draft draft(const ResourceType& type) const override { return Draft::with_defaults(type); }
    RecordPtr create(Transaction& transaction, const RequestContext& context, Draft draft) override;
    RecordPtr update(Transaction& transaction, const RequestContext& context, const RecordPtr& before,
                     Draft draft) override;
    void remove(Transaction& transaction, const RequestContext& context, const RecordPtr& record) override;

private:
    const Handlers& handlers_;
};

}  // namespace neutrino::api
