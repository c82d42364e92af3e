#pragma once
// The mechanism and extension drivers that the configuration names, called in its order.

#include <neutrino/ml2.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::ml2 {

// Thread-safe after initialize(), as the drivers are.
class MechanismDrivers {
public:
    // Throws Fault InvalidConfigurationOption that names a driver nobody knows. Drivers that bind ports through agents
    // are passed over with a warning: the configuration files of running clouds name them.
    MechanismDrivers(const std::vector<std::string>& names, const PluginOptions& options);
    void initialize();

    // A Fault goes on as it is, another exception as MechanismDriverError.
    void precommit(DriverObject object, DriverEvent event, const DriverContext& context) const;
    // Calls every driver, whatever happens to the others; then throws MechanismDriverError if one failed.
    void postcommit(DriverObject object, DriverEvent event, const DriverContext& context) const;
    bool provider_update_allowed(const Record& network) const;
    std::vector<std::string> aliases() const;

    struct Named {
        std::string name;
        std::unique_ptr<MechanismDriver> driver;
    };
    const std::vector<Named>& all() const { return drivers_; }

private:
    std::vector<Named> drivers_;
};

class ExtensionDrivers {
public:
    ExtensionDrivers(const std::vector<std::string>& names, const PluginOptions& options);
    void initialize();
    void compose(const Catalog& catalog);
    void process(DriverObject object, Transaction& transaction, const RequestContext& request, const Record* before,
                 Draft& draft) const;
    std::vector<std::string> aliases() const;

private:
    std::vector<std::unique_ptr<ExtensionDriver>> drivers_;
};

}  // namespace neutrino::ml2
