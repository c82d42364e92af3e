#pragma once
// Limits on how many resources a project may have: [quotas], and what administrators set for single projects.

#include <neutrino/transaction.h>

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace neutrino::quota {

// Immutable; thread-safe.
class Quota {
public:
    // `limits` by quota name (network, port, ...); below zero = unlimited, as is a name that is missing when
    // `default_limit` is below zero. `overrides` is the type whose records (project_id, resource, limit) say otherwise
    // for a project; nullptr when there is none.
    Quota(std::map<std::string, std::int64_t> limits, std::int64_t default_limit,
          const ResourceType* overrides = nullptr);
    // For projects without a limit of their own.
    std::int64_t limit(std::string_view name) const;
    std::int64_t limit(const View& view, std::string_view project_id, std::string_view name) const;
    // Inside the transaction that creates them: throws OverQuota (409) if `additional` more of the type would be too
    // many.
    void enforce(const Transaction& transaction, const ResourceType& type, std::string_view project_id,
                 std::size_t additional) const;

private:
    std::map<std::string, std::int64_t, std::less<>> limits_;
    std::int64_t default_limit_;
    const ResourceType* overrides_;
};

}  // namespace neutrino::quota
