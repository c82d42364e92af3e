#include "ipam/allocation_map.h"

#include <algorithm>
#include <random>

namespace neutrino::ipam {
namespace {

// How many of the lowest free addresses the random choice is made from: Neutron's window.
constexpr Bits kWindow = 1000;

}  // namespace

void AllocationMap::set_pools(std::vector<Range> pools) {
    std::sort(pools.begin(), pools.end(), [](const Range& a, const Range& b) { return a.first < b.first; });
    pools_ = std::move(pools);
    free_.clear();
    free_count_ = 0;
    for (const Range& pool : pools_) {
        free_.emplace(pool.first, pool.last);
        free_count_ += pool.last.bits - pool.first.bits + 1;
    }
    for (const Address& address : used_) take_from_free(address);
}

bool AllocationMap::in_pools(const Address& address) const {
    const auto after = std::upper_bound(pools_.begin(), pools_.end(), address,
                                        [](const Address& value, const Range& range) { return value < range.first; });
    return after != pools_.begin() && std::prev(after)->contains(address);
}

void AllocationMap::take_from_free(const Address& address) {
    auto after = free_.upper_bound(address);
    if (after == free_.begin()) return;
    const auto range = std::prev(after);
    const auto [first, last] = *range;
    if (last < address) return;
    --free_count_;
    if (first == address) {
        free_.erase(range);
    } else {
        range->second = address.minus(1);
    }
    if (last != address) free_.emplace(address.plus(1), last);
}

void AllocationMap::add_to_free(const Address& address) {
    if (!in_pools(address)) return;
    ++free_count_;
    Address first = address;
    Address last = address;
    auto after = free_.upper_bound(address);
    // Joins its neighbours, so that ranges don't pile up; pools that touch may share a range, which does no harm.
    if (after != free_.begin()) {
        const auto before = std::prev(after);
        if (before->second.version == address.version && before->second.bits + 1 == address.bits) {
            first = before->first;
            free_.erase(before);
        }
    }
    if (after != free_.end() && after->first.version == address.version && after->first.bits == address.bits + 1) {
        last = after->second;
        free_.erase(after);
    }
    free_.emplace(first, last);
}

bool AllocationMap::use(const Address& address) {
    if (!used_.insert(address).second) return false;
    take_from_free(address);
    return true;
}

void AllocationMap::free(const Address& address) {
    if (used_.erase(address) == 0) return;
    add_to_free(address);
}

std::optional<Address> AllocationMap::pick(Choice choice, std::uint64_t random) const {
    if (free_.empty()) return std::nullopt;
    if (choice == Choice::lowest) return free_.begin()->first;
    Bits skip = random % static_cast<std::uint64_t>(std::min(kWindow, free_count_));
    for (const auto& [first, last] : free_) {
        const Bits size = last.bits - first.bits + 1;
        // The whole of IPv6's space wraps to 0.
        if (size == 0 || skip < size) return first.plus(skip);
        skip -= size;
    }
    return std::nullopt;
}

std::shared_ptr<AddressBook::Entry> AddressBook::find(std::string_view subnet_id) const {
    const std::shared_lock lock(mutex_);
    const auto found = entries_.find(subnet_id);
    return found == entries_.end() ? nullptr : found->second;
}

std::shared_ptr<AddressBook::Entry> AddressBook::entry(std::string_view subnet_id) {
    if (auto found = find(subnet_id)) return found;
    const std::unique_lock lock(mutex_);
    auto& slot = entries_[std::string(subnet_id)];
    if (!slot) slot = std::make_shared<Entry>();
    return slot;
}

std::optional<Address> AddressBook::reserve_any(std::string_view subnet_id, const std::vector<Range>& pools,
                                                Choice choice) {
    thread_local std::mt19937_64 random{std::random_device{}()};
    const auto of_subnet = entry(subnet_id);
    const std::scoped_lock lock(of_subnet->mutex);
    AllocationMap& map = of_subnet->map;
    if (map.pools() != pools) map.set_pools(pools);
    const auto address = map.pick(choice, random());
    if (address) map.use(*address);
    return address;
}

bool AddressBook::reserve(std::string_view subnet_id, const Address& address) {
    const auto of_subnet = entry(subnet_id);
    const std::scoped_lock lock(of_subnet->mutex);
    return of_subnet->map.use(address);
}

void AddressBook::release(std::string_view subnet_id, const Address& address) {
    const auto of_subnet = find(subnet_id);
    if (!of_subnet) return;
    const std::scoped_lock lock(of_subnet->mutex);
    of_subnet->map.free(address);
}

void AddressBook::forget(std::string_view subnet_id) {
    const std::unique_lock lock(mutex_);
    if (const auto found = entries_.find(subnet_id); found != entries_.end()) entries_.erase(found);
}

bool AddressBook::used(std::string_view subnet_id, const Address& address) const {
    const auto of_subnet = find(subnet_id);
    if (!of_subnet) return false;
    const std::scoped_lock lock(of_subnet->mutex);
    return of_subnet->map.used(address);
}

std::size_t AddressBook::used_count(std::string_view subnet_id) const {
    const auto of_subnet = find(subnet_id);
    if (!of_subnet) return 0;
    const std::scoped_lock lock(of_subnet->mutex);
    return of_subnet->map.used_count();
}

}  // namespace neutrino::ipam
