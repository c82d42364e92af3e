#pragma once
// What a plugin is made of: behaviours of resource types, providers of computed attributes, and the registration of
// both. In-tree plugins and shared objects use the same classes. docs/writing-an-extension.md is the guide.

#include <neutrino/fault.h>
#include <neutrino/record.h>
#include <neutrino/request_context.h>
#include <neutrino/resources.h>
#include <neutrino/transaction.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <typeindex>
#include <vector>

namespace neutrino {

// What happens to resources of one type beyond storing them. The order for each create (a bulk is many of one, in one
// transaction), update and delete is fixed: prepare -> (transaction begins) -> write -> (commit) -> after. One object
// per type, called from many threads at once: keep no state of a request in it. Throw Fault to refuse; in prepare and
// write nothing has happened yet. A type without a behaviour gets this class itself: plain storage.
class Behaviour {
public:
    virtual ~Behaviour() = default;

    // Outside of the transaction: complete and check the draft against the committed state; must not block for long.
    virtual void create_prepare(const RequestContext&, const View&, Draft&) {}
    // Inside: store. May be run again (see Transaction). Returns what was stored.
    virtual RecordPtr create(Transaction& transaction, const RequestContext&, Draft& draft);
    // After the commit. A Fault thrown here reaches the client; undoing the create is then up to the behaviour.
    virtual void created(const RequestContext&, const RecordPtr&) {}

    // `draft` starts as `before` with the client's attributes set and marked as given.
    virtual void update_prepare(const RequestContext&, const View&, const Record& /*before*/, Draft&) {}
    virtual RecordPtr update(Transaction& transaction, const RequestContext&, const Record& before, Draft& draft);
    virtual void updated(const RequestContext&, const RecordPtr& /*before*/, const RecordPtr& /*after*/) {}

    virtual void remove_prepare(const RequestContext&, const View&, const Record&) {}
    virtual void remove(Transaction& transaction, const RequestContext&, const RecordPtr& record);
    virtual void removed(const RequestContext&, const RecordPtr&) {}

    // An action of the type (Action in its definition). `record` is nullptr for a collection action. Returns the body.
    virtual Value action(const RequestContext&, std::string_view name, const RecordPtr& record, const Value& body);

    // Types without a table answer reads themselves.
    virtual std::vector<RecordPtr> list(const RequestContext&, const View&);
    virtual RecordPtr show(const RequestContext&, const View&, std::string_view id);
    // The same for a sub-resource, of one parent; by default chosen from list().
    virtual std::vector<RecordPtr> list_of(const RequestContext&, const View&, std::string_view parent_id);
    virtual RecordPtr show_of(const RequestContext&, const View&, std::string_view parent_id, std::string_view id);

    // Whether a tenant who is not the owner may know of the record (shared networks, ports on own networks). Admins see
    // all.
    virtual bool visible(const RequestContext&, const View&, const Record&) const { return false; }
    // Where to look for all that visible() is true of, so that a tenant's list needs not look at every record there is:
    // indexed attributes with their values, as View::find_by takes them. Records too many do no harm. Without an answer
    // all records are looked at.
    struct LookUp {
        std::string attribute;
        Value value;
    };
    virtual std::optional<std::vector<LookUp>> visible_among(const RequestContext&, const View&) const { return {}; }
};

// The value of an attribute whose storage is `computed`.
using ComputedProvider = std::function<Value(const View&, const Record&)>;

// A request on a resource, after parsing and before the controller acts on it.
struct ApiRequest {
    std::string_view method;
    const ResourceType* type = nullptr;
    std::string_view id;      // empty for a collection
    std::string_view action;  // empty for plain CRUD
    const Value* body = nullptr;
    std::string_view parent_id;  // of a sub-resource
};
struct ApiResponse {
    int status = 200;
    Value body;  // unset = no body
};
// Stands around the handling of requests on one collection: call `next` for the usual answer, and change it at will.
using RequestWrapper =
    std::function<ApiResponse(const RequestContext&, const ApiRequest&, const std::function<ApiResponse()>& next)>;

// What a plugin may use and contribute when the types are composed. Valid during Plugin::compose only, but for what the
// accessors return: catalog and database outlive all plugins.
class Composition {
public:
    virtual ~Composition() = default;
    virtual const Catalog& catalog() const = 0;
    virtual Database& database() = 0;
    virtual bool loaded(std::string_view alias) const = 0;
    // The value of a configuration option as text ("" when unset): for options of out-of-tree plugins.
    virtual std::string option(std::string_view group, std::string_view name) const = 0;

