// A service plugin that is built against the installed SDK: the code to foxinsocks.yaml.

#include <neutrino/plugin.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace {

using namespace neutrino;

// The owner and admins may change a network; nobody else learns that it is there.
void check_owner(const RequestContext& request, const RecordPtr& network, std::string_view id) {
    if (network == nullptr || (!request.is_admin && network->project_id() != request.project_id)) {
        throw not_found("Network", id);
    }
}

// The value, if the attribute's definition takes it.
Value checked(const ResourceType& type, std::string_view attribute, Value value) {
    if (const auto reason = type.attribute(attribute)->validate(value)) throw invalid_input(*reason);
    return value;
}

class FoxBehaviour : public Behaviour {
public:
    explicit FoxBehaviour(Composition& composition)
        : database_(composition.database()),
          resources_(composition.resources()),
          networks_(composition.catalog().get("networks")),
          foxes_(composition.catalog().get("foxes")),
          network_id_(foxes_.field<std::string>("network_id")),
          socks_(foxes_.field<Value>("socks")) {}

    RecordPtr create(Transaction& transaction, const RequestContext& request, Draft& draft) override {
        const std::string network_id(draft.record[network_id_]);
        check_owner(request, transaction.find(networks_, network_id), network_id);
        RecordPtr fox = Behaviour::create(transaction, request, draft);
        transaction.touch(networks_, network_id);  // the network shows its foxes, so its revision moves
        return fox;
    }

    void remove(Transaction& transaction, const RequestContext& request, const RecordPtr& fox) override {
        if ((*fox)[socks_].truthy()) {
            throw Fault("FoxInSocks", "Fox " + std::string(fox->id()) + " wears socks.", FaultKind::conflict);
        }
        Behaviour::remove(transaction, request, fox);
        transaction.touch(networks_, (*fox)[network_id_]);
    }

    // PUT /v2.0/foxes/{id}/put_on_socks {"socks": ["blue", "red"]}
    Value action(const RequestContext& request, std::string_view, const RecordPtr& fox, const Value& body) override {
        const Value socks = checked(foxes_, "socks", body.at("socks"));
        RecordPtr dressed;
        database_.write([&](Transaction& transaction) {
            const RecordPtr current = transaction.find(foxes_, fox->id());
            if (current == nullptr) throw not_found("Fox", fox->id());
            Draft draft(*current);
            draft.give(socks_, socks);
            dressed = resources_.update(transaction, request, current, std::move(draft));
        });
        return Value::map({{"id", std::string(dressed->id())}, {"socks", (*dressed)[socks_]}});
    }

private:
    Database& database_;
    Resources& resources_;
    const ResourceType& networks_;
    const ResourceType& foxes_;
    const Field<std::string> network_id_;
    const Field<Value> socks_;
};

class FoxInSocks : public Plugin {
public:
    std::vector<std::string> supported_aliases() const override { return {"foxinsocks"}; }
    std::string type() const override { return "FOXINSOCKS"; }
    std::string description() const override { return "Foxes on networks"; }

    void compose(Composition& composition) override {
        composition.behave("foxes", std::make_unique<FoxBehaviour>(composition));
        composition.compute("networks", "foxes", foxes_of(composition));
        composition.body_action("networks", "FOXNSOX:add_tweedle", tweedle_setter(composition));
        composition.wrap("networks", goo(composition.option("foxinsocks", "goo")));
    }

private:
    static ComputedProvider foxes_of(const Composition& composition) {
        const ResourceType& foxes = composition.catalog().get("foxes");
        return [&foxes](const View& view, const Record& network) {
            std::vector<Value> ids;
            for (const RecordPtr& fox : view.find_by(foxes, "network_id", network.id())) ids.emplace_back(fox->id());
            return Value::list(std::move(ids));
        };
    }

    // POST /v2.0/networks/{id}/action {"FOXNSOX:add_tweedle": {"name": "beetle"}}
    static std::function<Value(const RequestContext&, std::string_view, const Value&)> tweedle_setter(
        Composition& composition) {
        Database& database = composition.database();
        Resources& resources = composition.resources();
        const ResourceType& networks = composition.catalog().get("networks");
        const auto tweedle = networks.field<std::string>("tweedle");
        return [&database, &resources, &networks, tweedle](const RequestContext& request, std::string_view id,
                                                           const Value& body) {
            const Value name = checked(networks, "tweedle", body.at("FOXNSOX:add_tweedle").at("name"));
            database.write([&](Transaction& transaction) {
                const RecordPtr network = transaction.find(networks, id);
                check_owner(request, network, id);
                Draft draft(*network);
                draft.give(tweedle, name);
                resources.update(transaction, request, network, std::move(draft));
            });
            return Value("Tweedle " + name.str() + " Added.");
        };
    }

    // Adds a key to the answer of GET /v2.0/networks/{id}.
    static RequestWrapper goo(std::string text) {
        return [text = std::move(text)](const RequestContext&, const ApiRequest& request,
                                        const std::function<ApiResponse()>& next) {
            ApiResponse response = next();
            if (request.method == "GET" && !request.id.empty() && response.body.is_map()) {
                response.body = map_with(response.body, "FOXNSOX:googoose", text);
            }
            return response;
        };
    }
};

}  // namespace

NEUTRINO_PLUGIN(registrar) {
    registrar.plugin("foxinsocks", "", [](const PluginOptions&) { return std::make_unique<FoxInSocks>(); });
}
