#pragma once
// Resources that change because others do (a router's interface brings its port, a network takes its ports with it),
// and what other plugins add to a change.

#include <neutrino/record.h>
#include <neutrino/request_context.h>
#include <neutrino/transaction.h>

#include <functional>
#include <string_view>

namespace neutrino {

// A change of one resource on its way. References are valid during the call.
struct Change {
    enum class Kind { create, update, remove };
    Kind kind;
    const RequestContext& context;
    const Record* before = nullptr;  // update, remove
    Draft* draft = nullptr;          // create, update: what will be written; nullptr once it is
    RecordPtr after = nullptr;       // create, update: what was written
    // A client asks for this very change; else another change brings it about.
    bool requested = true;
};

// What a plugin adds to each change of a type that another plugin serves, whoever asks for the change: a client or
// another plugin. Hooks run in the order of the plugins. Throw Fault in the first two to refuse the change; what is
// empty is passed over. One object per hook, called from many threads at once.
struct Hook {
    // Inside the transaction, before the type's own behaviour writes: may complete the draft. May be run again.
    std::function<void(Transaction&, Change&)> before_write;
    // Inside the transaction, after it wrote: may write more.
    std::function<void(Transaction&, Change&)> after_write;
    // After the commit and the behaviour's own created(), updated() or removed(); failures are logged.
    std::function<void(const Change&)> committed;
};

// Resources of all types, whoever serves them: what there is of them for a request, and whole changes inside a
// transaction that is under way, with everybody's hooks. For the service's own work: neither policy nor quota is asked.
// Thread-safe.
class Resources {
public:
    virtual ~Resources() = default;
    // The record, if the request may know of it: its project's own, or shared with it in some way. Else nullptr.
    virtual RecordPtr find(const RequestContext& context, const View& view, const ResourceType& type,
                           std::string_view id) const = 0;
    // What a GET shows of it, computed attributes included.
    virtual Value shown(const View& view, const Record& record) const = 0;
    // As a POST that names no attribute would make it; mark what you set in `given` where the behaviour asks for it.
    virtual Draft draft(const ResourceType& type) const = 0;
    // The behaviour prepares on the transaction's view. What it does after the commit happens then; a failure there is
    // logged.
    virtual RecordPtr create(Transaction& transaction, const RequestContext& context, Draft draft) = 0;
    virtual RecordPtr update(Transaction& transaction, const RequestContext& context, const RecordPtr& before,
                             Draft draft) = 0;
    virtual void remove(Transaction& transaction, const RequestContext& context, const RecordPtr& record) = 0;
};

}  // namespace neutrino
