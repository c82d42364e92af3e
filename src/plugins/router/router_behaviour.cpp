#include "plugins/router/router_behaviour.h"

#include "base/uuid.h"

#include <fmt/core.h>

namespace neutrino::router {
namespace {

RecordPtr router_require(const Core& core, const View& view, std::string_view id) {
    RecordPtr router = view.find(core.fields.router.type, id);
    if (!router) throw not_found(core.fields.router.type.fault_name, id);
    return router;
}

void append(std::vector<RecordPtr>& to, std::vector<RecordPtr> from) {
    to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

RecordPtr RouterBehaviour::create(Transaction& transaction, const RequestContext& request, Draft& draft) {
    Draft working = draft;
    Record& router = working.record;
    router.set(fields_.id, base::uuid_generate());
    router.set(fields_.status, "ACTIVE");
    const auto settle = [&router](Field<bool> field, bool otherwise) {
        if (!router.value(field).is_bool()) router.set(field, otherwise);
    };
    settle(fields_.distributed, core_.options.router_distributed);
    settle(fields_.ha, core_.options.l3_ha);
    set_provider(router);
    if (router[fields_.ha]) parts_.high_availability.ensure_network(transaction, request, router.project_id());
    const Value info = router.value(fields_.external_gateway_info);
    router.set(fields_.external_gateway_info, Value());
    parts_.gateway.change(transaction, request, router, info);
    // Neutron writes a new router twice, and clients may compare what they see with it.
    router.set(fields_.revision_number, 1);
    return transaction.insert(std::move(router));
}

RecordPtr RouterBehaviour::update(Transaction& transaction, const RequestContext& request, const Record& before,
                                  Draft& draft) {
    Draft working = draft;
    Record& router = working.record;
    const Value info = router.value(fields_.external_gateway_info);
    router.set(fields_.external_gateway_info, Value());
    if (working.is_given(fields_.routes)) {
        parts_.routes.check(router.id(), router.value(fields_.routes), parts_.routes.reach(transaction, before));
    }
    std::vector<RecordPtr> given_up;
    if (working.is_given(fields_.external_gateway_info)) {
        given_up = parts_.gateway.change(transaction, request, router, info);
    }
    const bool another_kind = changes_kind(before, router);
    if (another_kind) {
        set_provider(router);
        if (router[fields_.ha]) {
            parts_.high_availability.ensure_network(transaction, request, router.project_id());
        } else if (before[fields_.ha]) {
            append(given_up, parts_.high_availability.give_up(transaction, router));
        }
        rename_interfaces(transaction, request, before, router);
    }
    const bool central = router[fields_.gw_port_id].empty() || !router[fields_.distributed];
    if (before[fields_.distributed] && central) append(given_up, parts_.distributed.give_up(transaction, router));
    parts_.distributed.complete(transaction, request, router);

    const std::string project_id(router.project_id());
    const RecordPtr stored = Behaviour::update(transaction, request, before, working);
    ports_remove(transaction, request, given_up, before);
    if (before[fields_.ha] && !(*stored)[fields_.ha]) {
        parts_.high_availability.release_network(transaction, request, project_id);
    }
    return stored;
}

void RouterBehaviour::ports_remove(Transaction& transaction, const RequestContext& request,
                                   const std::vector<RecordPtr>& ports, const Record& router) const {
    for (const RecordPtr& port : ports) {
        core_.resources.remove(transaction, request.elevated(), port);
        const bool gateway = (*port)[core_.fields.port.device_owner] == owner::kGateway;
        if (gateway && router[fields_.distributed]) {
            parts_.distributed.gateway_left(transaction, request, (*port)[core_.fields.port.network_id]);
        }
    }
}

bool RouterBehaviour::changes_kind(const Record& before, Record& router) const {
    const auto changed = [&](Field<bool> field) {
        if (!router.value(field).is_bool()) router.set(field, before.value(field));  // null: as it was
        return router[field] != before[field];
    };
    const bool distribution = changed(fields_.distributed);
    const bool availability = changed(fields_.ha);
    if (!distribution && !availability) return false;
    if (router.value(fields_.flavor_id).has_value()) {
        throw invalid_input("a router of a flavor is distributed and highly available as its flavor says");
    }
    const bool was_up = before[fields_.admin_state_up] && distribution && down_before_update_;
    if (router[fields_.admin_state_up] || was_up) {
        throw bad_router(fmt::format("router {} must be administratively down to change {}", router.id(),
                                     distribution ? "distributed" : "ha"));
    }
    return true;
}

void RouterBehaviour::rename_interfaces(Transaction& transaction, const RequestContext& request, const Record& before,
                                        Record& router) const {
    const PortFields& ports = core_.fields.port;
    const std::string_view old_owner = owner::of_interfaces(core_, before);
    const std::string_view new_owner = owner::of_interfaces(core_, router);
    if (old_owner == new_owner) return;
    for (const RecordPtr& port : attached_ports(core_, transaction, router)) {
        if ((*port)[ports.device_owner] != old_owner) continue;
        unlink(core_, router, port->id());
        link(core_, router, port->id(), new_owner);
        Draft draft(*port);
        draft.give(ports.device_owner, new_owner);
        core_.resources.update(transaction, request.elevated(), port, std::move(draft));
    }
}

void RouterBehaviour::set_provider(Record& router) const {
    const bool distributed = router[fields_.distributed];
    const bool ha = router[fields_.ha];
    router.set(fields_.provider_name, distributed ? (ha ? "dvrha" : "dvr") : (ha ? "ha" : "single_node"));
}

void RouterBehaviour::check_unused(const Record& router) const {
    const std::string_view interface = owner::of_interfaces(core_, router);
    std::string left;
    for (const Value& item : router[fields_.interfaces].items()) {
        if (item.at("port_type").as_string() != interface) continue;
        left += (left.empty() ? "" : ", ") + item.at("port_id").str();
    }
    if (left.empty()) return;
    throw Fault("RouterInUse", fmt::format("Router {} has interfaces still: {}.", router.id(), left));
}

void RouterBehaviour::remove(Transaction& transaction, const RequestContext& request, const RecordPtr& router) {
    check_unused(*router);
    parts_.gateway.check_unused(transaction, *router);
    const auto ports = attached_ports(core_, transaction, *router);
    if ((*router)[fields_.ha]) {
        Record leaving(*router);
        parts_.high_availability.give_up(transaction, leaving);
    }
    // The router goes first: it refers to its ports.
    transaction.erase(fields_.type, router->id());
    ports_remove(transaction, request, ports, *router);
    if ((*router)[fields_.ha]) parts_.high_availability.release_network(transaction, request, router->project_id());
}

Value RouterBehaviour::action(const RequestContext& request, std::string_view name, const RecordPtr& router,
                              const Value& body) {
    if (name == "add_extraroutes" || name == "remove_extraroutes") {
        const Value given = parts_.routes.given(body);
        return change_routes(request, router->id(), [&](const Value& routes) {
            return name == "add_extraroutes" ? Routes::joined(routes, given) : Routes::without(routes, given);
        });
    }
    Value answer;
    core_.database.write([&](Transaction& transaction) {
        const RecordPtr current = router_require(core_, transaction, router->id());
        answer = name == "add_router_interface" ? parts_.interfaces.add(transaction, request, current, body)
                                                : parts_.interfaces.remove(transaction, request, current, body);
    });
    return answer;
}

Value RouterBehaviour::change_routes(const RequestContext& request, std::string_view router_id,
                                     const std::function<Value(const Value&)>& change) const {
    core_.database.write([&](Transaction& transaction) {
        const RecordPtr router = router_require(core_, transaction, router_id);
        Draft draft(*router);
        draft.give(fields_.routes, change(router->value(fields_.routes)));
        core_.resources.update(transaction, request, router, std::move(draft));
    });
    const View& image = core_.database.image();
    return Value::map({{"router", core_.resources.shown(image, *router_require(core_, image, router_id))}});
}

}  // namespace neutrino::router