    // One behaviour a type: a second one is a start-up error that names both plugins.
    virtual void behave(std::string_view collection, std::unique_ptr<Behaviour> behaviour) = 0;
    virtual void compute(std::string_view collection, std::string_view attribute, ComputedProvider provider) = 0;
    virtual void wrap(std::string_view collection, RequestWrapper wrapper) = 0;
    // Adds to every change of the type, whose behaviour may be another plugin's.
    virtual void hook(std::string_view collection, Hook hook) = 0;
    // Outlives all plugins.
    virtual Resources& resources() = 0;
    // Handles "POST /collection/{id}/action" bodies whose single key is `name` (Neutron's action extension).
    virtual void body_action(
        std::string_view collection, std::string_view name,
        std::function<Value(const RequestContext&, std::string_view id, const Value& body)> handler) = 0;

    // Interfaces between plugins, by type. The provider keeps ownership.
    template <class Interface>
    void provide(Interface& object) {
        provide_interface(typeid(Interface), &object);
    }
    template <class Interface>
    Interface* find() const {
        return static_cast<Interface*>(find_interface(typeid(Interface)));
    }

protected:
    virtual void provide_interface(std::type_index type, void* object) = 0;
    virtual void* find_interface(std::type_index type) const = 0;
};

// A core or service plugin. Life: constructed once -> asked for aliases -> compose -> start -> stop -> destroyed.
class Plugin {
public:
    virtual ~Plugin() = default;
    // Extensions that this plugin makes good on.
    virtual std::vector<std::string> supported_aliases() const = 0;
    // Service type, as Neutron's plugin constants: CORE, L3_ROUTER_NAT, METERING, ... One plugin a type.
    virtual std::string type() const = 0;
    virtual std::string description() const = 0;
    // Aliases of service plugins that must be loaded before this one.
    virtual std::vector<std::string> required_plugins() const { return {}; }
    // Aliases of the core plugin that this one hides.
    virtual std::vector<std::string> hidden_core_aliases() const { return {}; }
    // Folders with definitions of its own, scanned after the built-in ones.
    virtual std::vector<std::string> extension_folders() const { return {}; }
    virtual void compose(Composition&) {}
    virtual void start() {}
    virtual void stop() {}
};

class MechanismDriver;
class ExtensionDriver;

// Values that a plugin or driver is built with.
struct PluginOptions {
    // The value of a configuration option as text, "" when unset.
    std::function<std::string(std::string_view group, std::string_view name)> option;
    // Builds the driver that is registered under the name, or that the shared object at this path registers; nullptr
    // when there is none. Only core plugins are given these.
    std::function<std::unique_ptr<MechanismDriver>(std::string_view name)> mechanism_driver;
    std::function<std::unique_ptr<ExtensionDriver>(std::string_view name)> extension_driver;
};

// Where in-tree code and shared objects say what they bring. Names are the ones used in configuration files.
class Registrar {
public:
    virtual ~Registrar() = default;
    // `class_path` is the Python class that Neutron's files name for the same thing, "" if there is none.
    virtual void plugin(std::string alias, std::string class_path,
                        std::function<std::unique_ptr<Plugin>(const PluginOptions&)> make) = 0;
    virtual void mechanism_driver(std::string name,
                                  std::function<std::unique_ptr<MechanismDriver>(const PluginOptions&)> make) = 0;
    virtual void extension_driver(std::string name,
                                  std::function<std::unique_ptr<ExtensionDriver>(const PluginOptions&)> make) = 0;
};

// A shared object exports these two. The ABI version is compared before the entry is called; a difference refuses the
// load.
inline constexpr unsigned kAbiVersion = 1;
#define NEUTRINO_PLUGIN(registrar)                                                      \
    extern "C" __attribute__((visibility("default"))) unsigned neutrino_abi_version() { \
        return ::neutrino::kAbiVersion;                                                 \
    }                                                                                   \
    extern "C" __attribute__((visibility("default"))) void neutrino_register(::neutrino::Registrar& registrar)

}  // namespace neutrino
