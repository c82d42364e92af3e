#pragma once
// Addresses within transactions: the rows of the IPAM tables, with the address book beside them.

#include "ipam/allocation_map.h"

#include <neutrino/transaction.h>

#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::ipam {

// Thread-safe. What it reserves in memory goes back when the transaction rolls back; what it releases goes back when a
// listener hears of the commit (heard()), so that nobody gets an address whose release may yet fail.
class Allocator {
public:
    // Rows of a subnet: ipamsubnets and ipamallocationpools.
    void subnet_added(Transaction& transaction, std::string_view subnet_id, const std::vector<Range>& pools);
    void pools_replaced(Transaction& transaction, std::string_view subnet_id, const std::vector<Range>& pools);
    void subnet_removed(Transaction& transaction, std::string_view subnet_id);

    // Nothing when the pools are exhausted.
    std::optional<Address> allocate_any(Transaction& transaction, std::string_view subnet_id,
                                        const std::vector<Range>& pools, Choice choice);
    // False when the address is taken.
    bool allocate(Transaction& transaction, std::string_view subnet_id, const Address& address);
    void release(Transaction& transaction, std::string_view subnet_id, const Address& address);

    // The published change of a port: its fixed_ips before and after (a list of {subnet_id, ip_address}; unset = no
    // port). Idempotent: feed it every port at start, then every change.
    void heard(const Value& before, const Value& after);
    void subnet_gone(std::string_view subnet_id);

    const AddressBook& book() const { return book_; }

private:
    std::string ipam_subnet(Transaction& transaction, std::string_view subnet_id);
    bool insert_row(Transaction& transaction, std::string_view subnet_id, const Address& address);
    void insert_pools(Transaction& transaction, const std::string& ipam_subnet_id, const std::vector<Range>& pools);

    AddressBook book_;
    std::mutex mutex_;
    std::map<std::string, std::string, std::less<>> ipam_subnets_;  // subnet id -> ipamsubnets.id
};

}  // namespace neutrino::ipam
