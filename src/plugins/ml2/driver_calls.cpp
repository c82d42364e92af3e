#include "plugins/ml2/driver_calls.h"

namespace neutrino::ml2 {
namespace {

DriverEvent event_of(const DriverChange& change) {
    return change.before == nullptr ? DriverEvent::create : DriverEvent::update;
}

void postcommit(const Core& core, const RequestContext& request, const DriverChange& change) {
    const View& view = core.database.image();
    const auto segments = core.segments.of_network(view, change.network_id, true);
    core.mechanisms.postcommit(change.object, event_of(change),
                               {request, view, nullptr, change.before, &change.after, segments});
}

}  // namespace

void drivers_precommit(const Core& core, Transaction& transaction, const RequestContext& request,
                       const DriverChange& change) {
    if (core.mechanisms.all().empty()) return;
    const auto segments = core.segments.of_network(transaction, change.network_id, true);
    core.mechanisms.precommit(change.object, event_of(change),
                              {request, transaction, &transaction, change.before, &change.after, segments});
}

void drivers_created(const Core& core, const RequestContext& request, const DriverChange& change) {
    if (core.mechanisms.all().empty()) return;
    try {
        postcommit(core, request, change);
    } catch (const Fault&) {
        core.database.write([&](Transaction& transaction) {
            const RecordPtr stored = transaction.find(change.after.type(), change.after.id());
            if (stored) core.resources.remove(transaction, request, stored);
        });
        throw;
    }
}

void drivers_updated(const Core& core, const RequestContext& request, const DriverChange& change) {
    if (core.mechanisms.all().empty()) return;
    try {
        postcommit(core, request, change);
    } catch (const Fault&) {
        // Logged for each driver; the change stands.
    }
}

void drivers_removing(const Core& core, Transaction& transaction, const RequestContext& request, DriverObject object,
                      const RecordPtr& removed, std::string_view network_id) {
    if (core.mechanisms.all().empty()) return;
    const auto segments = core.segments.of_network(transaction, network_id, true);
    core.mechanisms.precommit(object, DriverEvent::remove,
                              {request, transaction, &transaction, nullptr, removed.get(), segments});
    transaction.after_commit([&core, request, object, removed, segments] {
        try {
            core.mechanisms.postcommit(object, DriverEvent::remove,
                                       {request, core.database.image(), nullptr, nullptr, removed.get(), segments});
        } catch (const Fault&) {
            // Logged for each driver; the resource is gone whatever they say.
        }
    });
}

}  // namespace neutrino::ml2
