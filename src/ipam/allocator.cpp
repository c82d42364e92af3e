#include "ipam/allocator.h"

#include <neutrino/fault.h>

#include <fmt/core.h>

namespace neutrino::ipam {
namespace {

// How often another server may be quicker with the address that was just chosen.
constexpr int kTries = 20;

struct Allocation {
    std::string subnet_id;
    Address address;
    friend bool operator==(const Allocation&, const Allocation&) = default;
};

std::vector<Allocation> allocations_of(const Value& fixed_ips) {
    std::vector<Allocation> allocations;
    for (const Value& item : fixed_ips.items()) {
        if (const auto address = Address::parse(item.at("ip_address").as_string())) {
            allocations.push_back({item.at("subnet_id").str(), *address});
        }
    }
    return allocations;
}

bool among(const std::vector<Allocation>& allocations, const Allocation& wanted) {
    for (const Allocation& allocation : allocations) {
        if (allocation == wanted) return true;
    }
    return false;
}

}  // namespace

void Allocator::subnet_added(Transaction& transaction, std::string_view subnet_id, const std::vector<Range>& pools) {
    // The row has an id of its own in Neutron's schema; the subnet's serves as well, is unique, and needs no look-up.
    const std::string id(subnet_id);
    transaction.execute("INSERT INTO ipamsubnets (id, neutron_subnet_id) VALUES (:id, :subnet)",
                        parameters(id, subnet_id));
    insert_pools(transaction, id, pools);
}

void Allocator::insert_pools(Transaction& transaction, const std::string& ipam_subnet_id,
                             const std::vector<Range>& pools) {
    std::size_t number = 0;
    for (const Range& pool : pools) {
        // Unique within the subnet and below 36 characters: the first part of the subnet's id and a count.
        const std::string id = fmt::format("{}-{}", ipam_subnet_id.substr(0, 28), ++number);
        transaction.execute(
            "INSERT INTO ipamallocationpools (id, ipam_subnet_id, first_ip, last_ip) VALUES (:id, :subnet, :first, "
            ":last)",
            parameters(id, ipam_subnet_id, pool.first.text(), pool.last.text()));
    }
}

void Allocator::pools_replaced(Transaction& transaction, std::string_view subnet_id, const std::vector<Range>& pools) {
    const std::string id = ipam_subnet(transaction, subnet_id);
    transaction.execute("DELETE FROM ipamallocationpools WHERE ipam_subnet_id = :subnet", parameters(id));
    insert_pools(transaction, id, pools);
}

void Allocator::subnet_removed(Transaction& transaction, std::string_view subnet_id) {
    const std::string id = ipam_subnet(transaction, subnet_id);
    transaction.execute("DELETE FROM ipamallocations WHERE ipam_subnet_id = :subnet", parameters(id));
    transaction.execute("DELETE FROM ipamallocationpools WHERE ipam_subnet_id = :subnet", parameters(id));
    transaction.execute("DELETE FROM ipamsubnets WHERE id = :subnet", parameters(id));
}

std::string Allocator::ipam_subnet(Transaction& transaction, std::string_view subnet_id) {
    {
        const std::scoped_lock lock(mutex_);
        if (const auto known = ipam_subnets_.find(subnet_id); known != ipam_subnets_.end()) return known->second;
    }
    const auto rows =
        transaction.query("SELECT id FROM ipamsubnets WHERE neutron_subnet_id = :subnet", parameters(subnet_id));
    if (rows.empty()) throw not_found("Subnet", subnet_id);
    std::string id = rows.front().front().str();
    // What an unfinished transaction shows must not outlive it.
    transaction.after_commit([this, subnet = std::string(subnet_id), id] {
        const std::scoped_lock lock(mutex_);
        ipam_subnets_.emplace(subnet, id);
    });
    return id;
}

bool Allocator::insert_row(Transaction& transaction, std::string_view subnet_id, const Address& address) {
    const std::string id = ipam_subnet(transaction, subnet_id);
    try {
        transaction.execute(
            "INSERT INTO ipamallocations (ip_address, status, ipam_subnet_id) VALUES (:ip, :status, :subnet)",
            parameters(address.text(), "ALLOCATED", id));
    } catch (const UniqueViolation&) {
        return false;
    }
    return true;
}

std::optional<Address> Allocator::allocate_any(Transaction& transaction, std::string_view subnet_id,
                                               const std::vector<Range>& pools, Choice choice) {
    // An address that another server has just taken stays reserved until a free one is found, or it would be chosen
    // again.
    std::vector<Address> refused;
    std::optional<Address> found;
    for (int tries = 0; tries < kTries; ++tries) {
        const auto address = book_.reserve_any(subnet_id, pools, choice);
        if (!address) break;
        if (insert_row(transaction, subnet_id, *address)) {
            found = address;
            break;
        }
        refused.push_back(*address);
    }
    for (const Address& address : refused) book_.release(subnet_id, address);
    if (found) {
        transaction.on_rollback(
            [this, subnet = std::string(subnet_id), address = *found] { book_.release(subnet, address); });
    }
    return found;
}

bool Allocator::allocate(Transaction& transaction, std::string_view subnet_id, const Address& address) {
    // Memory is behind the rows: what this transaction or another server has given back is still reserved there.
    const bool reserved = book_.reserve(subnet_id, address);
    if (!insert_row(transaction, subnet_id, address)) {
        if (reserved) book_.release(subnet_id, address);
        return false;
    }
    if (reserved) {
        transaction.on_rollback([this, subnet = std::string(subnet_id), address] { book_.release(subnet, address); });
    }
    return true;
}

void Allocator::release(Transaction& transaction, std::string_view subnet_id, const Address& address) {
    transaction.execute("DELETE FROM ipamallocations WHERE ipam_subnet_id = :subnet AND ip_address = :ip",
                        parameters(ipam_subnet(transaction, subnet_id), address.text()));
}

void Allocator::heard(const Value& before, const Value& after) {
    const auto old_ones = allocations_of(before);
    const auto new_ones = allocations_of(after);
    for (const Allocation& allocation : old_ones) {
        if (!among(new_ones, allocation)) book_.release(allocation.subnet_id, allocation.address);
    }
    for (const Allocation& allocation : new_ones) book_.reserve(allocation.subnet_id, allocation.address);
}

void Allocator::subnet_gone(std::string_view subnet_id) {
    book_.forget(subnet_id);
    const std::scoped_lock lock(mutex_);
    if (const auto known = ipam_subnets_.find(subnet_id); known != ipam_subnets_.end()) ipam_subnets_.erase(known);
}

}  // namespace neutrino::ipam
