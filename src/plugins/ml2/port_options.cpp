#include "plugins/ml2/port_options.h"

#include "plugins/ml2/binding.h"
#include "resource/json.h"

#include <fmt/core.h>

#include <algorithm>

namespace neutrino::ml2 {
namespace {

// As ml2_port_bindings.profile holds.
constexpr std::size_t kLongestProfile = 4095;
constexpr std::int64_t kDefaultIpVersion = 4;

Value or_else(const Value& value, Value otherwise) { return value.has_value() ? value : otherwise; }

// These options mean something without a value.
bool may_be_blank(std::string_view option) { return option == "router" || option == "classless-static-route"; }

bool is_kept(const Value& option) {
    const Value& value = option.at("opt_value");
    return may_be_blank(option.at("opt_name").as_string()) ? value.has_value() : value.truthy();
}

std::int64_t ip_version_of(const Value& option) { return or_else(option.at("ip_version"), kDefaultIpVersion).as_int(); }

Value stored_option(const Value& option) {
    return Value::map({{"opt_name", option.at("opt_name")},
                       {"opt_value", option.at("opt_value")},
                       {"ip_version", ip_version_of(option)}});
}

auto find_option(std::vector<Value>& options, const Value& like) {
    return std::find_if(options.begin(), options.end(), [&like](const Value& each) {
        return each.at("opt_name") == like.at("opt_name") && ip_version_of(each) == ip_version_of(like);
    });
}

void add_option(std::vector<Value>& options, const Value& option) {
    if (!is_kept(option)) return;
    if (find_option(options, option) != options.end()) {
        throw Fault("NeutronDbObjectDuplicateEntry",
                    fmt::format("The DHCP option {} is given twice for IPv{}.", option.at("opt_name").as_string(),
                                ip_version_of(option)),
                    FaultKind::conflict);
    }
    options.push_back(stored_option(option));
}

}  // namespace

void PortOptions::complete_binding(Record& port) const {
    port.set(fields_.host, or_else(port.value(fields_.host), ""));
    port.set(fields_.vnic_type, or_else(port.value(fields_.vnic_type), kVnicNormal));
    port.set(fields_.profile, or_else(port.value(fields_.profile), Value::map()));
    if (resource::json_text(port[fields_.profile]).size() > kLongestProfile) {
        throw invalid_input("binding:profile is too large");
    }
}

void PortOptions::complete(Record& port) const {
    for (const auto field : {fields_.name, fields_.device_id, fields_.device_owner}) {
        port.set(field, or_else(port.value(field), ""));
    }
    port.set(fields_.status, or_else(port.value(fields_.status), "DOWN"));
    port.set(fields_.allowed_address_pairs, or_else(port.value(fields_.allowed_address_pairs), Value::list()));
    port.set(fields_.extra_dhcp_opts, dhcp_options(port.value(fields_.extra_dhcp_opts)));
    complete_binding(port);
    unbind(port);
}

void PortOptions::complete_given(const Record& before, Draft& draft) const {
    Record& port = draft.record;
    if (draft.is_given(fields_.numa_affinity_policy) && is_bound(before[fields_.vif_type])) {
        throw Fault("PortBoundNUMAAffinityPolicy",
                    fmt::format("Port {} is bound on host {}: its NUMA affinity policy stays.", before.id(),
                                before[fields_.host]));
    }
    complete_binding(port);
}

void PortOptions::check_owner(const RequestContext& request, const View& view, const Record& port) const {
    const std::string_view device_id = port[fields_.device_id];
    if (request.is_admin || device_id.empty() || !owner::is_router(port[fields_.device_owner])) return;
    if (core_.routers != nullptr) {
        const RecordPtr router = view.find(*core_.routers, device_id);
        if (!router || router->project_id() == port.project_id()) return;
    }
    throw Fault("DeviceIDNotOwnedByTenant", fmt::format("Device {} is no router of the port's project.", device_id));
}

void PortOptions::check_mac_change(const Record& before, const Draft& draft) const {
    const Record& port = draft.record;
    if (!draft.is_given(fields_.mac_address) || port[fields_.mac_address] == before[fields_.mac_address]) return;
    if (owner::is_service(port[fields_.device_owner])) {
        throw Fault("UnsupportedPortDeviceOwner", fmt::format("Port {} belongs to {}: its MAC address stays.",
                                                              before.id(), port[fields_.device_owner]));
    }
    if (is_bound(before[fields_.vif_type])) {
        throw Fault("PortBound",
                    fmt::format("Port {} is bound with VIF type {}: its MAC address {} can't become {}.", before.id(),
                                before[fields_.vif_type], before[fields_.mac_address], port[fields_.mac_address]));
    }
}

void PortOptions::complete_pairs(Record& port) const {
    std::vector<Value> pairs;
    for (const Value& pair : port[fields_.allowed_address_pairs].items()) {
        Value complete =
            pair.at("mac_address").has_value() ? pair : map_with(pair, "mac_address", port.value(fields_.mac_address));
        if (std::find(pairs.begin(), pairs.end(), complete) != pairs.end()) {
            throw Fault("DuplicateAddressPairInRequest",
                        fmt::format("The allowed address pair of {} and {} is given twice.",
                                    complete.at("mac_address").as_string(), complete.at("ip_address").as_string()));
        }
        pairs.push_back(std::move(complete));
    }
    port.set(fields_.allowed_address_pairs, Value::list(std::move(pairs)));
}

void PortOptions::check_pairs_secured(const Record& port) const {
    // Without the extension every port is secured.
    const Value& secured = port.value(fields_.port_security_enabled);
    if (!secured.has_value() || secured.as_bool() || port[fields_.allowed_address_pairs].items().empty()) return;
    throw Fault("AddressPairAndPortSecurityRequired",
                "A port has allowed address pairs only with port_security_enabled.");
}

Value PortOptions::dhcp_options(const Value& given) const {
    std::vector<Value> options;
    for (const Value& option : given.items()) add_option(options, option);
    return Value::list(std::move(options));
}

Value PortOptions::dhcp_options_merged(const Value& before, const Value& given) const {
    const auto had = before.items();
    std::vector<Value> options(had.begin(), had.end());
    std::vector<Value> added;
    for (const Value& option : given.items()) {
        const auto place = find_option(options, option);
        if (place == options.end()) {
            add_option(added, option);
        } else if (!option.at("opt_value").has_value()) {
            options.erase(place);
        } else if (is_kept(option)) {
            *place = stored_option(option);
        }
    }
    options.insert(options.end(), added.begin(), added.end());
    return Value::list(std::move(options));
}

bool PortOptions::binding_changes(const Record& before, const Record& after) const {
    return before[fields_.host] != after[fields_.host] || before[fields_.vnic_type] != after[fields_.vnic_type] ||
           before[fields_.profile] != after[fields_.profile];
}

void PortOptions::unbind(Record& port) const {
    port.set(fields_.vif_type, kVifUnbound);
    port.set(fields_.vif_details, Value::map());
    port.set(fields_.levels, Value::list());
}

}  // namespace neutrino::ml2
