#include "plugins/ml2/test_support.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <stdexcept>
#include <typeindex>

namespace neutrino::ml2::test {
namespace {

class ScriptedDriver final : public MechanismDriver {
public:
    ScriptedDriver(std::string name, Scripts& scripts) : name_(std::move(name)), scripts_(scripts) {}

    void precommit(DriverObject object, DriverEvent event, const DriverContext& context) override {
        note(fmt::format("{}_{}_precommit", driver_event_name(event), driver_object_name(object)));
        if (script().precommit) script().precommit(object, event, context);
    }
    void postcommit(DriverObject object, DriverEvent event, const DriverContext& context) override {
        note(fmt::format("{}_{}_postcommit", driver_event_name(event), driver_object_name(object)));
        if (script().postcommit) script().postcommit(object, event, context);
    }
    void bind_port(PortBinding& binding) override {
        note("bind_port");
        if (script().bind) script().bind(binding);
    }
    bool provider_update_allowed(const Record&) const override { return script().provider_update_allowed; }

private:
    Script& script() const { return scripts_.of[name_]; }
    void note(const std::string& call) { scripts_.calls.push_back(name_ + " " + call); }

    const std::string name_;
    Scripts& scripts_;
};

}  // namespace

class World::ComposedBy final : public Composition {
public:
    explicit ComposedBy(World& world) : world_(world) {}

