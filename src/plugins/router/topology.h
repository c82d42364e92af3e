#pragma once
// Which subnets one router can be on at the same time.

#include "plugins/router/core.h"

#include <span>

namespace neutrino::router {

class Topology {
public:
    explicit Topology(const Core& core) : core_(core) {}

    // Throws BadRequest when the router is on one of the subnets already, or on one that overlaps with them. Of its
    // gateway's network all subnets count.
    void check_apart(const View& view, const Record& router, std::span<const RecordPtr> subnets) const;
    // Throws BadRequest for a subnet whose hosts listen to routers of others.
    void check_advertised(const Record& subnet) const;

private:
    const Core& core_;
};

}  // namespace neutrino::router
