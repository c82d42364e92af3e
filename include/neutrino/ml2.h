#pragma once
// Drivers of the ML2 core plugin. docs/writing-a-mechanism-driver.md is the guide.

#include <neutrino/plugin.h>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino {

// A segment of a network: one broadcast domain in a physical or overlay network.
struct Segment {
    std::string id;
    std::string network_id;
    std::string network_type;                     // local, flat, vlan, vxlan, gre, geneve
    std::string physical_network;                 // "" = none
    std::optional<std::int64_t> segmentation_id;  // VLAN id, VNI, GRE key
    bool dynamic = false;
};

// What happened to a network, subnet or port. `transaction` is nullptr in postcommit. Records are valid during the
// call.
struct DriverContext {
    const RequestContext& request;
    const View& view;
    Transaction* transaction = nullptr;
    const Record* original = nullptr;   // before an update
    const Record* current = nullptr;    // after; for a delete, what is deleted
    std::span<const Segment> segments;  // of the network
};

// A port about to be bound, level by level. Not thread-safe.
class PortBinding {
public:
    virtual ~PortBinding() = default;
    virtual const Record& port() const = 0;
    virtual std::string_view host() const = 0;
    virtual std::string_view vnic_type() const = 0;
    virtual const Value& profile() const = 0;
    // Segments that may be bound at this level.
    virtual std::span<const Segment> segments_to_bind() const = 0;
    // Ends the binding.
    virtual void bind(std::string_view segment_id, std::string_view vif_type, Value vif_details,
                      std::string_view status = {}) = 0;
    // Binds this level and leaves the next one, on `next`, to the drivers (hierarchical binding).
    virtual void continue_with(std::string_view segment_id, std::vector<Segment> next) = 0;
};

enum class DriverEvent { create, update, remove };
enum class DriverObject { network, subnet, port };

// Their names in Neutron's interface, for messages: "delete_port".
constexpr std::string_view driver_event_name(DriverEvent event) {
    return event == DriverEvent::create ? "create" : event == DriverEvent::update ? "update" : "delete";
}
constexpr std::string_view driver_object_name(DriverObject object) {
    return object == DriverObject::network ? "network" : object == DriverObject::subnet ? "subnet" : "port";
}

// Called in the order of [ml2] mechanism_drivers. precommit runs inside the transaction: it must not block, and a Fault
// rolls the change back. postcommit runs after: a failure of a create deletes the resource again, others are logged.
class MechanismDriver {
public:
    virtual ~MechanismDriver() = default;
    virtual void initialize() {}
    virtual void precommit(DriverObject, DriverEvent, const DriverContext&) {}
    virtual void postcommit(DriverObject, DriverEvent, const DriverContext&) {}
    // Binds the port if it can; without a call of bind() or continue_with() the next driver is asked.
    virtual void bind_port(PortBinding&) {}
    // Hosts with access to any of the segments; `candidates` unchanged when the driver doesn't know.
    virtual bool filters_hosts() const { return false; }
    virtual std::vector<std::string> filter_hosts(std::span<const Segment>, std::vector<std::string> candidates) {
        return candidates;
    }
    // Whether provider attributes of a network with bound ports may be changed.
    virtual bool provider_update_allowed(const Record& /*network*/) const { return true; }
    virtual std::vector<std::string> supported_aliases() const { return {}; }
};

// Adds attributes to networks, subnets or ports: what a definition can't say by itself.
class ExtensionDriver {
public:
    virtual ~ExtensionDriver() = default;
    virtual void initialize() {}
    virtual std::vector<std::string> aliases() const = 0;
    // After the types are composed: resolve fields here.
    virtual void compose(const Catalog&) {}
    // Inside the transaction, before the record is stored; `before` is nullptr for a create.
    virtual void process(DriverObject, Transaction&, const RequestContext&, const Record* /*before*/, Draft&) {}
};

}  // namespace neutrino
