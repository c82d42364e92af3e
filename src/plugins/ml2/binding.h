#pragma once
// Binding ports to hosts: mechanism drivers are asked in turn, outside of any transaction, and what they decide is
// stored if the port still asks for the same.

#include "plugins/ml2/core.h"

#include <string>
#include <string_view>

namespace neutrino::ml2 {

inline constexpr std::string_view kVifUnbound = "unbound";        // there is no host, or nobody has tried yet
inline constexpr std::string_view kVifFailed = "binding_failed";  // no driver binds the port on its host
inline constexpr std::string_view kVnicNormal = "normal";
inline constexpr std::string_view kVnicPhysical = "direct-physical";  // a physical function of the host's hardware
bool is_bound(std::string_view vif_type);

// Thread-safe.
class Binder {
public:
    explicit Binder(const Core& core) : core_(core), fields_(core.fields.port) {}

    // After a commit that may have left the port with a host and no binding. The drivers are told of a new binding as
    // of an update of the port.
    void bind(const RequestContext& request, std::string_view port_id) const;

private:
    struct Result {
        std::string vif_type;
        Value vif_details = Value::map();
        Value levels = Value::list();
        std::string status;  // "" = as it is
    };
    class Attempt;

    bool is_wanted(const Record& port) const;
    bool is_same(const Record& asked, const Record& now) const;
    // False when the port asks for something else meanwhile.
    bool store(const RequestContext& request, const Record& asked, const Result& result) const;

    const Core& core_;
    const PortFields& fields_;
};

}  // namespace neutrino::ml2
