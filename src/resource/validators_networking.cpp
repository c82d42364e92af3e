// Lists of maps with meaning: fixed IPs, routes, pools, pairs, subports, segments.

#include "resource/python_text.h"
#include "resource/validators.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

namespace neutrino::resource {
namespace {

Reason not_a_list(const Value& value, std::string_view what) {
    return fmt::format("'{}' is not a list of {}", shown(value), what);
}

Reason check_ip_pools(const Value& value) {
    static constexpr std::array<std::string_view, 2> kKeys = {"start", "end"};
    if (!value.is_list()) return not_a_list(value, "IP pools");
    for (const Value& pool : value.items()) {
        if (auto reason = check_keys(pool, kKeys)) return reason;
        for (const std::string_view key : kKeys) {
            if (auto reason = check_ip_address(pool.at(key))) return reason;
        }
    }
    return {};
}

Reason check_fixed_ips(const Value& value) {
    if (!value.is_list()) return not_a_list(value, "fixed IPs");
    std::vector<Value> addresses;
    for (const Value& fixed_ip : value.items()) {
        if (!fixed_ip.is_map()) return fmt::format("'{}' is not a fixed IP: it must be a map", shown(fixed_ip));
        if (const Value* address = fixed_ip.find("ip_address")) {
            if (auto reason = check_ip_address(*address)) return reason;
            addresses.push_back(*address);
        }
        if (const Value* subnet = fixed_ip.find("subnet_id")) {
            if (auto reason = check_uuid(*subnet)) return reason;
        }
    }
    if (const Value* twice = duplicate_find(addresses)) return fmt::format("Duplicate IP address '{}'", shown(*twice));
    return {};
}

Reason check_nameservers(const Value& value) {
    if (!value.is_list()) return not_a_list(value, "nameservers");
    for (const Value& host : value.items()) {
        if (auto reason = check_ip_address(host))
            return fmt::format("'{}' is not a valid nameserver: {}", shown(host), *reason);
    }
    if (const Value* twice = duplicate_find(value.items()))
        return fmt::format("Duplicate nameserver '{}'", shown(*twice));
    return {};
}

Reason check_hostroutes(const Value& value) {
    static constexpr std::array<std::string_view, 2> kKeys = {"destination", "nexthop"};
    if (!value.is_list()) return not_a_list(value, "host routes");
    for (const Value& route : value.items()) {
        if (auto reason = check_keys(route, kKeys)) return reason;
        if (auto reason = check_route_cidr(route.at("destination"))) return reason;
        if (auto reason = check_ip_address(route.at("nexthop"))) return reason;
    }
    if (const Value* twice = duplicate_find(value.items()))
        return fmt::format("Duplicate host route '{}'", shown(*twice));
    return {};
}

// Keys of `map` that aren't in `known`, as the message of the fault.
void refuse_unknown_keys(const Value& map, std::span<const std::string_view> known) {
    std::string unknown;
    for (const Member& member : map.members()) {
        if (std::ranges::find(known, member.key) == known.end()) unknown += (unknown.empty() ? "" : ", ") + member.key;
    }
    if (!unknown.empty())
        refuse("HTTPBadRequest", fmt::format("Unrecognized attribute(s) '{}'", shown(Value(unknown))));
}

void check_address_pair(const Value& pair) {
    static constexpr std::array<std::string_view, 2> kKeys = {"mac_address", "ip_address"};
    if (const Value* mac = pair.find("mac_address")) {
        if (const auto reason = check_mac_address(*mac)) refuse("HTTPBadRequest", *reason);
    }
    if (!pair.find("ip_address")) refuse("AllowedAddressPairsMissingIP", "AllowedAddressPair must contain ip_address");
    refuse_unknown_keys(pair, kKeys);
    const Value& address = pair.at("ip_address");
    const bool is_prefix = address.as_string().find('/') != std::string_view::npos;
    if (const auto reason = is_prefix ? check_subnet(address) : check_ip_address(address))
        refuse("HTTPBadRequest", *reason);
}

Validator address_pairs_make(const Value& argument, const RuleSettings& settings) {
    argument_none(argument);
    return [most = settings.max_allowed_address_pair](Value& value) -> Reason {
        if (!value.is_list()) refuse("HTTPBadRequest", "Allowed address pairs must be a list.");
        if (static_cast<std::int64_t>(value.items().size()) > most)
            refuse("AllowedAddressPairExhausted",
                   fmt::format("The number of allowed address pairs exceeds the maximum {}.", most));
        for (const Value& pair : value.items()) {
            if (!pair.is_map()) return fmt::format("'{}' is not a map", shown(pair));
            check_address_pair(pair);
        }
        if (const Value* twice = duplicate_find(value.items()))
            refuse("DuplicateAddressPairInRequest",
                   fmt::format("Request contains duplicate address pair: mac_address {} ip_address {}.",
                               shown(twice->at("mac_address")), shown(twice->at("ip_address"))));
        return {};
    };
}

Reason check_subports(const Value& value) {
    if (!value.is_list()) return not_a_list(value, "subports");
    ValueSet ports;
    ValueSet segmentations;
    for (const Value& subport : value.items()) {
        if (!subport.is_map()) return fmt::format("'{}' is not a subport: it must be a map", shown(subport));
        const Value* port = subport.find("port_id");
        if (!port) return "a subport needs the UUID of its port in port_id";
        if (check_uuid(*port)) return fmt::format("'{}' is not a valid UUID of a subport", shown(*port));
        if (!ports.insert(*port)) return fmt::format("the subport '{}' is given more than once", shown(*port));
        const Value& type = subport.at("segmentation_type");
        const Value& id = subport.at("segmentation_id");
        // As Neutron has it, one subport that inherits its segmentation ends the check of the list.
        if (type == Value("inherit")) return {};
        if ((!type.truthy() || !id.has_value()) && subport.members().size() > 1)
            return fmt::format("the subport '{}' needs both segmentation_id and segmentation_type", shown(subport));
        if (id.has_value() && !segmentations.insert(Value::list({type, id})))
            return fmt::format("the segmentation ID '{}' of the subport '{}' is not unique", shown(id), shown(*port));
    }
    return {};
}

// Completes each segment: a number that is text becomes one, and one that is nothing is left out.
Reason check_network_segments(Value& value) {
    static constexpr std::array<std::string_view, 3> kKeys = {"provider:network_type", "provider:physical_network",
                                                              "provider:segmentation_id"};
    if (!value.is_list()) return not_a_list(value, "segments");
    std::vector<Value> segments;
    for (const Value& given : value.items()) {
        if (!given.is_map()) return fmt::format("'{}' is not a segment: it must be a map", shown(given));
        const Value& id = given.at(kKeys[2]);
        Value segment = given;
        if (!id.truthy()) {
            segment = map_without(segment, kKeys[2]);
        } else if (const auto number = python_int(id)) {
            segment = map_with(segment, kKeys[2], whole_value(*number));
        } else {
            throw invalid_input(fmt::format("'{}' is not an integer", shown(id)));
        }
        refuse_unknown_keys(segment, kKeys);
        segments.push_back(std::move(segment));
    }
    value = Value::list(std::move(segments));
    return {};
}

Validator network_segments_make(const Value& argument, const RuleSettings&) {
    argument_none(argument);
    return check_network_segments;
}

constexpr ValidatorEntry kEntries[] = {
    {"ip_pools", plain<check_ip_pools>},           {"fixed_ips", plain<check_fixed_ips>},
    {"nameservers", plain<check_nameservers>},     {"hostroutes", plain<check_hostroutes>},
    {"allowed_address_pairs", address_pairs_make}, {"subports", plain<check_subports>},
    {"network_segments", network_segments_make},
};

}  // namespace

std::span<const ValidatorEntry> validators_of_networking() { return kEntries; }

}  // namespace neutrino::resource
