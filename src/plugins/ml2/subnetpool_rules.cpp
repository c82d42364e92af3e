#include "plugins/ml2/subnetpool_rules.h"

#include "plugins/ml2/pool_space.h"

#include <fmt/core.h>

namespace neutrino::ml2 {
namespace {

constexpr int kShortestV4 = 8;
constexpr int kShortestV6 = 64;

bool accessible(const RequestContext& request, const Record& scope, const AddressScopeFields& fields) {
    return request.is_admin || scope.project_id() == request.project_id || scope[fields.shared];
}

[[noreturn]] void refuse_bound(std::string_view name, int value, std::string_view other_name, int other) {
    throw Fault("IllegalSubnetPoolPrefixBounds",
                fmt::format("The pool's {} is {}: this doesn't go with {}, {}.", name, value, other_name, other));
}

}  // namespace

void SubnetPoolRules::complete(Record& pool) const {
    const auto prefixes = prefixes_of(pool[fields_.prefixes]);
    if (prefixes.empty()) throw Fault("EmptySubnetPoolPrefixList", "A subnet pool needs a prefix.");
    const int ip_version = prefixes.front().version();
    for (const ipam::Prefix& prefix : prefixes) {
        if (prefix.version() != ip_version) {
            throw Fault("PrefixVersionMismatch", "Prefixes of one pool must be of one IP version.");
        }
    }
    pool.set(fields_.ip_version, ip_version);
    pool.set(fields_.prefixes, prefixes_value(ipam::merge(prefixes)));

    const int width = ipam::Prefix::width(ip_version);
    const auto length = [&pool](Field<Value> field, int otherwise) {
        const int value = pool[field].has_value() ? prefix_length(pool[field]) : otherwise;
        pool.set(field, value);
        return value;
    };
    const int least = length(fields_.min_prefixlen, ip_version == 6 ? kShortestV6 : kShortestV4);
    const int most = length(fields_.max_prefixlen, width);
    const int usual = length(fields_.default_prefixlen, least);
    if (least > most) refuse_bound("min_prefixlen", least, "max_prefixlen", most);
    if (most > width) refuse_bound("max_prefixlen", most, "the longest of its IP version", width);
    if (usual < least) refuse_bound("default_prefixlen", usual, "min_prefixlen", least);
    if (usual > most) refuse_bound("default_prefixlen", usual, "max_prefixlen", most);
}

void SubnetPoolRules::check_only_grows(const Record& before, const Record& after) const {
    if (ipam::covers(prefixes_of(after[fields_.prefixes]), prefixes_of(before[fields_.prefixes]))) return;
    throw Fault("IllegalSubnetPoolPrefixUpdate", "An update of prefixes must keep those that the pool has.");
}

void SubnetPoolRules::check_only_default(const View& view, const Record& pool) const {
    view.each(fields_.type, [&](const RecordPtr& other) {
        if ((*other)[fields_.is_default] && other->id() != pool.id() &&
            (*other)[fields_.ip_version] == pool[fields_.ip_version]) {
            throw invalid_input(
                fmt::format("there is a default subnet pool for IPv{} already", pool[fields_.ip_version]));
        }
        return true;
    });
}

void SubnetPoolRules::check_may_update(const View& view, const RequestContext& request, const Record& before) const {
    if (request.is_admin || before[fields_.address_scope_id].empty()) return;
    const RecordPtr scope = view.find(core_.fields.scope.type, before[fields_.address_scope_id]);
    if (!scope || scope->project_id() == request.project_id) return;
    throw Fault("IllegalSubnetPoolUpdate",
                fmt::format("Subnet pool {} is in an address scope of another project.", before.id()));
}

void SubnetPoolRules::check_scope(Transaction& transaction, const RequestContext& request, const Record* before,
                                  const Record& after) const {
    const AddressScopeFields& scopes = core_.fields.scope;
    const std::string_view scope_id = after[fields_.address_scope_id];
    if (scope_id.empty()) return;
    const bool moved = before == nullptr || (*before)[fields_.address_scope_id] != scope_id;
    if (!moved && (*before)[fields_.prefixes] == after[fields_.prefixes]) return;
    const RecordPtr scope = transaction.find(scopes.type, scope_id);
    if (!scope || (moved && !accessible(request, *scope, scopes))) throw not_found("AddressScope", scope_id);
    if ((*scope)[scopes.ip_version] != after[fields_.ip_version]) {
        throw Fault("IllegalSubnetPoolIpVersionAssociationToAddressScope",
                    fmt::format("An IPv{} subnet pool can't be in address scope {}, which is for IPv{}.",
                                after[fields_.ip_version], scope_id, (*scope)[scopes.ip_version]));
    }
    if (moved && before != nullptr) check_affinity(transaction, after);
    check_no_conflict(transaction, after);
}

void SubnetPoolRules::check_affinity(const View& view, const Record& pool) const {
    const SubnetFields& subnets = core_.fields.subnet;
    for (const RecordPtr& subnet : view.find_by(subnets.type, "subnetpool_id", pool.id())) {
        for (const RecordPtr& other : view.find_by(subnets.type, "network_id", (*subnet)[subnets.network_id])) {
            if ((*other)[subnets.ip_version] != pool[fields_.ip_version]) continue;
            if ((*other)[subnets.subnetpool_id] == pool.id()) continue;
            throw Fault("NetworkAddressScopeAffinityError",
                        "Subnets of one IP version on a network must belong to the same address scope.");
        }
    }
}

void SubnetPoolRules::check_no_conflict(Transaction& transaction, const Record& pool) const {
    const std::string_view scope_id = pool[fields_.address_scope_id];
    transaction.execute("UPDATE address_scopes SET name = name WHERE id = :id", parameters(scope_id));
    std::vector<ipam::Prefix> others;
    for (const Row& row :
         transaction.query("SELECT p.cidr FROM subnetpoolprefixes p JOIN subnetpools s ON s.id = p.subnetpool_id "
                           "WHERE s.address_scope_id = :scope AND s.id <> :pool",
                           parameters(scope_id, pool.id()))) {
        if (const auto prefix = ipam::Prefix::parse(row.front().as_string())) others.push_back(*prefix);
    }
    if (!ipam::overlap(others, prefixes_of(pool[fields_.prefixes]))) return;
    throw Fault("AddressScopePrefixConflict",
                fmt::format("Another subnet pool of address scope {} has prefixes that overlap.", scope_id));
}

}  // namespace neutrino::ml2