    const Catalog& catalog() const override { return world_.catalog(); }
    Database& database() override { return *world_.store_; }
    bool loaded(std::string_view) const override { return true; }
    std::string option(std::string_view, std::string_view) const override { return {}; }
    void behave(std::string_view collection, std::unique_ptr<Behaviour> behaviour) override {
        world_.handlers_->behave("ml2", collection, std::move(behaviour));
    }
    void compute(std::string_view collection, std::string_view attribute, ComputedProvider provider) override {
        world_.handlers_->compute("ml2", collection, attribute, std::move(provider));
    }
    void wrap(std::string_view, RequestWrapper) override { throw std::logic_error("the core plugin wraps nothing"); }
    void hook(std::string_view, Hook) override { throw std::logic_error("the core plugin hooks to nothing"); }
    Resources& resources() override { return *world_.resources_; }
    void body_action(std::string_view, std::string_view,
                     std::function<Value(const RequestContext&, std::string_view, const Value&)>) override {
        throw std::logic_error("the core plugin has no such action");
    }

protected:
    void provide_interface(std::type_index, void*) override {}
    void* find_interface(std::type_index) const override { return nullptr; }

private:
    World& world_;
};

World::World(Options options) : options_(std::move(options)) {
    for (const char* name : {"first", "second", "third"}) {
        registry_.mechanism_driver(
            name, [this, name](const PluginOptions&) { return std::make_unique<ScriptedDriver>(name, scripts); });
    }
    plugins::register_builtin(registry_);
    begin();
}

World::~World() {
    if (!foreign_rows_) {
        EXPECT_EQ(store_->verify(), std::vector<std::string>());
    }
    end();
}

void World::begin() {
    PluginOptions options;
    options.option = [this](std::string_view group, std::string_view name) {
        const auto found = options_.find(fmt::format("{}.{}", group, name));
        return found == options_.end() ? std::string() : found->second;
    };
    plugins_ = std::make_unique<plugins::PluginManager>(registry_, options, "ml2", std::vector<std::string>());
    const std::vector<std::filesystem::path> folders{std::filesystem::path(NEUTRINO_SOURCE_DIR) / "api"};
    found_ = extensions::definitions_find(folders);
    const auto selection = extensions::select(found_, plugins_->claimed_aliases(), plugins_->default_aliases());
    catalogs_.push_back(std::make_unique<Catalog>());
    resource::catalog_compose(selection.ordered, *catalogs_.back());
    store_ = store::Store::open(store::test::options_of(file_.url()), catalog());
    handlers_ = std::make_unique<api::Handlers>(catalog());
    resources_ = std::make_unique<api::ResourceChanges>(*handlers_);
    ComposedBy composition(*this);
    plugins_->all().front().plugin->compose(composition);
    plugins_->start();
}

void World::end() {
    plugins_->stop();
    handlers_.reset();
    resources_.reset();
    store_.reset();
    plugins_.reset();
}

void World::foreign(const std::function<void(Transaction&)>& work) {
    foreign_rows_ = true;
    store_->write(work);
}

void World::restart() {
    end();
    begin();
}

RequestContext World::admin() {
    RequestContext context = admin_context();
    context.request_id = "req-test";
    context.project_id = "p1";
    return context;
}

RequestContext World::member(std::string_view project) {
    RequestContext context;
    context.request_id = "req-test";
    context.project_id = project;
    context.roles = {"member"};
    return context;
}

namespace {

void give(Draft& draft, const Values& values) {
    for (const auto& [name, value] : values) {
        const ResourceType& type = draft.record.type();
        if (type.find(name) < 0) throw std::logic_error(fmt::format("{} have no {}", type.collection, name));
        draft.give(type.field<Value>(name), value);
    }
}

}  // namespace

RecordPtr World::create(std::string_view collection, const Values& values, const RequestContext& context) {
    const ResourceType& type = catalog().get(collection);
    const api::TypeHandlers& handlers = handlers_->of(type);
    Draft draft = Draft::with_defaults(type);
    draft.record.put(type.project_index, Value(context.project_id));
    give(draft, values);
    handlers.behaviour->create_prepare(context, store_->image(), draft);
    RecordPtr created;
    store_->write([&](Transaction& transaction) {
        Draft attempt = draft;
        created = api::change_create(handlers, transaction, context, attempt);
    });
    api::change_created(handlers, context, created);
    return now(created);
}

RecordPtr World::update(const RecordPtr& record, const Values& values, const RequestContext& context) {
    const api::TypeHandlers& handlers = handlers_of(record);
    const RecordPtr before = now(record);
    Draft draft(*before);
    give(draft, values);
    handlers.behaviour->update_prepare(context, store_->image(), *before, draft);
    RecordPtr after;
    store_->write([&](Transaction& transaction) {
        Draft attempt = draft;
        after = api::change_update(handlers, transaction, context, before, attempt);
    });
    api::change_updated(handlers, context, before, after);
    return now(after);
}

void World::remove(const RecordPtr& record, const RequestContext& context) {
    const api::TypeHandlers& handlers = handlers_of(record);
    const RecordPtr before = now(record);
    store_->write([&](Transaction& transaction) { api::change_remove(handlers, transaction, context, before); });
    api::change_removed(handlers, context, before);
}

Value World::act(std::string_view action, const RecordPtr& record, const Value& body, const RequestContext& context) {
    return handlers_of(record).behaviour->action(context, action, now(record), body);
}

RecordPtr World::subnet(const RecordPtr& network, std::string_view cidr, Values values) {
    values.insert(values.begin(), {{"network_id", network->id()},
                                   {"cidr", cidr},
                                   {"ip_version", cidr.find(':') == std::string_view::npos ? 4 : 6}});
    return create("subnets", values);
}

RecordPtr World::port(const RecordPtr& network, Values values) {
    values.emplace_back("network_id", network->id());
    return create("ports", values);
}

RecordPtr World::now(const RecordPtr& record) const {
    return store_->image().find(catalog().get(record->type().collection), record->id());
}

const api::TypeHandlers& World::handlers_of(const RecordPtr& record) const {
    return handlers_->of(catalog().get(record->type().collection));
}

Value World::computed(const RecordPtr& record, std::string_view attribute) const {
    const RecordPtr current = now(record);
    return handlers_->value(store_->image(), *current, current->type().find(attribute));
}

std::string refusal(const std::function<void()>& work) {
    try {
        work();
    } catch (const Fault& fault) {
        return fault.type();
    }
    return {};
}

Value fixed_ip(std::string_view subnet_id, std::string_view address) {
    std::vector<Member> members;
    if (!subnet_id.empty()) members.push_back({"subnet_id", subnet_id});
    if (!address.empty()) members.push_back({"ip_address", address});
    return Value::map(std::move(members));
}

std::vector<std::string> addresses(const RecordPtr& port) {
    std::vector<std::string> found;
    for (const Value& item : port->get("fixed_ips").items()) found.push_back(item.at("ip_address").str());
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace neutrino::ml2::test
