#include "resource/yaml.h"

#include "resource/json.h"

#include <gtest/gtest.h>

namespace neutrino::resource {
namespace {

std::string read(std::string_view text) { return json_text(yaml_parse(text, "f")); }

std::string error_of(std::string_view text) {
    try {
        yaml_parse(text, "f");
    } catch (const YamlError& error) {
        return error.what();
    }
    return "none";
}

TEST(Yaml, ReadsPlainScalarsAsYaml12) {
    EXPECT_EQ(read("[null, ~, true, False, 1, -5, +7, 0x1f, 1.5, 1e3, .5]"),
              "[null,null,true,false,1,-5,7,31,1.5,1000.0,0.5]");
    EXPECT_EQ(read("[yes, no, on, 1_0, 0xg, 1-2, -, 2012-07-23T10:00:00-00:00, inf, .inf, 1.2.3, -+1]"),
              R"(["yes","no","on","1_0","0xg","1-2","-","2012-07-23T10:00:00-00:00","inf",".inf","1.2.3","-+1"])");
    EXPECT_EQ(read("['1', \"true\", '', !!str 5]"), R"(["1","true","","5"])");
    EXPECT_EQ(read("[9223372036854775807, -9223372036854775808, 9223372036854775808]"),
              "[9223372036854775807,-9223372036854775808,9.223372036854776e+18]");
    EXPECT_EQ(read(""), "null");
    EXPECT_EQ(read("# only a comment\n"), "null");
    EXPECT_EQ(read("a:\nb: 1"), R"({"a":null,"b":1})");
}

TEST(Yaml, KeysAreTextAsWritten) {
    EXPECT_EQ(read("{1: a, true: b, 'x y': c}"), R"({"1":"a","true":"b","x y":"c"})");
    EXPECT_EQ(error_of("a: 1\nb: 2\na: 3\n"), "f:3: the key 'a' is given twice");
    EXPECT_EQ(error_of("? [a]\n: 1\n"), "f:1: a key must be a plain word, not a list or a map");
}

TEST(Yaml, KnowsTheLineOfEachNode) {
    const YamlNode root = yaml_read("a: 1\nb:\n  - x\n  - c: |\n      text\n", "f");
    EXPECT_EQ(root.members[1].line, 2);
    const YamlNode& list = *root.find("b");
    EXPECT_EQ(list.items[1].line, 4);
    EXPECT_EQ(list.items[1].find("c")->value().as_string(), "text\n");
    EXPECT_EQ(root.find("z"), nullptr);
}

TEST(Yaml, WritesAliasesOut) {
    EXPECT_EQ(read("a: &x [1, {b: 2}]\nc: *x\nd: *x"), R"({"a":[1,{"b":2}],"c":[1,{"b":2}],"d":[1,{"b":2}]})");
    EXPECT_EQ(read("- &k key\n- {*k : 1}"), R"(["key",{"key":1}])");
    EXPECT_EQ(error_of("a: &x [1, *x]"), "f:1: an alias stands inside of what it names");
    EXPECT_NE(error_of("a: *nobody").find("f:1: not YAML"), std::string::npos);
}

TEST(Yaml, BoundsWhatAliasesStandFor) {
    std::string laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n";
    for (int i = 1; i < 12; ++i) {
        const std::string before = "*a" + std::to_string(i - 1);
        laughs += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [";
        for (int n = 0; n < 10; ++n) laughs += (n ? ", " : "") + before;
        laughs += "]\n";
    }
    EXPECT_NE(error_of(laughs).find("more than 200000 nodes"), std::string::npos);
}

TEST(Yaml, BoundsDepth) {
    EXPECT_EQ(read(std::string(32, '[') + std::string(32, ']')), std::string(32, '[') + std::string(32, ']'));
    EXPECT_EQ(error_of(std::string(33, '[') + std::string(33, ']')), "f:1: nested deeper than 32");
    EXPECT_NE(error_of(std::string(100'000, '[')), "none");
    EXPECT_NE(error_of(std::string(100'000, '{')), "none");
    std::string dashes;
    for (int i = 0; i < 10'000; ++i) dashes += "- ";
    EXPECT_NE(error_of(dashes), "none");
}

TEST(Yaml, SaysWhereItIsNotYaml) {
    EXPECT_EQ(error_of("a: 1\nb: [1, 2\nc: 3\n").substr(0, 4), "f:3:");
    EXPECT_EQ(error_of("a: 1\n\tb: 2\n").substr(0, 4), "f:2:");
    EXPECT_EQ(error_of("a: 1\n---\nb: 2\n"), "f:3: a second document");
    EXPECT_NE(error_of("a: @b"), "none");
    EXPECT_NE(error_of("\"abc"), "none");
}

}  // namespace
}  // namespace neutrino::resource
