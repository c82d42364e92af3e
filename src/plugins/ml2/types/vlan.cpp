#include "plugins/ml2/types/id_allocations.h"
#include "plugins/ml2/types/type_driver.h"

#include <fmt/core.h>

namespace neutrino::ml2 {
namespace {

constexpr std::int64_t kFirstId = 1;
constexpr std::int64_t kLastId = 4094;

class VlanDriver final : public TypeDriver {
public:
    explicit VlanDriver(const Options& options)
        : options_(options),
          allocations_({"ml2_vlan_allocations", "vlan_id", "physical_network"}, options.vlan_ranges) {}

    std::string_view type() const override { return "vlan"; }
    bool is_partial(const Segment& segment) const override { return !segment.segmentation_id; }

    void validate(const Segment& segment) const override {
        const auto& id = segment.segmentation_id;
        if (!segment.physical_network.empty()) {
            if (!allocations_.has_scope(segment.physical_network)) {
                throw invalid_input(fmt::format("physical_network '{}' is not known for VLAN provider networks",
                                                segment.physical_network));
            }
            if (id && (*id < kFirstId || *id > kLastId)) {
                throw invalid_input(fmt::format("segmentation_id is out of range ({} to {})", kFirstId, kLastId));
            }
        } else if (id) {
            throw invalid_input("segmentation_id needs physical_network for a VLAN provider network");
        }
    }

    Segment reserve(Transaction& transaction, Segment segment) override {
        if (segment.segmentation_id) {
            if (!allocations_.take(transaction, segment.physical_network, *segment.segmentation_id)) {
                throw Fault("VlanIdInUse", fmt::format("VLAN {} of physical network {} is in use by another network.",
                                                       *segment.segmentation_id, segment.physical_network));
            }
            return segment;
        }
        std::optional<std::string> scope;
        if (!segment.physical_network.empty()) scope = segment.physical_network;
        const auto taken = allocations_.take_any(transaction, scope);
        if (!taken) throw Fault("NoNetworkAvailable", "No VLAN is free for the network.");
        segment.physical_network = taken->first;
        segment.segmentation_id = taken->second;
        return segment;
    }

    std::optional<Segment> allocate(Transaction& transaction) override {
        const auto taken = allocations_.take_any(transaction, std::nullopt);
        if (!taken) return std::nullopt;
        Segment segment;
        segment.network_type = "vlan";
        segment.physical_network = taken->first;
        segment.segmentation_id = taken->second;
        return segment;
    }

    void release(Transaction& transaction, const Segment& segment) override {
        if (segment.segmentation_id)
            allocations_.give_back(transaction, segment.physical_network, *segment.segmentation_id);
    }

    std::int64_t mtu(std::string_view physical_network) const override {
        return physical_mtu(options_, physical_network);
    }
    void start(Database& database) override { allocations_.learn(database); }

private:
    const Options& options_;
    IdAllocations allocations_;
};

}  // namespace

std::unique_ptr<TypeDriver> make_vlan_driver(const Options& options) { return std::make_unique<VlanDriver>(options); }

}  // namespace neutrino::ml2
