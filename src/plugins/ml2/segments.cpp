#include "plugins/ml2/segments.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <tuple>

namespace neutrino::ml2 {
namespace {

constexpr const char* kNetworkType = "provider:network_type";
constexpr const char* kPhysicalNetwork = "provider:physical_network";
constexpr const char* kSegmentationId = "provider:segmentation_id";

std::unique_ptr<TypeDriver> make_driver(const Options& options, std::string_view type) {
    if (type == "local") return make_local_driver();
    if (type == "flat") return make_flat_driver(options);
    if (type == "vlan") return make_vlan_driver(options);
    if (type == "vxlan") return make_vxlan_driver(options);
    if (type == "gre") return make_gre_driver(options);
    return make_geneve_driver(options);
}

std::optional<std::int64_t> id_of(const Value& value) {
    if (value.is_int()) return value.as_int();
    if (!value.is_string()) return std::nullopt;
    std::int64_t id = 0;
    const std::string_view text = value.as_string();
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw invalid_input(fmt::format("segmentation_id '{}' is no whole number", text));
    }
    return id;
}

Segment segment_of(const Value& type, const Value& physical_network, const Value& segmentation_id) {
    if (!type.has_value()) throw invalid_input("network_type is required");
    // Of the values in a list of segments nobody has looked at the kind.
    if (physical_network.truthy() && !physical_network.is_string()) {
        throw invalid_input("physical_network must be text");
    }
    Segment segment;
    segment.network_type = type.str();
    segment.physical_network = physical_network.str();
    segment.segmentation_id = id_of(segmentation_id);
    return segment;
}

}  // namespace

Segments::Segments(const Options& options) : options_(options) {
    for (const std::string& type : options.type_drivers) drivers_.emplace(type, make_driver(options, type));
}

void Segments::start(Database& database) {
    for (const auto& [type, driver] : drivers_) driver->start(database);
}

TypeDriver& Segments::driver(std::string_view type) const {
    const auto found = drivers_.find(type);
    if (found == drivers_.end()) throw invalid_input(fmt::format("network_type '{}' is not supported here", type));
    return *found->second;
}

void Segments::check(const Segment& segment) const { driver(segment.network_type).validate(segment); }

void Segments::check_distinct(std::span<const Segment> segments) const {
    std::vector<std::tuple<std::string, std::string, std::int64_t>> seen;
    for (const Segment& segment : segments) {
        if (driver(segment.network_type).is_partial(segment)) continue;
        std::tuple key(segment.network_type, segment.physical_network, segment.segmentation_id.value_or(0));
        if (std::find(seen.begin(), seen.end(), key) != seen.end()) {
            throw Fault("SegmentsContainDuplicateEntry", "The request names one segment twice.");
        }
        seen.push_back(std::move(key));
    }
}

std::vector<Segment> Segments::requested(const NetworkFields& network, const Draft& draft) const {
    const Value& type = draft.record.value(network.network_type);
    const Value& physical_network = draft.record.value(network.physical_network);
    const Value& segmentation_id = draft.record.value(network.segmentation_id);
    const Value& several = draft.record.value(network.segments);
    const bool provider = type.has_value() || physical_network.has_value() || segmentation_id.has_value();
    std::vector<Segment> segments;
    if (several.has_value() && provider) {
        throw Fault("SegmentsSetInConjunctionWithProviders",
                    "A network has either segments or provider attributes, not both.");
    }
    if (provider) segments.push_back(segment_of(type, physical_network, segmentation_id));
    for (const Value& item : several.items()) {
        segments.push_back(segment_of(item.at(kNetworkType), item.at(kPhysicalNetwork), item.at(kSegmentationId)));
    }
    for (const Segment& segment : segments) check(segment);
    if (several.has_value()) check_distinct(segments);
    return segments;
}

std::optional<Segment> Segments::allocate_tenant(Transaction& transaction, bool external) {
    if (external && !options_.external_network_type.empty()) {
        return driver(options_.external_network_type).allocate(transaction);
    }
    for (const std::string& type : options_.tenant_network_types) {
        if (auto segment = driver(type).allocate(transaction)) return segment;
    }
    return std::nullopt;
}

std::vector<Segment> Segments::allocate(Transaction& transaction, std::vector<Segment> requested, bool external) {
    if (requested.empty()) {
        auto segment = allocate_tenant(transaction, external);
        if (!segment)
            throw Fault("NoNetworkAvailable", "No segment of the tenants' network types is free for the network.");
        requested.push_back(std::move(*segment));
        return requested;
    }
    for (Segment& segment : requested) segment = driver(segment.network_type).reserve(transaction, std::move(segment));
    return requested;
}

