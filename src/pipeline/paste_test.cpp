#include "pipeline/paste.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

namespace neutrino::pipeline {
namespace {

std::string failure(std::string_view text) {
    try {
        parse_paste(text, "/etc/neutron/api-paste.ini");
    } catch (const PasteError& error) {
        return error.what();
    }
    return "no failure";
}

TEST(ParsePaste, ReadsSectionsAndBothDelimiters) {
    const PasteFile file = parse_paste(
        "# comment\n; comment\n"
        "[DEFAULT]\nname = value\n"
        "[composite:neutron]\n"
        "use = egg:Paste#urlmap\n"
        "/: versions\n"
        "/v2.0 : api = b\n"
        "empty =\n"
        "[application: two words]\r\nX = y\r\n"
        "[alone]\n");
    EXPECT_EQ(file.defaults.at("name"), "value");
    ASSERT_EQ(file.sections.size(), 3u);
    const PasteSection* composite = file.find("composite", "neutron");
    ASSERT_NE(composite, nullptr);
    EXPECT_EQ(composite->line, 5);
    EXPECT_EQ(*composite->find("use"), "egg:Paste#urlmap");
    EXPECT_EQ(*composite->find("/"), "versions");
    EXPECT_EQ(*composite->find("/v2.0"), "api = b");
    EXPECT_EQ(*composite->find("empty"), "");
    EXPECT_EQ(composite->find("USE"), nullptr);
    ASSERT_NE(file.find("app", "two words"), nullptr);
    EXPECT_EQ(*file.find("app", "two words")->find("X"), "y");
    EXPECT_EQ(file.sections[2].title(), "[alone:main]");
}

TEST(ParsePaste, ContinuesValuesByIndentation) {
    const PasteFile file = parse_paste("[pipeline:p]\npipeline = a\n    b\n# comment\n\n  c\nnext: d\n\n   \n");
    EXPECT_EQ(*file.find("pipeline", "p")->find("pipeline"), "a\nb\n\nc");
    EXPECT_EQ(*file.find("pipeline", "p")->find("next"), "d");
}

TEST(ParsePaste, LetsTheLastValueCount) {
    const PasteFile file = parse_paste("[app:a]\nx = 1\ny = 1\n[app:b]\nx = 5\n[app:a]\nx = 2\n");
    ASSERT_EQ(file.sections.size(), 2u);
    EXPECT_EQ(*file.find("app", "a")->find("x"), "2");
    EXPECT_EQ(*file.find("app", "a")->find("y"), "1");
}

TEST(ParsePaste, PutsInNamedValues) {
    const PasteFile file = parse_paste(
        "[DEFAULT]\nstate = %(here)s/state\n[app:a]\npath = %(state)s/x\nfull = %(path)s%%s\nfile = %(__file__)s\n",
        "/etc/neutron/api-paste.ini");
    EXPECT_EQ(*file.find("app", "a")->find("full"), "/etc/neutron/state/x%s");
    EXPECT_EQ(*file.find("app", "a")->find("file"), "/etc/neutron/api-paste.ini");
    EXPECT_EQ(file.defaults.at("state"), "/etc/neutron/state");
}

TEST(ParsePaste, SaysWhatIsWrong) {
    const std::string where = "/etc/neutron/api-paste.ini";
    EXPECT_EQ(failure("x = 1\n"), where + ":1: a setting outside of any section");
    EXPECT_EQ(failure("[app:a]\nx\n"), where + ":2: neither a section header nor 'name = value'");
    EXPECT_EQ(failure("[app:a]\n= x\n"), where + ":2: a value without a name");
    EXPECT_EQ(failure("\n[app:a\n"), where + ":2: malformed section header");
    EXPECT_EQ(failure("[]\n"), where + ":1: malformed section header");
    EXPECT_EQ(failure("[app:a]\nx = 100%\n"), where + ": [app:a] x: '%' must be followed by '%' or '(name)s'");
    EXPECT_EQ(failure("[app:a]\nx = %(y)s\n"), where + ": [app:a] x: there is no 'y' to put in");
    EXPECT_EQ(failure("[DEFAULT]\nx = %(x)s\n"), where + ": [DEFAULT] x: the values it is made of refer to each other");
}

TEST(ParsePaste, EndsOnDefinitionsThatExplode) {
    std::string doubling = "[app:a]\na0 = 0123456789\n";
    std::string empty = "[app:a]\na0 =\n";
    for (int i = 1; i < 10; ++i) {
        const std::string before = "%(a" + std::to_string(i - 1) + ")s";
        doubling += "a" + std::to_string(i) + " = ";
        empty += "a" + std::to_string(i) + " = ";
        for (int times = 0; times < 20; ++times) {
            doubling += before;
            empty += before;
        }
        doubling += "\n";
        empty += "\n";
    }
    EXPECT_NE(failure(doubling), "no failure");
    EXPECT_NE(failure(empty), "no failure");
}

TEST(ReadPasteFile, NamesAFileThatCannotBeRead) {
    try {
        read_paste_file("/no/such/api-paste.ini");
        FAIL();
    } catch (const PasteError& error) {
        EXPECT_EQ(std::string(error.what()), "cannot read /no/such/api-paste.ini: No such file or directory");
    }
}

TEST(DefaultPasteFile, IsTheOneInEtc) {
    const PasteFile built_in = default_paste_file();
    const PasteFile shipped = read_paste_file(std::string(NEUTRINO_SOURCE_DIR) + "/etc/api-paste.ini");
    ASSERT_EQ(built_in.sections.size(), shipped.sections.size());
    for (std::size_t i = 0; i < shipped.sections.size(); ++i)
        EXPECT_EQ(built_in.sections[i].title(), shipped.sections[i].title());
}

}  // namespace
}  // namespace neutrino::pipeline
