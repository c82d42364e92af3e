#include "plugins/ml2/extension_drivers/port_security.h"

#include "plugins/ml2/core.h"

namespace neutrino::ml2 {
namespace {

class PortSecurityDriver final : public ExtensionDriver {
public:
    std::vector<std::string> aliases() const override { return {"port-security"}; }

    void compose(const Catalog& catalog) override {
        networks_ = &catalog.get("networks");
        const ResourceType& ports = catalog.get("ports");
        port_ = {ports.field<bool>("port_security_enabled"), ports.field<std::string>("network_id"),
                 ports.field<std::string>("device_owner")};
        network_enabled_ = networks_->field<bool>("port_security_enabled");
    }

    void process(DriverObject object, Transaction& transaction, const RequestContext&, const Record* before,
                 Draft& draft) override {
        if (object != DriverObject::port || before != nullptr) return;
        Record& port = draft.record;
        if (owner::is_service(port[port_.device_owner])) {
            port.set(port_.enabled, false);
        } else if (!port.value(port_.enabled).has_value()) {
            const RecordPtr network = transaction.find(*networks_, port[port_.network_id]);
            port.set(port_.enabled, !network || (*network)[network_enabled_]);
        }
    }

private:
    struct PortHandles {
        Field<bool> enabled;
        Field<std::string> network_id, device_owner;
    };
    const ResourceType* networks_ = nullptr;
    Field<bool> network_enabled_;
    PortHandles port_;
};

}  // namespace

std::unique_ptr<ExtensionDriver> make_port_security_driver() { return std::make_unique<PortSecurityDriver>(); }

}  // namespace neutrino::ml2
