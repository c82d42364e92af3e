#include "plugins/ml2/types/type_driver.h"

namespace neutrino::ml2 {
namespace {

// Networks within one host: nothing to hand out.
class LocalDriver final : public TypeDriver {
public:
    std::string_view type() const override { return "local"; }
    bool is_partial(const Segment&) const override { return false; }
    void validate(const Segment& segment) const override {
        if (!segment.physical_network.empty())
            throw invalid_input("physical_network is not allowed for a local provider network");
        if (segment.segmentation_id) throw invalid_input("segmentation_id is not allowed for a local provider network");
    }
    Segment reserve(Transaction&, Segment segment) override { return segment; }
    std::optional<Segment> allocate(Transaction&) override {
        Segment segment;
        segment.network_type = "local";
        return segment;
    }
    void release(Transaction&, const Segment&) override {}
    std::int64_t mtu(std::string_view) const override { return 0; }
};

}  // namespace

std::unique_ptr<TypeDriver> make_local_driver() { return std::make_unique<LocalDriver>(); }

}  // namespace neutrino::ml2
