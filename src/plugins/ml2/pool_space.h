#pragma once
// What a subnet pool has left, and who may take how much of it.

#include "ipam/prefixes.h"
#include "plugins/ml2/core.h"

#include <string_view>
#include <vector>

namespace neutrino::ml2 {

class PoolSpace {
public:
    // Locks the pool's row, so that servers take from it one after the other, and reads what is taken from the
    // database.
    PoolSpace(const Core& core, Transaction& transaction, const Record& pool);

    // A free block of the length; throws SubnetAllocationError when there is none.
    ipam::Prefix any(int length) const;
    // This very block; throws SubnetAllocationError when it isn't free.
    ipam::Prefix exactly(const ipam::Prefix& cidr) const;
    // Throws MinPrefixSubnetAllocationError, MaxPrefixSubnetAllocationError.
    void check_length(int length) const;
    // Throws SubnetPoolQuotaExceeded when the project would have more than default_quota.
    void check_quota(std::string_view project_id, int length) const;
    std::vector<ipam::Prefix> taken() const;

private:
    struct Taken {
        ipam::Prefix cidr;
        std::string project_id;
    };
    const SubnetPoolFields& fields_;
    const Record& pool_;
    std::vector<ipam::Prefix> prefixes_;
    std::vector<Taken> taken_;
};

std::vector<ipam::Prefix> prefixes_of(const Value& texts);
Value prefixes_value(const std::vector<ipam::Prefix>& prefixes);
// Kept as text or number, depending on the definition; 0 when unset.
int prefix_length(const Value& value);

}  // namespace neutrino::ml2
