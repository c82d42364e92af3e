#pragma once
// Static routes of routers.

#include "plugins/router/core.h"

#include <vector>

namespace neutrino::router {

// Where a router's ports are: prefixes it can send to directly, and addresses that are its own.
struct Reach {
    std::vector<base::Prefix> prefixes;
    std::vector<base::Address> addresses;
    bool reaches(const base::Address& address) const;
    bool is_own(const base::Address& address) const;
};

class Routes {
public:
    explicit Routes(const Core& core) : core_(core) {}

    // Of all ports whose device the router is.
    Reach reach(const View& view, const Record& router) const;
    void extend(Reach& reach, const View& view, const Record& port) const;
    // Throws RoutesExhausted or InvalidRoutes.
    void check(std::string_view router_id, const Value& routes, const Reach& reach) const;
    // Whether a route leads through the subnet.
    bool uses(const Record& router, const Record& subnet) const;

    // The routes of a body {"router": {"routes": [...]}}; throws what a PUT of them would.
    Value given(const Value& body) const;
    // The others with these, or without; each route once.
    static Value joined(const Value& routes, const Value& added);
    static Value without(const Value& routes, const Value& removed);

private:
    const Core& core_;
};

}  // namespace neutrino::router
