#include "plugins/ml2/mechanisms/logger.h"

#include "base/log.h"

#include <fmt/core.h>

namespace neutrino::ml2 {
namespace {

std::string describe(const Segment& segment) {
    const std::string id = segment.segmentation_id ? std::to_string(*segment.segmentation_id) : "none";
    return fmt::format("{} ({}, physical network {}, segmentation id {})", segment.id, segment.network_type,
                       segment.physical_network.empty() ? "none" : segment.physical_network, id);
}

void log_call(std::string_view phase, DriverObject object, DriverEvent event, const DriverContext& context) {
    log::info("logger: {}_{}_{} of {}", driver_event_name(event), driver_object_name(object), phase,
              context.current->id());
    for (const Segment& segment : context.segments) {
        log::debug("logger: network {} has segment {}", segment.network_id, describe(segment));
    }
}

class LoggerDriver final : public MechanismDriver {
public:
    void initialize() override { log::info("logger: initialize"); }
    void precommit(DriverObject object, DriverEvent event, const DriverContext& context) override {
        log_call("precommit", object, event, context);
    }
    void postcommit(DriverObject object, DriverEvent event, const DriverContext& context) override {
        log_call("postcommit", object, event, context);
    }
    // Leaves binding to other drivers.
    void bind_port(PortBinding& binding) override {
        log::info("logger: bind_port of {} on host {} for VNIC type {}", binding.port().id(), binding.host(),
                  binding.vnic_type());
        for (const Segment& segment : binding.segments_to_bind()) {
            log::debug("logger: port {} may be bound to segment {}", binding.port().id(), describe(segment));
        }
    }
};

}  // namespace

std::unique_ptr<MechanismDriver> make_logger_driver() { return std::make_unique<LoggerDriver>(); }

}  // namespace neutrino::ml2
