#include "plugins/ml2/types/type_driver.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>

namespace neutrino::ml2 {
namespace {

// A physical network as it is: one network has all of it.
class FlatDriver final : public TypeDriver {
public:
    explicit FlatDriver(const Options& options) : options_(options) {}

    std::string_view type() const override { return "flat"; }
    bool is_partial(const Segment&) const override { return false; }

    void validate(const Segment& segment) const override {
        if (segment.physical_network.empty())
            throw invalid_input("physical_network is required for a flat provider network");
        if (!options_.any_flat_network) {
            if (options_.flat_networks.empty()) throw invalid_input("flat provider networks are switched off");
            if (!options_.flat_networks.contains(segment.physical_network)) {
                throw invalid_input(fmt::format("physical_network '{}' is not known for flat provider networks",
                                                segment.physical_network));
            }
        }
        if (segment.segmentation_id) throw invalid_input("segmentation_id is not allowed for a flat provider network");
    }

    Segment reserve(Transaction& transaction, Segment segment) override {
        const std::array<Value, 1> name{Value(segment.physical_network)};
        try {
            transaction.execute("INSERT INTO ml2_flat_allocations (physical_network) VALUES (:name)", name);
        } catch (const UniqueViolation&) {
            throw Fault("FlatNetworkInUse", fmt::format("The flat network on physical network {} exists already.",
                                                        segment.physical_network));
        }
        return segment;
    }

    std::optional<Segment> allocate(Transaction&) override { return std::nullopt; }

    void release(Transaction& transaction, const Segment& segment) override {
        const std::array<Value, 1> name{Value(segment.physical_network)};
        transaction.execute("DELETE FROM ml2_flat_allocations WHERE physical_network = :name", name);
    }

    std::int64_t mtu(std::string_view physical_network) const override {
        return physical_mtu(options_, physical_network);
    }

private:
    const Options& options_;
};

}  // namespace

std::unique_ptr<TypeDriver> make_flat_driver(const Options& options) { return std::make_unique<FlatDriver>(options); }

std::int64_t physical_mtu(const Options& options, std::string_view physical_network) {
    const auto own = options.physical_network_mtus.find(physical_network);
    if (own == options.physical_network_mtus.end() || own->second <= 0) return options.global_physnet_mtu;
    if (options.global_physnet_mtu <= 0) return own->second;
    return std::min(own->second, options.global_physnet_mtu);
}

}  // namespace neutrino::ml2
