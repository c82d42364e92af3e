#include "plugins/ml2/pool_space.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <charconv>

namespace neutrino::ml2 {
namespace {

Fault no_space(std::string_view reason) {
    return Fault("SubnetAllocationError", fmt::format("The subnet can't be allocated: {}.", reason),
                 FaultKind::internal);
}

}  // namespace

std::vector<ipam::Prefix> prefixes_of(const Value& texts) {
    std::vector<ipam::Prefix> prefixes;
    for (const Value& text : texts.items()) {
        if (const auto prefix = ipam::Prefix::parse(text.as_string())) prefixes.push_back(*prefix);
    }
    return prefixes;
}

Value prefixes_value(const std::vector<ipam::Prefix>& prefixes) {
    std::vector<Value> texts;
    for (const ipam::Prefix& prefix : prefixes) texts.emplace_back(prefix.text());
    return Value::list(std::move(texts));
}

int prefix_length(const Value& value) {
    // No length is that long: whoever compares it with a bound refuses it.
    constexpr std::int64_t kFarTooLong = 1000;
    if (value.is_int()) return static_cast<int>(std::clamp<std::int64_t>(value.as_int(), -1, kFarTooLong));
    int length = 0;
    const std::string_view text = value.as_string();
    std::from_chars(text.data(), text.data() + text.size(), length);
    return length;
}

PoolSpace::PoolSpace(const Core& core, Transaction& transaction, const Record& pool)
    : fields_(core.fields.pool), pool_(pool), prefixes_(prefixes_of(pool[core.fields.pool.prefixes])) {
    const std::array<Value, 1> id{Value(pool.id())};
    transaction.execute("UPDATE subnetpools SET hash = hash WHERE id = :id", id);
    for (const Row& row : transaction.query("SELECT cidr, project_id FROM subnets WHERE subnetpool_id = :id", id)) {
        if (const auto cidr = ipam::Prefix::parse(row[0].as_string())) taken_.push_back({*cidr, row[1].str()});
    }
}

std::vector<ipam::Prefix> PoolSpace::taken() const {
    std::vector<ipam::Prefix> prefixes;
    for (const Taken& each : taken_) prefixes.push_back(each.cidr);
    return prefixes;
}

ipam::Prefix PoolSpace::any(int length) const {
    const auto cidr = ipam::first_fit(ipam::subtract(prefixes_, taken()), length);
    if (!cidr) throw no_space(fmt::format("the pool has no free /{} left", length));
    return *cidr;
}

ipam::Prefix PoolSpace::exactly(const ipam::Prefix& cidr) const {
    if (!ipam::covers(ipam::subtract(prefixes_, taken()), {cidr})) {
        throw no_space(fmt::format("{} is not free in the pool", cidr.text()));
    }
    return cidr;
}

void PoolSpace::check_length(int length) const {
    const int least = prefix_length(pool_[fields_.min_prefixlen]);
    const int most = prefix_length(pool_[fields_.max_prefixlen]);
    if (length > most) {
        throw Fault("MaxPrefixSubnetAllocationError",
                    fmt::format("A prefix of length {} is longer than the pool allows, {}.", length, most));
    }
    if (length < least) {
        throw Fault("MinPrefixSubnetAllocationError",
                    fmt::format("A prefix of length {} is shorter than the pool allows, {}.", length, least));
    }
}

void PoolSpace::check_quota(std::string_view project_id, int length) const {
    const Value& quota = pool_[fields_.default_quota];
    if (!quota.has_value()) return;
    double used = 0;
    for (const Taken& each : taken_) {
        if (each.project_id == project_id) used += ipam::quota_units(each.cidr);
    }
    const ipam::Address any{static_cast<int>(pool_[fields_.ip_version]), 0};
    if (used + ipam::quota_units(ipam::Prefix::of(any, length)) > static_cast<double>(quota.as_int())) {
        throw Fault("SubnetPoolQuotaExceeded", "The project's quota of the subnet pool is used up.");
    }
}

}  // namespace neutrino::ml2
