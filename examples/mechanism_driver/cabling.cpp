// A mechanism driver that is built against the installed SDK. It binds ports to bridges that are wired by hand:
//
//     [ml2]
//     mechanism_drivers = cabling
//     [cabling]
//     bridges = host1:physnet1:br-data, host2:physnet1:br0       host, physical network, bridge
//     plan = /var/lib/cabling/plan.txt                           what should be plugged in where, for whoever does it

#include <neutrino/ml2.h>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <mutex>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace {

using namespace neutrino;

struct Cable {
    std::string host;
    std::string physical_network;
    std::string bridge;
};

std::vector<Cable> cables_read(const std::string& text) {
    std::vector<Cable> cables;
    std::istringstream entries(text);
    for (std::string entry; std::getline(entries >> std::ws, entry, ',');) {
        std::istringstream parts(entry);
        Cable cable;
        if (!std::getline(parts, cable.host, ':') || !std::getline(parts, cable.physical_network, ':') ||
            !std::getline(parts, cable.bridge)) {
            throw Fault("InvalidConfigurationOption",
                        "[cabling] bridges: '" + entry + "' is not host:physical network:bridge.");
        }
        cables.push_back(std::move(cable));
    }
    return cables;
}

class CablingDriver : public MechanismDriver {
public:
    explicit CablingDriver(const PluginOptions& options)
        : cables_(cables_read(options.option("cabling", "bridges"))), plan_(options.option("cabling", "plan")) {}

    // A network that no host can reach is refused before it is stored.
    void precommit(DriverObject object, DriverEvent event, const DriverContext& context) override {
        if (object != DriverObject::network || event != DriverEvent::create) return;
        for (const Segment& segment : context.segments) {
            if (segment.physical_network.empty() || reaches(segment.physical_network)) continue;
            throw Fault("PhysicalNetworkNotWired", "No host is wired to " + segment.physical_network + ".",
                        FaultKind::conflict);
        }
    }

    // Whatever happened: the plan follows from what there is now.
    void postcommit(DriverObject object, DriverEvent, const DriverContext& context) override {
        if (object == DriverObject::port && !plan_.empty()) plan_write(context.view, context.current->type());
    }

    void bind_port(PortBinding& binding) override {
        if (binding.vnic_type() != "normal") return;
        for (const Segment& segment : binding.segments_to_bind()) {
            const Cable* cable = find(binding.host(), segment.physical_network);
            if (cable == nullptr) continue;
            binding.bind(segment.id, "bridge", Value::map({{"bridge_name", cable->bridge}, {"connectivity", "l2"}}),
                         "ACTIVE");
            return;
        }
    }

    bool filters_hosts() const override { return true; }
    std::vector<std::string> filter_hosts(std::span<const Segment> segments,
                                          std::vector<std::string> candidates) override {
        std::erase_if(candidates, [&](const std::string& host) {
            return std::none_of(segments.begin(), segments.end(), [&](const Segment& segment) {
                return find(host, segment.physical_network) != nullptr;
            });
        });
        return candidates;
    }

private:
    const Cable* find(std::string_view host, std::string_view physical_network) const {
        const auto found = std::find_if(cables_.begin(), cables_.end(), [&](const Cable& cable) {
            return cable.host == host && cable.physical_network == physical_network;
        });
        return found == cables_.end() ? nullptr : &*found;
    }
    bool reaches(std::string_view physical_network) const {
        return std::any_of(cables_.begin(), cables_.end(),
                           [&](const Cable& cable) { return cable.physical_network == physical_network; });
    }

    void plan_write(const View& view, const ResourceType& ports) {
        const auto host = ports.field<std::string>("binding:host_id");
        const auto details = ports.field<Value>("binding:vif_details");
        const std::scoped_lock lock(mutex_);
        const std::string draft = plan_ + ".new";
        std::ofstream plan(draft);
        view.each(ports, [&](const RecordPtr& port) {
            const Value& bridge = (*port)[details].at("bridge_name");
            if (bridge.has_value()) plan << (*port)[host] << ' ' << bridge.as_string() << ' ' << port->id() << '\n';
            return true;
        });
        plan.close();
        if (!plan || std::rename(draft.c_str(), plan_.c_str()) != 0) {
            throw Fault("PlanNotWritten", "The plan can't be written to " + plan_ + ".", FaultKind::internal);
        }
    }

    const std::vector<Cable> cables_;
    const std::string plan_;
    std::mutex mutex_;
};

}  // namespace

NEUTRINO_PLUGIN(registrar) {
    registrar.mechanism_driver("cabling",
                               [](const PluginOptions& options) { return std::make_unique<CablingDriver>(options); });
}
