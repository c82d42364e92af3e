#include "plugins/conntrack_helper/plugin.h"

#include "plugins/conntrack_helper/options.h"

#include <fmt/format.h>

#include <memory>

namespace neutrino::conntrack_helper {
namespace {

struct Fields {
    explicit Fields(const Catalog& catalog)
        : type(catalog.get("conntrack_helpers")),
          routers(catalog.get("routers")),
          router_id(type.field<std::string>("router_id")),
          protocol(type.field<std::string>("protocol")),
          helper(type.field<std::string>("helper")),
          port(type.field<std::int64_t>("port")) {}
    const ResourceType& type;
    const ResourceType& routers;
    Field<std::string> router_id, protocol, helper;
    Field<std::int64_t> port;
};

class ConntrackHelperBehaviour final : public Behaviour {
public:
    ConntrackHelperBehaviour(const Fields& fields, const AllowedHelpers& allowed)
        : fields_(fields), allowed_(allowed) {}

    RecordPtr create(Transaction& transaction, const RequestContext& request, Draft& draft) override {
        check_allowed(draft.record);
        RecordPtr stored = write([&] { return Behaviour::create(transaction, request, draft); });
        transaction.touch(fields_.routers, (*stored)[fields_.router_id]);
        return stored;
    }
    RecordPtr update(Transaction& transaction, const RequestContext& request, const Record& before,
                     Draft& draft) override {
        check_allowed(draft.record);
        RecordPtr stored = write([&] { return Behaviour::update(transaction, request, before, draft); });
        if (*stored != before) transaction.touch(fields_.routers, (*stored)[fields_.router_id]);
        return stored;
    }
    void remove(Transaction& transaction, const RequestContext& request, const RecordPtr& record) override {
        Behaviour::remove(transaction, request, record);
        transaction.touch(fields_.routers, (*record)[fields_.router_id]);
    }

private:
    void check_allowed(const Record& record) const {
        const std::string_view helper = record[fields_.helper];
        const std::string_view protocol = record[fields_.protocol];
        const auto found = allowed_.find(helper);
        if (found == allowed_.end()) {
            throw Fault("ConntrackHelperNotAllowed", fmt::format("The conntrack helper {} is not allowed.", helper));
        }
        if (found->second.contains(std::string(protocol))) return;
        throw Fault("InvalidProtocolForHelper", fmt::format("The conntrack helper {} supports {}, not {}.", helper,
                                                            fmt::join(found->second, ", "), protocol));
    }

    template <class Write>
    static RecordPtr write(const Write& work) {
        try {
            return work();
        } catch (const UniqueViolation&) {
            throw Fault("BadRequest", "Bad conntrack_helper request: the router has this conntrack helper already.");
        }
    }

    const Fields& fields_;
    const AllowedHelpers& allowed_;
};

class ConntrackHelperPlugin final : public Plugin {
public:
    explicit ConntrackHelperPlugin(const PluginOptions& source) : allowed_(read_allowed_helpers(source)) {}

    std::vector<std::string> supported_aliases() const override {
        return {"l3-conntrack-helper", "expose-l3-conntrack-helper"};
    }
    std::string type() const override { return "CONNTRACKHELPER"; }
    std::string description() const override {
        return "Helpers of routers for protocols that open further connections, such as FTP";
    }
    std::vector<std::string> required_plugins() const override { return {"router"}; }

    void compose(Composition& composition) override {
        fields_ = std::make_unique<const Fields>(composition.catalog());
        composition.behave("conntrack_helpers", std::make_unique<ConntrackHelperBehaviour>(*fields_, allowed_));
        composition.compute("routers", "conntrack_helpers", [this](const View& view, const Record& router) {
            std::vector<Value> helpers;
            for (const RecordPtr& helper : view.find_by(fields_->type, "router_id", router.id())) {
                helpers.push_back(Value::map({{"protocol", helper->value(fields_->protocol)},
                                              {"port", helper->value(fields_->port)},
                                              {"helper", helper->value(fields_->helper)}}));
            }
            return Value::list(std::move(helpers));
        });
    }

private:
    const AllowedHelpers allowed_;
    std::unique_ptr<const Fields> fields_;
};

}  // namespace

void register_plugin(Registrar& registrar) {
    registrar.plugin("conntrack_helper", "neutron.services.conntrack_helper.plugin.Plugin",
                     [](const PluginOptions& options) { return std::make_unique<ConntrackHelperPlugin>(options); });
}

}  // namespace neutrino::conntrack_helper
