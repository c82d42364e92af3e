#pragma once
// Which addresses are used, in memory: the view that makes handing out the next one cheap. The rows of ipamallocations
// and ipallocations are the truth; their unique keys decide between servers.

#include "ipam/address.h"

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

namespace neutrino::ipam {

enum class Choice {
    random,  // among the lowest free ones, so that a released address isn't reused at once nor guessed
    lowest,
};

// The addresses of one subnet. Not thread-safe.
class AllocationMap {
public:
    // Replaces the ranges that addresses are chosen from; used addresses stay used.
    void set_pools(std::vector<Range> pools);
    const std::vector<Range>& pools() const { return pools_; }

    // Both bear being told twice. use() is false when the address was in use already.
    bool use(const Address& address);
    void free(const Address& address);
    bool used(const Address& address) const { return used_.contains(address); }

    // A free address of the pools, which stays free. `random` is any number; time is bounded by the window (1,000),
    // whatever the size of the subnet and the number of used addresses.
    std::optional<Address> pick(Choice choice, std::uint64_t random) const;
    // Free addresses in the pools.
    Bits free_count() const { return free_count_; }
    std::size_t used_count() const { return used_.size(); }

private:
    void take_from_free(const Address& address);
    void add_to_free(const Address& address);
    bool in_pools(const Address& address) const;

    std::vector<Range> pools_;         // sorted
    std::map<Address, Address> free_;  // first -> last
    std::unordered_set<Address, AddressHash> used_;
    Bits free_count_ = 0;
};

// The maps of all subnets. Thread-safe.
class AddressBook {
public:
    // Reserves an address of the pools: nobody else gets it until release().
    std::optional<Address> reserve_any(std::string_view subnet_id, const std::vector<Range>& pools, Choice choice);
    // False when the address is used or reserved.
    bool reserve(std::string_view subnet_id, const Address& address);
    void release(std::string_view subnet_id, const Address& address);
    void forget(std::string_view subnet_id);
    bool used(std::string_view subnet_id, const Address& address) const;
    std::size_t used_count(std::string_view subnet_id) const;

private:
    struct Entry {
        mutable std::mutex mutex;
        AllocationMap map;
    };
    std::shared_ptr<Entry> entry(std::string_view subnet_id);
    std::shared_ptr<Entry> find(std::string_view subnet_id) const;

    mutable std::shared_mutex mutex_;
    std::map<std::string, std::shared_ptr<Entry>, std::less<>> entries_;
};

}  // namespace neutrino::ipam
