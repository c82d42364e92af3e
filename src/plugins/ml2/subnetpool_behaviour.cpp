#include "plugins/ml2/subnetpool_behaviour.h"

#include "plugins/ml2/pool_space.h"

#include <fmt/core.h>

namespace neutrino::ml2 {
namespace {

Fault bad_body(std::string_view reason) {
    return Fault("HTTPBadRequest", fmt::format("The request's body is not as expected: {}.", reason),
                 FaultKind::bad_request);
}

std::vector<ipam::Prefix> prefixes_of_body(const Value& body) {
    const Value& texts = body.at("prefixes");
    if (!texts.is_list() || texts.items().empty()) throw bad_body("a list of prefixes is needed");
    std::vector<ipam::Prefix> prefixes;
    for (const Value& text : texts.items()) {
        const auto prefix = ipam::Prefix::parse(text.as_string());
        if (!prefix) {
            throw Fault("AddrFormatError", fmt::format("'{}' is no prefix in CIDR notation.", text.as_string()),
                        FaultKind::bad_request);
        }
        prefixes.push_back(*prefix);
    }
    return prefixes;
}

}  // namespace

void SubnetPoolBehaviour::create_prepare(const RequestContext&, const View&, Draft& draft) {
    rules_.complete(draft.record);
}

RecordPtr SubnetPoolBehaviour::create(Transaction& transaction, const RequestContext& request, Draft& draft) {
    if (draft.record[fields_.is_default]) rules_.check_only_default(transaction, draft.record);
    rules_.check_scope(transaction, request, nullptr, draft.record);
    // By its changes Neutron's servers notice each other; ours lock the row.
    draft.record.set(fields_.hash, "");
    return transaction.insert(draft.record);
}

void SubnetPoolBehaviour::update_prepare(const RequestContext& request, const View& view, const Record& before,
                                         Draft& draft) {
    if (draft.is_given(fields_.prefixes)) rules_.check_only_grows(before, draft.record);
    rules_.complete(draft.record);
    rules_.check_may_update(view, request, before);
}

RecordPtr SubnetPoolBehaviour::update(Transaction& transaction, const RequestContext& request, const Record& before,
                                      Draft& draft) {
    // Again, for what other requests did since.
    if (draft.is_given(fields_.prefixes)) rules_.check_only_grows(before, draft.record);
    rules_.complete(draft.record);
    if (draft.record[fields_.is_default] && !before[fields_.is_default]) {
        rules_.check_only_default(transaction, draft.record);
    }
    rules_.check_scope(transaction, request, &before, draft.record);
    return transaction.update(draft.record);
}

void SubnetPoolBehaviour::remove(Transaction& transaction, const RequestContext&, const RecordPtr& pool) {
    if (!PoolSpace(core_, transaction, *pool).taken().empty()) {
        throw Fault("SubnetPoolDeleteError",
                    fmt::format("Subnet pool {} can't be deleted: subnets have prefixes of it.", pool->id()));
    }
    transaction.erase(fields_.type, pool->id());
}

bool SubnetPoolBehaviour::visible(const RequestContext&, const View&, const Record& pool) const {
    return pool[fields_.shared];
}

Value SubnetPoolBehaviour::action(const RequestContext& request, std::string_view name, const RecordPtr& pool,
                                  const Value& body) {
    if (name == "add_prefixes") return prefixes_change(request, pool, body, true);
    if (name == "remove_prefixes") return prefixes_change(request, pool, body, false);
    if (name == "onboard_network_subnets") return onboard(request, pool, body);
    return Behaviour::action(request, name, pool, body);
}

RecordPtr SubnetPoolBehaviour::grow(Transaction& transaction, const RequestContext& request, const RecordPtr& pool,
                                    std::vector<ipam::Prefix> added) const {
    const auto had = prefixes_of((*pool)[fields_.prefixes]);
    added.insert(added.begin(), had.begin(), had.end());
    Draft draft(*pool);
    draft.give(fields_.prefixes, prefixes_value(added));
    return core_.resources.update(transaction, request, pool, std::move(draft));
}

RecordPtr SubnetPoolBehaviour::shrink(Transaction& transaction, const Record& pool,
                                      const std::vector<ipam::Prefix>& removed) const {
    const PoolSpace space(core_, transaction, pool);
    if (ipam::overlap(space.taken(), removed)) {
        throw Fault("IllegalSubnetPoolPrefixUpdate", "Subnets have addresses of prefixes that are to be removed.");
    }
    Record shrunk(pool);
    shrunk.set(fields_.prefixes, prefixes_value(ipam::subtract(prefixes_of(pool[fields_.prefixes]), removed)));
    return transaction.update(std::move(shrunk));
}

Value SubnetPoolBehaviour::prefixes_change(const RequestContext& request, const RecordPtr& pool, const Value& body,
                                           bool add) {
    const auto prefixes = prefixes_of_body(body);
    Value left;
    core_.database.write([&](Transaction& transaction) {
        const RecordPtr current = transaction.find(fields_.type, pool->id());
        if (!current) throw not_found("SubnetPool", pool->id());
        const bool concerned = add || ipam::overlap(prefixes_of((*current)[fields_.prefixes]), prefixes);
        const RecordPtr changed = !concerned ? current
                                  : add      ? grow(transaction, request, current, prefixes)
                                             : shrink(transaction, *current, prefixes);
        left = (*changed)[fields_.prefixes];
    });
    return Value::map({{"prefixes", left}});
}

Value SubnetPoolBehaviour::onboard(const RequestContext& request, const RecordPtr& pool, const Value& body) {
    const Value& network_id = body.at("network_id");
    if (!network_id.has_value()) throw invalid_input("network_id is needed");
    const RecordPtr network = find_visible_network(core_, request, core_.database.image(), network_id.as_string());
    if (!request.is_admin && network->project_id() != request.project_id) {
        throw Fault("NotAuthorized", "Only subnets of one's own networks can be taken on board.");
    }
    const SubnetFields& subnets = core_.fields.subnet;
    std::vector<Value> onboarded;
    core_.database.write([&](Transaction& transaction) {
        onboarded.clear();
        const RecordPtr current = transaction.find(fields_.type, pool->id());
        if (!current) throw not_found("SubnetPool", pool->id());
        const auto taken = PoolSpace(core_, transaction, *current).taken();
        std::vector<RecordPtr> loose;
        std::vector<ipam::Prefix> cidrs;
        for (const RecordPtr& subnet : transaction.find_by(subnets.type, "network_id", network->id())) {
            if ((*subnet)[subnets.ip_version] != (*current)[fields_.ip_version]) continue;
            const ipam::Prefix cidr = core_.subnet_rules.cidr(*subnet);
            if (ipam::overlap(taken, {cidr})) {
                throw Fault("IllegalSubnetPoolUpdate",
                            fmt::format("Subnet {} can't be taken on board of pool {}: {} is given to another subnet.",
                                        subnet->id(), pool->id(), cidr.text()));
            }
            loose.push_back(subnet);
            cidrs.push_back(cidr);
            onboarded.push_back(Value::map({{"id", subnet->id()}, {"cidr", cidr.text()}}));
        }
        if (loose.empty()) return;
        grow(transaction, request, current, cidrs);
        for (const RecordPtr& subnet : loose) {
            Draft draft(*subnet);
            draft.give(subnets.subnetpool_id, pool->id());
            core_.resources.update(transaction, request, subnet, std::move(draft));
        }
    });
    return Value::list(std::move(onboarded));
}

}  // namespace neutrino::ml2
