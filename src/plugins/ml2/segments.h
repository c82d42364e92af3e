#pragma once
// The segments of networks: what provider attributes ask for, what type drivers hand out, and the rows that keep it.

#include "plugins/ml2/fields.h"
#include "plugins/ml2/options.h"
#include "plugins/ml2/types/type_driver.h"

#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::ml2 {

// Thread-safe. `options` must outlive it.
class Segments {
public:
    explicit Segments(const Options& options);
    // After the types are composed.
    void compose(const SegmentFields& fields) { fields_ = &fields; }
    // Makes the allocation tables fit the configuration.
    void start(Database& database);

    // What the provider attributes of a draft ask for, checked; empty = they ask for nothing.
    std::vector<Segment> requested(const NetworkFields& network, const Draft& draft) const;
    // Takes the requested segments, or one as tenants' networks have them.
    std::vector<Segment> allocate(Transaction& transaction, std::vector<Segment> requested, bool external);
    void store(Transaction& transaction, std::string_view network_id, std::span<const Segment> segments);
    // Gives the segments of a network back and deletes their rows.
    void release(Transaction& transaction, std::string_view network_id);
    // Moves a network's only segment, a VLAN, to another id.
    void renumber(Transaction& transaction, std::string_view network_id, std::int64_t segmentation_id);

    // Static segments in order; dynamic ones, made by bindings, come last when asked for.
    std::vector<Segment> of_network(const View& view, std::string_view network_id, bool with_dynamic = false) const;

    // The largest MTU that all segments can carry.
    std::int64_t max_mtu(std::span<const Segment> segments) const;
    // The MTU of a network that asks for `wanted` (0 = as large as possible); throws InvalidInput when it is too large.
    std::int64_t mtu(std::span<const Segment> segments, std::int64_t wanted) const;

    TypeDriver& driver(std::string_view type) const;  // throws InvalidInput for an unknown type

private:
    void check(const Segment& segment) const;
    void check_distinct(std::span<const Segment> segments) const;
    std::optional<Segment> allocate_tenant(Transaction& transaction, bool external);

    const Options& options_;
    std::map<std::string, std::unique_ptr<TypeDriver>, std::less<>> drivers_;
    const SegmentFields* fields_ = nullptr;
};

// As the provider attributes show it: {provider:network_type, provider:physical_network, provider:segmentation_id}.
Value provider_view(const Segment& segment);

}  // namespace neutrino::ml2
