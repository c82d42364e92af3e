// The overlay types, vxlan, gre and geneve: an id without a physical network, carried in IP packets of the hosts.
#include "plugins/ml2/types/id_allocations.h"
#include "plugins/ml2/types/type_driver.h"

#include <fmt/core.h>

#include <algorithm>

namespace neutrino::ml2 {
namespace {

// Octets that the outer headers take from a frame, without the IP header: outer Ethernet, UDP and VXLAN; outer Ethernet
// and GRE with a key.
constexpr std::int64_t kVxlanOverhead = 30;
constexpr std::int64_t kGreOverhead = 22;
constexpr std::int64_t kIpv4Header = 20;
constexpr std::int64_t kIpv6Header = 40;

class TunnelDriver final : public TypeDriver {
public:
    TunnelDriver(const Options& options, std::string_view type, IdAllocations::Table table, const IdRanges& ranges,
                 std::int64_t overhead)
        : options_(options),
          type_(type),
          allocations_(std::move(table), {{std::string(), ranges}}),
          overhead_(overhead) {}

    std::string_view type() const override { return type_; }
    bool is_partial(const Segment& segment) const override { return !segment.segmentation_id; }

    void validate(const Segment& segment) const override {
        if (!segment.physical_network.empty()) {
            throw invalid_input(fmt::format("a {} network has no provider:physical_network", type_));
        }
    }

    Segment reserve(Transaction& transaction, Segment segment) override {
        if (segment.segmentation_id) {
            if (!allocations_.take(transaction, {}, *segment.segmentation_id)) {
                throw Fault("TunnelIdInUse",
                            fmt::format("Tunnel id {} is in use by another network.", *segment.segmentation_id));
            }
            return segment;
        }
        const auto taken = allocations_.take_any(transaction, std::string());
        if (!taken) throw Fault("NoNetworkAvailable", fmt::format("No {} id is free for the network.", type_));
        segment.segmentation_id = taken->second;
        return segment;
    }

    std::optional<Segment> allocate(Transaction& transaction) override {
        const auto taken = allocations_.take_any(transaction, std::string());
        if (!taken) return std::nullopt;
        Segment segment;
        segment.network_type = type_;
        segment.segmentation_id = taken->second;
        return segment;
    }

    void release(Transaction& transaction, const Segment& segment) override {
        if (segment.segmentation_id) allocations_.give_back(transaction, {}, *segment.segmentation_id);
    }

    std::int64_t mtu(std::string_view) const override {
        std::int64_t outer = options_.global_physnet_mtu;
        if (options_.path_mtu > 0) outer = outer > 0 ? std::min(outer, options_.path_mtu) : options_.path_mtu;
        if (outer <= 0) return 0;
        const std::int64_t ip_header = options_.overlay_ip_version == 6 ? kIpv6Header : kIpv4Header;
        return std::max<std::int64_t>(0, outer - ip_header - overhead_);
    }

    void start(Database& database) override { allocations_.learn(database); }

private:
    const Options& options_;
    const std::string type_;
    IdAllocations allocations_;
    const std::int64_t overhead_;
};

}  // namespace

std::unique_ptr<TypeDriver> make_vxlan_driver(const Options& options) {
    return std::make_unique<TunnelDriver>(options, "vxlan",
                                          IdAllocations::Table{"ml2_vxlan_allocations", "vxlan_vni", ""},
                                          options.vxlan_ranges, kVxlanOverhead);
}

std::unique_ptr<TypeDriver> make_gre_driver(const Options& options) {
    return std::make_unique<TunnelDriver>(options, "gre", IdAllocations::Table{"ml2_gre_allocations", "gre_id", ""},
                                          options.gre_ranges, kGreOverhead);
}

std::unique_ptr<TypeDriver> make_geneve_driver(const Options& options) {
    return std::make_unique<TunnelDriver>(options, "geneve",
                                          IdAllocations::Table{"ml2_geneve_allocations", "geneve_vni", ""},
                                          options.geneve_ranges, options.geneve_header_size);
}

}  // namespace neutrino::ml2
