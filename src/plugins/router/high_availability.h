#pragma once
// Highly available routers: a network of its own for each project, on which the hosts of its routers agree who is
// active.

#include "plugins/router/core.h"

namespace neutrino::router {

class HighAvailability {
public:
    HighAvailability(const Core& core, const Catalog& catalog);

    // Makes the project's network unless there is one.
    void ensure_network(Transaction& transaction, const RequestContext& request, std::string_view project_id) const;
    // Removes it when nobody is on it.
    void release_network(Transaction& transaction, const RequestContext& request, std::string_view project_id) const;
    // Ports by which the router's hosts are on it; what is returned must be removed once the record is written.
    std::vector<RecordPtr> give_up(Transaction& transaction, Record& router) const;

private:
    RecordPtr network_of(const View& view, std::string_view project_id) const;

    const Core& core_;
    const ResourceType* networks_ = nullptr;  // nullptr: the extension isn't loaded
    Field<std::string> project_id_, network_id_;
};

}  // namespace neutrino::router
