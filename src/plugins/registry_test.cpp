#include "plugins/registry.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>

namespace neutrino::plugins {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::NotNull;

fs::path object(const std::string& name) { return fs::path(NEUTRINO_TEST_OBJECTS) / (name + ".so"); }

template <class Step>
std::string failure(Step step) {
    try {
        step();
    } catch (const std::runtime_error& error) {
        return error.what();
    }
    return "nothing was thrown";
}

std::string load_failure(const std::string& name) {
    Registry registry;
    return failure([&] { registry.load(object(name)); });
}

TEST(Registry, FindsByAliasAndByClassPath) {
    Registry registry;
    register_builtin(registry);
    const PluginEntry* by_alias = registry.plugin_find("revisions");
    ASSERT_THAT(by_alias, NotNull());
    EXPECT_EQ(registry.plugin_find("neutron.services.revisions.revision_plugin.RevisionPlugin"), by_alias);
    EXPECT_EQ(by_alias->make({})->type(), "revision_plugin");
    EXPECT_EQ(registry.plugin_find("nope"), nullptr);
    EXPECT_EQ(registry.plugin_find(""), nullptr);
    EXPECT_THAT(registry.plugin_missing("nope"),
                AllOf(HasSubstr("Plugin 'nope' not found."), HasSubstr("revisions"), HasSubstr("timestamp")));
}

TEST(Registry, LoadsASharedObjectAndFindsItsPlugin) {
    Registry registry;
    const PluginEntry* by_path = registry.plugin_find(object("good").string());
    ASSERT_THAT(by_path, NotNull());
    EXPECT_EQ(by_path->alias, "good");
    EXPECT_EQ(by_path->file, fs::canonical(object("good")));
    EXPECT_EQ(by_path->make({})->supported_aliases(), std::vector<std::string>{"good-alias"});
    EXPECT_EQ(registry.plugin_find("good"), by_path);
    EXPECT_EQ(registry.plugin_find(object("good").string()), by_path) << "a second time loads nothing";
}

TEST(Registry, MakesTheDriverOfASharedObjectWhichUsesTheSdk) {
    Registry registry;
    EXPECT_EQ(registry.mechanism_driver_make("good_driver", {}), nullptr);
    const auto driver = registry.mechanism_driver_make(object("good").string(), {});
    ASSERT_THAT(driver, NotNull());
    EXPECT_THAT(registry.mechanism_driver_make("good_driver", {}), NotNull());
    try {
        driver->initialize();
        FAIL() << "it throws";
    } catch (const Fault& fault) {
        EXPECT_EQ(fault.type(), "DriverNotFound");
    }
    EXPECT_THAT(failure([&] { registry.extension_driver_make(object("good").string(), {}); }),
                AllOf(HasSubstr("good.so"), HasSubstr("0 extension drivers")));
}

TEST(Registry, KeepsWhatASharedObjectMadeUsableAfterItsEnd) {
    std::unique_ptr<Plugin> plugin;
    {
        Registry registry;
        plugin = registry.plugin_find(object("good").string())->make({});
    }
    EXPECT_EQ(plugin->type(), "good");
}

TEST(Registry, RefusesAPathWithTwoPlugins) {
    Registry registry;
    EXPECT_THAT(failure([&] { registry.plugin_find(object("pair").string()); }),
                AllOf(HasSubstr("pair.so"), HasSubstr("2 plugins")));
    EXPECT_THAT(registry.plugin_find("second"), NotNull());
}

TEST(Registry, NamesTheFileThatCannotBeLoaded) {
    EXPECT_THAT(load_failure("missing"), AllOf(HasSubstr("missing.so"), HasSubstr("no such file")));
    EXPECT_THAT(load_failure("no_entry"), AllOf(HasSubstr("no_entry.so"), HasSubstr("neutrino_abi_version")));
    EXPECT_THAT(load_failure("wrong_abi"),
                AllOf(HasSubstr("wrong_abi.so"), HasSubstr("ABI version 2"), HasSubstr("is version 1")));
    EXPECT_THAT(load_failure("throwing"), AllOf(HasSubstr("throwing.so"), HasSubstr("no luck today")));
}

TEST(Registry, ForgetsWhatAFailedSharedObjectRegistered) {
    Registry registry;
    EXPECT_THROW(registry.load(object("throwing")), std::runtime_error);
    EXPECT_EQ(registry.plugin_find("half_registered"), nullptr);
    EXPECT_THROW(registry.load(object("throwing")), std::runtime_error) << "a failure is not taken for loaded";
}

TEST(Registry, NamesBothPlacesOfATakenName) {
    Registry registry;
    registry.plugin("good", "", [](const PluginOptions&) -> std::unique_ptr<Plugin> { return nullptr; });
    EXPECT_THAT(failure([&] { registry.load(object("good")); }),
                AllOf(HasSubstr("'good'"), HasSubstr("built in"), HasSubstr("good.so")));
    EXPECT_TRUE(registry.plugin_find("good")->file.empty()) << "the first one stays";
}

TEST(Registry, LoadsAFolderAndPassesOverWhatIsBroken) {
    Registry registry;
    const std::vector<std::string> problems = registry.folder_load(NEUTRINO_TEST_OBJECTS);
    EXPECT_THAT(problems, ElementsAre(HasSubstr("no_entry.so"), HasSubstr("throwing.so"), HasSubstr("wrong_abi.so")));
    EXPECT_THAT(registry.plugin_find("good"), NotNull());
    EXPECT_THAT(registry.plugin_find("first"), NotNull());
    EXPECT_THAT(registry.plugin_missing("half_registered"), HasSubstr("throwing.so: no luck today"));
    EXPECT_THAT(registry.folder_load("/nonexistent"), IsEmpty());
}

TEST(Registry, RefusesAFileThatIsNoSharedObject) {
    const fs::path file = fs::path(testing::TempDir()) / "text.so";
    std::ofstream(file) << "hello\n";
    Registry registry;
    EXPECT_THAT(failure([&] { registry.load(file); }), AllOf(HasSubstr("text.so"), Not(HasSubstr("no such file"))));
    fs::remove(file);
}

}  // namespace
}  // namespace neutrino::plugins
