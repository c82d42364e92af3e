#include "extensions/extensions.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <fstream>
#include <stdexcept>

namespace neutrino::extensions {
namespace {

namespace fs = std::filesystem;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

// Two folders, the first of which counts as built in.
class FindTest : public testing::Test {
protected:
    FindTest() : root_(fs::path(testing::TempDir()) / ("extensions-" + std::to_string(getpid()))) {
        fs::create_directories(built_in());
        fs::create_directories(added());
    }
    ~FindTest() override { fs::remove_all(root_); }

    fs::path built_in() const { return root_ / "built-in"; }
    fs::path added() const { return root_ / "added"; }

    static fs::path write(const fs::path& folder, const std::string& file, const std::string& text) {
        std::ofstream(folder / file) << text;
        return folder / file;
    }
    static fs::path define(const fs::path& folder, const std::string& alias) {
        return write(folder, alias + ".yaml", "alias: " + alias + "\nname: Some Name\n");
    }

    Found find() const {
        const std::vector<fs::path> folders{built_in(), added()};
        return definitions_find(folders);
    }
    std::string failure() const {
        try {
            find();
        } catch (const std::runtime_error& error) {
            return error.what();
        }
        return "nothing was thrown";
    }
    static std::vector<std::string> aliases(const Found& found) {
        std::vector<std::string> result;
        for (const resource::Definition& each : found.definitions) result.push_back(each.alias);
        return result;
    }

    const fs::path root_;
};

TEST_F(FindTest, ReadsFoldersInOrderAndFilesByName) {
    define(built_in(), "z");
    define(built_in(), "b");
    const fs::path file = define(added(), "a");
    const Found found = find();
    EXPECT_THAT(aliases(found), ElementsAre("b", "z", "a"));
    EXPECT_EQ(found.definitions.back().file, file);
    EXPECT_THAT(found.problems, IsEmpty());
}

TEST_F(FindTest, OrdersAFolderByNeutronsModules) {
    write(built_in(), "a.yaml", "alias: a\nname: A\nmodule: late\n");
    define(built_in(), "early");
    EXPECT_THAT(aliases(find()), ElementsAre("early", "a"));
}

TEST_F(FindTest, PassesOverWhatIsNoDefinition) {
    write(built_in(), "README.md", "[");
    write(built_in(), "_draft.yaml", "[");
    write(built_in(), ".hidden.yaml", "[");
    write(built_in(), "plugin.so", "[");
    fs::create_directories(built_in() / "folder.yaml");
    const Found found = find();
    EXPECT_THAT(found.definitions, IsEmpty());
    EXPECT_THAT(found.problems, IsEmpty());
}

TEST_F(FindTest, ReadsAFolderOnceHoweverItIsNamed) {
    define(built_in(), "a");
    define(added(), "b");
    fs::create_directory_symlink(added(), root_ / "link");
    const std::vector<fs::path> folders{built_in(), added(), added() / ".", root_ / "link"};
    EXPECT_THAT(aliases(definitions_find(folders)), ElementsAre("a", "b"));
}

TEST_F(FindTest, ReportsABrokenFileOfAThirdPartyAndGoesOn) {
    define(added(), "a");
    write(added(), "broken.yaml", "alias: [");
    write(added(), "unknown.yaml", "alias: unknown\nname: x\nreqires: [a]\n");
    define(added(), "z");
    const Found found = find();
    EXPECT_THAT(aliases(found), ElementsAre("a", "z"));
    EXPECT_THAT(found.problems,
                ElementsAre(HasSubstr("broken.yaml:1"), AllOf(HasSubstr("unknown.yaml:3"), HasSubstr("reqires"))));
}

TEST_F(FindTest, ReportsAFolderThatIsNotThere) {
    const std::vector<fs::path> folders{built_in(), root_ / "nowhere"};
    EXPECT_THAT(definitions_find(folders).problems, ElementsAre(HasSubstr((root_ / "nowhere").string())));
}

TEST_F(FindTest, RefusesABuiltInFolderThatIsMissingOrBroken) {
    write(built_in(), "broken.yaml", "alias: [");
    EXPECT_THAT(failure(), HasSubstr("broken.yaml:1"));
    fs::remove_all(built_in());
    EXPECT_THAT(failure(), HasSubstr(built_in().string()));
}

TEST_F(FindTest, RefusesAnAliasThatIsDefinedTwice) {
    const fs::path first = define(built_in(), "a");
    const fs::path second = write(added(), "other.yaml", "alias: a\nname: Mine\n");
    EXPECT_THAT(failure(), AllOf(HasSubstr("DuplicatedExtension"), HasSubstr("'a'"), HasSubstr(first.string()),
                                 HasSubstr(second.string())));
}

TEST_F(FindTest, ReadsAllBuiltInDefinitions) {
    const std::vector<fs::path> folders{fs::path(NEUTRINO_SOURCE_DIR) / "api"};
    EXPECT_FALSE(definitions_find(folders).definitions.empty());
}

}  // namespace
}  // namespace neutrino::extensions
