#include "plugins/manager.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <utility>

namespace neutrino::plugins {
namespace {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Pair;
using testing::UnorderedElementsAre;

using Strings = std::vector<std::string>;

// What a plugin says of itself, and what happens to it.
struct Script {
    std::string type = {};
    Strings aliases = {};
    Strings required = {};
    Strings hidden = {};
    Strings folders = {};
    std::string start_failure = {};
    bool stop_fails = false;
};

class ScriptedPlugin : public Plugin {
public:
    ScriptedPlugin(std::string alias, Script script, Strings& events)
        : alias_(std::move(alias)), script_(std::move(script)), events_(events) {
        events_.push_back("make " + alias_);
    }
    ~ScriptedPlugin() override { events_.push_back("end " + alias_); }
    Strings supported_aliases() const override { return script_.aliases; }
    std::string type() const override { return script_.type; }
    std::string description() const override { return alias_; }
    Strings required_plugins() const override { return script_.required; }
    Strings hidden_core_aliases() const override { return script_.hidden; }
    Strings extension_folders() const override { return script_.folders; }
    void start() override {
        if (!script_.start_failure.empty()) throw std::runtime_error(script_.start_failure);
        events_.push_back("start " + alias_);
    }
    void stop() override {
        events_.push_back("stop " + alias_);
        if (script_.stop_fails) throw std::runtime_error("can't stop");
    }

private:
    std::string alias_;
    Script script_;
    Strings& events_;
};

class ManagerTest : public testing::Test {
protected:
    ManagerTest() {
        add("ml2", {.type = "CORE", .aliases = {"agent", "binding"}}, "neutron.plugins.ml2.plugin.Ml2Plugin");
    }

    void add(const std::string& alias, Script script, const std::string& class_path = "") {
        registry_.plugin(alias, class_path, [this, alias, script](const PluginOptions& options) {
            const bool driver = options.mechanism_driver && options.mechanism_driver("switch") != nullptr;
            given_.emplace_back(alias, options.option("ml2", "path_mtu") + (driver ? " and driver" : ""));
            return std::make_unique<ScriptedPlugin>(alias, script, events_);
        });
    }

    PluginManager load(const Strings& service_plugins, const std::string& core = "ml2") {
        PluginOptions options;
        options.option = [](std::string_view group, std::string_view name) {
            return fmt::format("{}.{}", group, name);
        };
        return PluginManager(registry_, options, core, service_plugins);
    }

