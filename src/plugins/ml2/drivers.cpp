#include "plugins/ml2/drivers.h"

#include "base/log.h"

#include <fmt/core.h>

#include <algorithm>

namespace neutrino::ml2 {
namespace {

// They bind ports by what agents report, and come when agents do.
constexpr std::string_view kAgentDrivers[] = {"openvswitch", "linuxbridge",  "sriovnicswitch",
                                              "macvtap",     "l2population", "ovn"};
constexpr std::string_view kLaterExtensions[] = {"qos",
                                                 "dns",
                                                 "dns_domain_keywords",
                                                 "dns_domain_ports",
                                                 "subnet_dns_publish_fixed_ip",
                                                 "tag_ports_during_bulk_creation"};

template <std::size_t Size>
bool among(const std::string_view (&names)[Size], std::string_view name) {
    return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

[[noreturn]] void refuse(std::string_view option, std::string_view name, std::string_view reason) {
    throw Fault("InvalidConfigurationOption", fmt::format("[ml2] {} names {}: {}.", option, name, reason));
}

Fault driver_error(std::string_view driver, DriverObject object, DriverEvent event, std::string_view phase) {
    return Fault("MechanismDriverError",
                 fmt::format("Mechanism driver {} failed in {}_{}_{}.", driver, driver_event_name(event),
                             driver_object_name(object), phase),
                 FaultKind::internal);
}

}  // namespace

MechanismDrivers::MechanismDrivers(const std::vector<std::string>& names, const PluginOptions& options) {
    for (const std::string& name : names) {
        if (auto driver = options.mechanism_driver ? options.mechanism_driver(name) : nullptr) {
            drivers_.push_back({name, std::move(driver)});
        } else if (among(kAgentDrivers, name)) {
            log::warning(
                "[ml2] mechanism_drivers: {} binds ports through agents, which this version does not "
                "serve yet; ports stay unbound by it",
                name);
        } else {
            refuse("mechanism_drivers", name,
                   "no mechanism driver has this name, and it is no shared object that brings one");
        }
    }
}

void MechanismDrivers::initialize() {
    for (const Named& each : drivers_) each.driver->initialize();
}

void MechanismDrivers::precommit(DriverObject object, DriverEvent event, const DriverContext& context) const {
    for (const Named& each : drivers_) {
        try {
            each.driver->precommit(object, event, context);
        } catch (const Fault&) {
            throw;
        } catch (const UniqueViolation&) {
            throw;
        } catch (const std::exception& failure) {
            log::error("{}: mechanism driver {}: {}", context.request.request_id, each.name, failure.what());
            throw driver_error(each.name, object, event, "precommit");
        }
    }
}

void MechanismDrivers::postcommit(DriverObject object, DriverEvent event, const DriverContext& context) const {
    const Named* failed = nullptr;
    for (const Named& each : drivers_) {
        try {
            each.driver->postcommit(object, event, context);
        } catch (const std::exception& failure) {
            log::error("{}: mechanism driver {} failed in {}_{}_postcommit of {}: {}", context.request.request_id,
                       each.name, driver_event_name(event), driver_object_name(object),
                       context.current != nullptr ? context.current->id() : "", failure.what());
            failed = &each;
        }
    }
    if (failed != nullptr) throw driver_error(failed->name, object, event, "postcommit");
}

bool MechanismDrivers::provider_update_allowed(const Record& network) const {
    return std::all_of(drivers_.begin(), drivers_.end(),
                       [&network](const Named& each) { return each.driver->provider_update_allowed(network); });
}

std::vector<std::string> MechanismDrivers::aliases() const {
    std::vector<std::string> aliases;
    for (const Named& each : drivers_) {
        for (std::string& alias : each.driver->supported_aliases()) aliases.push_back(std::move(alias));
    }
    return aliases;
}

ExtensionDrivers::ExtensionDrivers(const std::vector<std::string>& names, const PluginOptions& options) {
    for (const std::string& name : names) {
        auto driver = options.extension_driver ? options.extension_driver(name) : nullptr;
        if (!driver) {
            refuse("extension_drivers", name,
                   among(kLaterExtensions, name)
                       ? "this extension driver of Neutron is not available yet"
                       : "no extension driver has this name, and it is no shared object that brings one");
        }
        drivers_.push_back(std::move(driver));
    }
}

void ExtensionDrivers::initialize() {
    for (const auto& driver : drivers_) driver->initialize();
}

void ExtensionDrivers::compose(const Catalog& catalog) {
    for (const auto& driver : drivers_) driver->compose(catalog);
}

void ExtensionDrivers::process(DriverObject object, Transaction& transaction, const RequestContext& request,
                               const Record* before, Draft& draft) const {
    for (const auto& driver : drivers_) driver->process(object, transaction, request, before, draft);
}

std::vector<std::string> ExtensionDrivers::aliases() const {
    std::vector<std::string> aliases;
    for (const auto& driver : drivers_) {
        for (std::string& alias : driver->aliases()) aliases.push_back(std::move(alias));
    }
    return aliases;
}

}  // namespace neutrino::ml2
