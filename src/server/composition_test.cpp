#include "server/composition.h"

#include <gtest/gtest.h>

#include <functional>
#include <stdexcept>

namespace neutrino::server {
namespace {

struct EmptyDatabase : Database {
    const View& image() const override { throw std::logic_error("not needed here"); }
    void write(const std::function<void(Transaction&)>&) override { throw std::logic_error("not needed here"); }
};

struct Interface {
    int number = 0;
};

struct Composing : Plugin {
    explicit Composing(std::function<void(Composition&)> wanted) : work(std::move(wanted)) {}
    std::vector<std::string> supported_aliases() const override { return {}; }
    std::string type() const override { return "TEST"; }
    std::string description() const override { return "test"; }
    void compose(Composition& composition) override { work(composition); }
    std::function<void(Composition&)> work;
};

struct CompositionTest : testing::Test {
    std::string compose(const char* alias, std::function<void(Composition&)> work) {
        Composing plugin(std::move(work));
        try {
            composition.compose(alias, plugin);
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return {};
    }

    config::Config config = config::Config::load({});
    EmptyDatabase database;
    Catalog catalog = [] {
        Catalog made;
        ResourceType type;
        type.collection = "cheeses";
        type.member = "cheese";
        type.seal();
        made.add(std::move(type));
        return made;
    }();
    api::Handlers handlers{catalog};
    api::ResourceChanges resources{handlers};
    CompositionImpl composition{config, database, handlers, resources, {"cheese"}};
};

TEST_F(CompositionTest, PluginsSeeWhatIsLoadedAndConfigured) {
    EXPECT_TRUE(composition.loaded("cheese"));
    EXPECT_FALSE(composition.loaded("wine"));
    EXPECT_EQ(composition.option("DEFAULT", "base_mac"), "fa:16:3e:00:00:00");
    EXPECT_EQ(composition.option("cheese", "smell"), "");
}

TEST_F(CompositionTest, InterfacesAreFoundByType) {
    Interface own{7};
    EXPECT_EQ(composition.find<Interface>(), nullptr);
    EXPECT_EQ(compose("first", [&](Composition& c) { c.provide(own); }), "");
    int seen = 0;
    EXPECT_EQ(compose("second", [&](Composition& c) { seen = c.find<Interface>()->number; }), "");
    EXPECT_EQ(seen, 7);
    const std::string refusal = compose("third", [&](Composition& c) { c.provide(own); });
    EXPECT_NE(refusal.find("first"), std::string::npos);
    EXPECT_NE(refusal.find("third"), std::string::npos);
}

TEST_F(CompositionTest, ConflictsNameThePlugins) {
    EXPECT_EQ(compose("first", [](Composition& c) { c.behave("cheeses", std::make_unique<Behaviour>()); }), "");
    const std::string refusal =
        compose("second", [](Composition& c) { c.behave("cheeses", std::make_unique<Behaviour>()); });
    EXPECT_NE(refusal.find("first"), std::string::npos) << refusal;
    EXPECT_NE(refusal.find("second"), std::string::npos) << refusal;
    EXPECT_NE(compose("third", [](Composition& c) { c.wrap("wines", {}); }).find("wines"), std::string::npos);
}

}  // namespace
}  // namespace neutrino::server
