#pragma once
// The core plugin on a real database, for tests: with the definitions and tables of the sources, and drivers that do as
// they are told.

#include "api/changes.h"
#include "api/handlers.h"
#include "extensions/extensions.h"
#include "plugins/manager.h"
#include "store/test_support.h"

#include <neutrino/ml2.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace neutrino::ml2::test {

// What a driver named "first", "second" or "third" does; and in which order all of them were called.
struct Script {
    std::function<void(DriverObject, DriverEvent, const DriverContext&)> precommit, postcommit;
    std::function<void(PortBinding&)> bind;
    bool provider_update_allowed = true;
};
struct Scripts {
    std::map<std::string, Script, std::less<>> of;
    std::vector<std::string> calls;  // "first create_port_precommit"
};

using Values = std::vector<std::pair<const char*, Value>>;

class World {
public:
    // "ml2.mechanism_drivers" -> "first,second"
    using Options = std::map<std::string, std::string>;
    explicit World(Options options = {});
    ~World();

    // As the API carries them out; throw what it would answer with.
    RecordPtr create(std::string_view collection, const Values& values, const RequestContext& context = admin());
    RecordPtr update(const RecordPtr& record, const Values& values, const RequestContext& context = admin());
    void remove(const RecordPtr& record, const RequestContext& context = admin());
    Value act(std::string_view action, const RecordPtr& record, const Value& body,
              const RequestContext& context = admin());

    RecordPtr network(const Values& values = {}) { return create("networks", values); }
    RecordPtr subnet(const RecordPtr& network, std::string_view cidr, Values values = {});
    RecordPtr port(const RecordPtr& network, Values values = {});

    // As committed; nullptr when it is gone.
    RecordPtr now(const RecordPtr& record) const;
    Value computed(const RecordPtr& record, std::string_view attribute) const;
    Database& database() { return *store_; }
    const Catalog& catalog() const { return *catalogs_.back(); }
    Behaviour& behaviour(std::string_view collection) const {
        return *handlers_->of(catalog().get(collection)).behaviour;
    }
    // Rows that another server writes: this one doesn't hear of them.
    void foreign(const std::function<void(Transaction&)>& work);
    // Ends the server, and starts another one on the same database. Records stay good: functions here go by their ids.
    void restart();

    static RequestContext admin();
    static RequestContext member(std::string_view project);

    Scripts scripts;

private:
    class ComposedBy;

    void begin();
    void end();
    const api::TypeHandlers& handlers_of(const RecordPtr& record) const;

    const Options options_;
    store::test::SqliteFile file_;
    plugins::Registry registry_;
    std::unique_ptr<plugins::PluginManager> plugins_;
    extensions::Found found_;
    std::vector<std::unique_ptr<Catalog>> catalogs_;  // the last is in force
    std::unique_ptr<store::Store> store_;
    std::unique_ptr<api::Handlers> handlers_;
    std::unique_ptr<api::ResourceChanges> resources_;
    bool foreign_rows_ = false;  // the tables hold more than this server knows
};

// The type of the fault that `work` throws; "" when it throws none.
std::string refusal(const std::function<void()>& work);

// {"subnet_id", "ip_address"}, for fixed_ips; "" = left out.
Value fixed_ip(std::string_view subnet_id, std::string_view address = {});
// The addresses of a port, sorted.
std::vector<std::string> addresses(const RecordPtr& port);

}  // namespace neutrino::ml2::test