void Segments::store(Transaction& transaction, std::string_view network_id, std::span<const Segment> segments) {
    std::int64_t index = 0;
    for (const Segment& segment : segments) {
        Record record(fields_->type);
        record.set(fields_->network_id, network_id);
        record.set(fields_->network_type, segment.network_type);
        record.set(fields_->physical_network,
                   segment.physical_network.empty() ? Value::null() : Value(segment.physical_network));
        record.set(fields_->segmentation_id, segment.segmentation_id ? Value(*segment.segmentation_id) : Value::null());
        record.set(fields_->is_dynamic, segment.dynamic);
        record.set(fields_->segment_index, index++);
        record.set("name", Value::null());
        transaction.insert(std::move(record));
    }
}

void Segments::release(Transaction& transaction, std::string_view network_id) {
    for (const Segment& segment : of_network(transaction, network_id, true)) {
        // The type may have been taken out of the configuration since: then its table isn't kept either.
        const auto driver = drivers_.find(segment.network_type);
        if (driver != drivers_.end()) driver->second->release(transaction, segment);
        transaction.erase(fields_->type, segment.id);
    }
}

void Segments::renumber(Transaction& transaction, std::string_view network_id, std::int64_t segmentation_id) {
    const auto segments = of_network(transaction, network_id);
    if (segments.empty()) return;
    const Segment& before = segments.front();
    if (before.segmentation_id == segmentation_id) return;
    Segment after = before;
    after.segmentation_id = segmentation_id;
    TypeDriver& type = driver(after.network_type);
    type.reserve(transaction, after);
    type.release(transaction, before);
    const RecordPtr stored = transaction.find(fields_->type, before.id);
    if (!stored) return;
    Record record(*stored);
    record.set(fields_->segmentation_id, segmentation_id);
    transaction.update(std::move(record));
}

std::vector<Segment> Segments::of_network(const View& view, std::string_view network_id, bool with_dynamic) const {
    auto records = view.find_by(fields_->type, "network_id", network_id);
    std::sort(records.begin(), records.end(), [this](const RecordPtr& a, const RecordPtr& b) {
        return std::tuple((*a)[fields_->is_dynamic], (*a)[fields_->segment_index], a->id()) <
               std::tuple((*b)[fields_->is_dynamic], (*b)[fields_->segment_index], b->id());
    });
    std::vector<Segment> segments;
    for (const RecordPtr& record : records) {
        if ((*record)[fields_->is_dynamic] && !with_dynamic) continue;
        Segment segment;
        segment.id = record->id();
        segment.network_id = network_id;
        segment.network_type = (*record)[fields_->network_type];
        segment.physical_network = (*record)[fields_->physical_network];
        if (const Value& id = record->value(fields_->segmentation_id); id.has_value())
            segment.segmentation_id = id.as_int();
        segment.dynamic = (*record)[fields_->is_dynamic];
        segments.push_back(std::move(segment));
    }
    return segments;
}

std::int64_t Segments::max_mtu(std::span<const Segment> segments) const {
    std::int64_t smallest = 0;
    for (const Segment& segment : segments) {
        const auto driver = drivers_.find(segment.network_type);
        if (driver == drivers_.end()) continue;
        const std::int64_t mtu = driver->second->mtu(segment.physical_network);
        if (mtu > 0 && (smallest == 0 || mtu < smallest)) smallest = mtu;
    }
    return smallest > 0 ? smallest : options_.global_physnet_mtu;
}

std::int64_t Segments::mtu(std::span<const Segment> segments, std::int64_t wanted) const {
    const std::int64_t largest = max_mtu(segments);
    if (wanted == 0) return largest;
    if (largest > 0 && wanted > largest) {
        throw invalid_input(
            fmt::format("the MTU {} is too large for the network's segments, the maximum is {}", wanted, largest));
    }
    return wanted;
}

Value provider_view(const Segment& segment) {
    return Value::map(
        {{kNetworkType, segment.network_type},
         {kPhysicalNetwork, segment.physical_network.empty() ? Value::null() : Value(segment.physical_network)},
         {kSegmentationId, segment.segmentation_id ? Value(*segment.segmentation_id) : Value::null()}});
}

}  // namespace neutrino::ml2
