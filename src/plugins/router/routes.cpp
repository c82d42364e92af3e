#include "plugins/router/routes.h"

#include "resource/rules.h"

#include <fmt/core.h>

#include <algorithm>

namespace neutrino::router {
namespace {

std::optional<base::Address> nexthop_of(const Value& route) {
    return base::Address::parse(route.at("nexthop").as_string());
}

Fault invalid_routes(std::string_view nexthop, std::string_view reason) {
    return Fault("InvalidRoutes", fmt::format("A route by way of {} is impossible: {}.", nexthop, reason));
}

bool holds(const std::vector<Value>& routes, const Value& route) {
    return std::find(routes.begin(), routes.end(), route) != routes.end();
}

}  // namespace

bool Reach::reaches(const base::Address& address) const {
    return std::ranges::any_of(prefixes, [&](const base::Prefix& prefix) { return prefix.contains(address); });
}

bool Reach::is_own(const base::Address& address) const {
    return std::find(addresses.begin(), addresses.end(), address) != addresses.end();
}

Reach Routes::reach(const View& view, const Record& router) const {
    Reach reach;
    for (const RecordPtr& port : view.find_by(core_.fields.port.type, "device_id", router.id())) {
        extend(reach, view, *port);
    }
    return reach;
}

void Routes::extend(Reach& reach, const View& view, const Record& port) const {
    for (const RecordPtr& subnet : subnets_of_port(core_, view, port)) {
        if (const auto cidr = cidr_of(core_, *subnet)) reach.prefixes.push_back(*cidr);
    }
    for (const Value& item : port[core_.fields.port.fixed_ips].items()) {
        if (const auto address = base::Address::parse(item.at("ip_address").as_string())) {
            reach.addresses.push_back(*address);
        }
    }
}

void Routes::check(std::string_view router_id, const Value& routes, const Reach& reach) const {
    if (routes.items().size() > core_.options.max_routes) {
        throw Fault("RoutesExhausted",
                    fmt::format("Router {} may have {} routes only.", router_id, core_.options.max_routes));
    }
    for (const Value& route : routes.items()) {
        const auto nexthop = nexthop_of(route);
        const std::string_view text = route.at("nexthop").as_string();
        if (!nexthop || !reach.reaches(*nexthop)) throw invalid_routes(text, "the router is on no subnet of it");
        if (reach.is_own(*nexthop)) throw invalid_routes(text, "it is an address of the router itself");
    }
}

bool Routes::uses(const Record& router, const Record& subnet) const {
    const auto cidr = cidr_of(core_, subnet);
    if (!cidr) return false;
    return std::ranges::any_of(router[core_.fields.router.routes].items(), [&](const Value& route) {
        const auto nexthop = nexthop_of(route);
        return nexthop && cidr->contains(*nexthop);
    });
}

Value Routes::given(const Value& body) const {
    const Value* routes = body.at("router").find("routes");
    if (routes == nullptr) throw invalid_input("{\"router\": {\"routes\": [...]}} is expected");
    const RouterFields& routers = core_.fields.router;
    return resource::attribute_accept(routers.type.attributes[static_cast<std::size_t>(routers.routes.index)], *routes);
}

Value Routes::joined(const Value& routes, const Value& added) {
    std::vector<Value> all;
    for (const Value& list : {routes, added}) {
        for (const Value& route : list.items()) {
            if (!holds(all, route)) all.push_back(route);
        }
    }
    return Value::list(std::move(all));
}

Value Routes::without(const Value& routes, const Value& removed) {
    std::vector<Value> left;
    for (const Value& route : routes.items()) {
        const auto gone = removed.items();
        if (std::find(gone.begin(), gone.end(), route) == gone.end()) left.push_back(route);
    }
    return Value::list(std::move(left));
}

}  // namespace neutrino::router
