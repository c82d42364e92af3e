#include "plugins/ml2/binding.h"

#include "base/log.h"

#include <algorithm>
#include <optional>
#include <stdexcept>

namespace neutrino::ml2 {
namespace {

// How often a port may change under the drivers' hands before its binding is left to its next update.
constexpr int kTries = 10;
constexpr std::size_t kDeepestLevel = 10;

struct Level {
    std::string driver;
    std::string segment_id;
};

// A driver that bound one of these segments at a level above would bind in circles.
bool would_loop(std::string_view driver, std::span<const Segment> segments, const std::vector<Level>& levels) {
    return std::any_of(levels.begin(), levels.end(), [&](const Level& level) {
        return level.driver == driver && std::any_of(segments.begin(), segments.end(), [&](const Segment& segment) {
                   return segment.id == level.segment_id;
               });
    });
}

// What drivers at one level see, and what the one that is asked says.
class LevelBinding final : public PortBinding {
public:
    LevelBinding(const PortFields& fields, const Record& port, std::span<const Segment> segments)
        : fields_(fields), port_(port), segments_(segments) {}

    const Record& port() const override { return port_; }
    std::string_view host() const override { return port_[fields_.host]; }
    std::string_view vnic_type() const override { return port_[fields_.vnic_type]; }
    const Value& profile() const override { return port_[fields_.profile]; }
    std::span<const Segment> segments_to_bind() const override { return segments_; }

    void bind(std::string_view segment_id, std::string_view vif_type, Value vif_details,
              std::string_view status) override {
        choose(segment_id);
        vif_type_ = vif_type;
        vif_details_ = std::move(vif_details);
        status_ = status;
        next_.clear();
    }
    void continue_with(std::string_view segment_id, std::vector<Segment> next) override {
        choose(segment_id);
        next_ = std::move(next);
    }

    bool decided() const { return !segment_id_.empty(); }
    const std::string& segment_id() const { return segment_id_; }
    const std::string& vif_type() const { return vif_type_; }
    const Value& vif_details() const { return vif_details_; }
    const std::string& status() const { return status_; }
    const std::vector<Segment>& next() const { return next_; }

private:
    void choose(std::string_view segment_id) {
        const bool offered = std::any_of(segments_.begin(), segments_.end(),
                                         [&](const Segment& segment) { return segment.id == segment_id; });
        if (!offered) throw std::invalid_argument("it chose a segment that was not offered");
        segment_id_ = segment_id;
    }

    const PortFields& fields_;
    const Record& port_;
    std::span<const Segment> segments_;
    std::string segment_id_;
    std::string vif_type_;
    Value vif_details_;
    std::string status_;
    std::vector<Segment> next_;
};

}  // namespace

bool is_bound(std::string_view vif_type) { return vif_type != kVifUnbound && vif_type != kVifFailed; }

// One walk through the drivers, level by level.
class Binder::Attempt {
public:
    Attempt(const Core& core, const Record& port) : core_(core), fields_(core.fields.port), port_(port) {}

    Result run(std::span<const Segment> segments) {
        auto result = bind_level(segments);
        if (!result) return {std::string(kVifFailed), Value::map(), Value::list(), {}};
        std::vector<Value> rows;
        for (const Level& level : levels_) {
            rows.push_back(Value::map({{"host", port_[fields_.host]},
                                       {"level", static_cast<std::int64_t>(rows.size())},
                                       {"driver", level.driver},
                                       {"segment_id", level.segment_id}}));
        }
        result->levels = Value::list(std::move(rows));
        return *result;
    }

private:
    std::optional<Result> bind_level(std::span<const Segment> segments) {
        if (levels_.size() == kDeepestLevel) {
            log::error("port {}: drivers bind through more than {} levels on host {}", port_.id(), kDeepestLevel,
                       port_[fields_.host]);
            return std::nullopt;
        }
        for (const auto& [name, driver] : core_.mechanisms.all()) {
            if (would_loop(name, segments, levels_)) continue;
            LevelBinding binding(fields_, port_, segments);
            try {
                driver->bind_port(binding);
            } catch (const std::exception& failure) {
                log::error("port {}: mechanism driver {} failed to bind it: {}", port_.id(), name, failure.what());
                continue;
            }
            if (!binding.decided()) continue;
            levels_.push_back({name, binding.segment_id()});
            if (binding.next().empty()) return Result{binding.vif_type(), binding.vif_details(), {}, binding.status()};
            if (auto result = bind_level(binding.next())) return result;
            levels_.pop_back();
        }
        return std::nullopt;
    }

    const Core& core_;
    const PortFields& fields_;
    const Record& port_;
    std::vector<Level> levels_;
};

bool Binder::is_wanted(const Record& port) const {
    return fields_.host && !port[fields_.host].empty() && !is_bound(port[fields_.vif_type]);
}

bool Binder::is_same(const Record& asked, const Record& now) const {
    return asked.value(fields_.host) == now.value(fields_.host) &&
           asked.value(fields_.vnic_type) == now.value(fields_.vnic_type) &&
           asked.value(fields_.profile) == now.value(fields_.profile);
}

bool Binder::store(const RequestContext& request, const Record& asked, const Result& result) const {
    bool same = true;
    core_.database.write([&](Transaction& transaction) {
        const RecordPtr port = transaction.find(fields_.type, asked.id());
        same = !port || is_same(asked, *port);
        // Deleted, changed, or bound by somebody else meanwhile; or there is nothing new to say.
        if (!port || !same || is_bound((*port)[fields_.vif_type]) || result.vif_type == (*port)[fields_.vif_type])
            return;
        Draft draft(*port);
        draft.give(fields_.vif_type, result.vif_type);
        draft.give(fields_.vif_details, result.vif_details);
        draft.give(fields_.levels, result.levels);
        if (!result.status.empty()) draft.give(fields_.status, result.status);
        if (is_bound(result.vif_type) && (*port)[fields_.vnic_type] == kVnicPhysical) {
            // A physical function keeps its own address: the port follows.
            const Value& mac = port->value(fields_.profile).at("device_mac_address");
            draft.give(fields_.mac_address, mac.truthy() ? mac : Value::null());
        }
        core_.resources.update(transaction, request, port, std::move(draft));
    });
    return same;
}

void Binder::bind(const RequestContext& request, std::string_view port_id) const {
    const View& view = core_.database.image();
    for (int tries = 0; tries < kTries; ++tries) {
        const RecordPtr port = view.find(fields_.type, port_id);
        if (!port || !is_wanted(*port)) return;
        const auto segments = core_.segments.of_network(view, (*port)[fields_.network_id]);
        if (segments.empty()) return;
        const Result result = Attempt(core_, *port).run(segments);
        if (result.vif_type == kVifFailed && !core_.mechanisms.all().empty()) {
            log::warning("{}: no mechanism driver binds port {} on host {} for VNIC type {}", request.request_id,
                         port_id, (*port)[fields_.host], (*port)[fields_.vnic_type]);
        }
        if (store(request, *port, result)) return;
    }
    log::error("{}: port {} changes faster than drivers can bind it; its next update tries again", request.request_id,
               port_id);
}

}  // namespace neutrino::ml2
