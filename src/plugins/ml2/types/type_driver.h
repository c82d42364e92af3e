#pragma once
// What a network type knows: which segments may be asked for, how ids are handed out, and how large a frame fits.

#include "plugins/ml2/options.h"

#include <neutrino/ml2.h>

#include <memory>
#include <optional>
#include <string_view>

namespace neutrino::ml2 {

// Thread-safe.
class TypeDriver {
public:
    virtual ~TypeDriver() = default;
    virtual std::string_view type() const = 0;
    // Whether the driver chooses something that the request leaves open.
    virtual bool is_partial(const Segment& segment) const = 0;
    // Throws InvalidInput.
    virtual void validate(const Segment& segment) const = 0;
    // Takes the segment that a provider request names, completing it; throws when it is in use or nothing is free.
    virtual Segment reserve(Transaction& transaction, Segment segment) = 0;
    // A segment for a network of a tenant; nothing when none is free.
    virtual std::optional<Segment> allocate(Transaction& transaction) = 0;
    virtual void release(Transaction& transaction, const Segment& segment) = 0;
    // 0 = no limit known.
    virtual std::int64_t mtu(std::string_view physical_network) const = 0;
    virtual void start(Database& /*database*/) {}
};

std::unique_ptr<TypeDriver> make_local_driver();
std::unique_ptr<TypeDriver> make_flat_driver(const Options& options);
std::unique_ptr<TypeDriver> make_vlan_driver(const Options& options);
std::unique_ptr<TypeDriver> make_vxlan_driver(const Options& options);
std::unique_ptr<TypeDriver> make_gre_driver(const Options& options);
std::unique_ptr<TypeDriver> make_geneve_driver(const Options& options);

// What a frame of a physical network may hold; 0 = no limit known.
std::int64_t physical_mtu(const Options& options, std::string_view physical_network);

}  // namespace neutrino::ml2