    std::string failure(const Strings& service_plugins, const std::string& core = "ml2") {
        try {
            load(service_plugins, core);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "nothing was thrown";
    }

    static std::vector<std::pair<std::string, std::string>> reasons(const PluginManager& manager) {
        std::vector<std::pair<std::string, std::string>> result;
        for (const Loaded& each : manager.all()) result.emplace_back(each.alias, each.reason);
        return result;
    }

    Strings events_;
    std::vector<std::pair<std::string, std::string>> given_;  // alias, what its options gave
    Registry registry_;
};

TEST_F(ManagerTest, LoadsTheCoreTheNamedAndTheDefaultPlugins) {
    add("router", {.type = "L3_ROUTER_NAT"});
    add("tag", {.type = "TAG"});
    add("revisions", {.type = "revision_plugin"});
    add("unnamed", {.type = "unnamed"});
    EXPECT_THAT(reasons(load({"", "router", "revisions"})),
                ElementsAre(Pair("ml2", "core_plugin"), Pair("router", "service_plugins"),
                            Pair("revisions", "service_plugins"), Pair("tag", "default")));
}

TEST_F(ManagerTest, TakesClassPathsAndMakesEachPluginOnce) {
    add("router", {.type = "L3_ROUTER_NAT"}, "neutron.services.l3_router.l3_router_plugin.L3RouterPlugin");
    const PluginManager manager = load({"router", "neutron.services.l3_router.l3_router_plugin.L3RouterPlugin"},
                                       "neutron.plugins.ml2.plugin.Ml2Plugin");
    EXPECT_THAT(reasons(manager), ElementsAre(Pair("ml2", "core_plugin"), Pair("router", "service_plugins")));
    EXPECT_THAT(events_, ElementsAre("make ml2", "make router"));
}

TEST_F(ManagerTest, LoadsASharedObjectAndItsFolderOfDefinitions) {
    const std::string file = std::string(NEUTRINO_TEST_OBJECTS) + "/good.so";
    const PluginManager manager = load({file, "good"});
    EXPECT_THAT(reasons(manager), ElementsAre(Pair("ml2", "core_plugin"), Pair("good", "service_plugins")));
    EXPECT_THAT(manager.extension_folders(), ElementsAre(std::filesystem::canonical(NEUTRINO_TEST_OBJECTS)));
}

TEST_F(ManagerTest, LoadsRequiredPluginsFirst) {
    add("router", {.type = "L3_ROUTER_NAT"});
    add("middle", {.type = "middle", .required = {"router"}});
    add("port_forwarding", {.type = "PORTFORWARDING", .required = {"middle", "ml2"}});
    EXPECT_THAT(reasons(load({"port_forwarding", "router"})),
                ElementsAre(Pair("ml2", "core_plugin"), Pair("router", "required by middle"),
                            Pair("middle", "required by port_forwarding"), Pair("port_forwarding", "service_plugins")));
}

TEST_F(ManagerTest, GivesOptionsToAllAndDriversToTheCorePlugin) {
    registry_.mechanism_driver("switch", [](const PluginOptions&) { return std::make_unique<MechanismDriver>(); });
    add("router", {.type = "L3_ROUTER_NAT"});
    load({"router"});
    EXPECT_THAT(given_, ElementsAre(Pair("ml2", "ml2.path_mtu and driver"), Pair("router", "ml2.path_mtu")));
}

TEST_F(ManagerTest, RefusesACorePluginThatIsNotThere) {
    EXPECT_THAT(failure({}, ""), AllOf(HasSubstr("core_plugin"), HasSubstr("not set")));
    EXPECT_THAT(failure({}, "ml3"), AllOf(HasSubstr("core_plugin"), HasSubstr("'ml3' not found"), HasSubstr("ml2")));
}

TEST_F(ManagerTest, RefusesUnknownServicePlugins) {
    EXPECT_THAT(failure({"trunk"}), AllOf(HasSubstr("service_plugins"), HasSubstr("'trunk' not found")));
    EXPECT_THAT(failure({"/nonexistent/x.so"}), AllOf(HasSubstr("service_plugins"), HasSubstr("/nonexistent/x.so")));
    add("port_forwarding", {.type = "PORTFORWARDING", .required = {"router"}});
    EXPECT_THAT(failure({"port_forwarding"}), AllOf(HasSubstr("'port_forwarding'"), HasSubstr("'router' not found")));
}

TEST_F(ManagerTest, RefusesPluginsInTheWrongOption) {
    add("router", {.type = "L3_ROUTER_NAT"});
    add("other_core", {.type = "CORE"});
    EXPECT_THAT(failure({}, "router"),
                AllOf(HasSubstr("core_plugin"), HasSubstr("'router'"), HasSubstr("service plugin")));
    EXPECT_THAT(failure({"other_core"}),
                AllOf(HasSubstr("service_plugins"), HasSubstr("'other_core' is a core plugin")));
}

TEST_F(ManagerTest, RefusesTwoPluginsOfOneType) {
    add("router", {.type = "L3_ROUTER_NAT"});
    add("ovn-router", {.type = "L3_ROUTER_NAT"});
    EXPECT_THAT(failure({"router", "ovn-router"}), AllOf(HasSubstr("service_plugins"), HasSubstr("'ovn-router'"),
                                                         HasSubstr("L3_ROUTER_NAT"), HasSubstr("'router'")));
    add("same", {.type = "L3_ROUTER_NAT", .required = {"router"}});
    EXPECT_THAT(failure({"same"}), HasSubstr("L3_ROUTER_NAT"));
}

TEST_F(ManagerTest, RefusesPluginsThatRequireEachOther) {
    add("a", {.type = "a", .required = {"b"}});
    add("b", {.type = "b", .required = {"a"}});
    EXPECT_THAT(failure({"a"}), HasSubstr("a -> b -> a"));
}

TEST_F(ManagerTest, NamesThePluginThatCannotBeMade) {
    registry_.plugin("broken", "",
                     [](const PluginOptions&) -> std::unique_ptr<Plugin> { throw std::runtime_error("no disk"); });
    registry_.plugin("strange", "", [](const PluginOptions&) -> std::unique_ptr<Plugin> { throw 5; });
    registry_.plugin("empty", "", [](const PluginOptions&) -> std::unique_ptr<Plugin> { return nullptr; });
    EXPECT_THAT(failure({"broken"}), AllOf(HasSubstr("service_plugins"), HasSubstr("'broken'"), HasSubstr("no disk")));
    EXPECT_THAT(failure({"strange"}), HasSubstr("'strange'"));
    EXPECT_THAT(failure({"empty"}), HasSubstr("'empty'"));
}

TEST_F(ManagerTest, SaysWhoClaimsWhat) {
    add("router", {.type = "L3_ROUTER_NAT", .aliases = {"router", "binding", "router"}, .hidden = {"agent", "router"}});
    add("tag", {.type = "TAG", .aliases = {"standard-attr-tag", "router"}});
    const PluginManager manager = load({"router"});
    EXPECT_THAT(manager.claimed_aliases(), UnorderedElementsAre(Pair("binding", ElementsAre("ml2", "router")),
                                                                Pair("router", ElementsAre("router", "tag")),
                                                                Pair("standard-attr-tag", ElementsAre("tag"))));
    EXPECT_THAT(manager.default_aliases(), ElementsAre("standard-attr-tag"));
}

TEST_F(ManagerTest, StartsInOrderAndStopsBackwards) {
    add("router", {.type = "L3_ROUTER_NAT", .stop_fails = true});
    {
        PluginManager manager = load({"router"});
        manager.start();
    }
    EXPECT_THAT(events_, ElementsAre("make ml2", "make router", "start ml2", "start router", "stop router", "stop ml2",
                                     "end router", "end ml2"));
}

TEST_F(ManagerTest, StopsWhatHadStartedWhenOneDoesNot) {
    add("a", {.type = "a", .start_failure = "no port"});
    add("b", {.type = "b"});
    PluginManager manager = load({"a", "b"});
    try {
        manager.start();
        FAIL() << "it throws";
    } catch (const std::runtime_error& error) {
        EXPECT_THAT(error.what(), AllOf(HasSubstr("'a'"), HasSubstr("no port")));
    }
    EXPECT_THAT(events_, ElementsAre("make ml2", "make a", "make b", "start ml2", "stop ml2"));
}

}  // namespace
}  // namespace neutrino::plugins
