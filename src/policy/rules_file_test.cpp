#include "policy/rules_file.h"

#include <gtest/gtest.h>

namespace neutrino::policy {
namespace {

std::string refusal(const char* text) {
    try {
        rules_parse(text, "p.yaml");
    } catch (const RulesFileError& error) {
        return error.what();
    }
    return {};
}

TEST(RulesFileTest, DefaultsAndOperatorsFilesReadAlike) {
    const auto rules = rules_parse(
        "# a comment\n"
        "get_network: rule:admin_only\n"
        "create_network: {check: 'role:member', deprecated: ''}\n"
        "anybody: \"\"\n",
        "p.yaml");
    ASSERT_EQ(rules.size(), 3u);
    EXPECT_EQ(rules[0].name, "get_network");
    EXPECT_EQ(rules[0].check, "rule:admin_only");
    EXPECT_EQ(rules[1].check, "role:member");
    EXPECT_EQ(rules[2].check, "");
    EXPECT_EQ(rules_parse(R"({"get_port": "!"})", "p.json")[0].check, "!");
    EXPECT_TRUE(rules_parse("# nothing\n", "p.yaml").empty());
}

TEST(RulesFileTest, WhatIsNoRuleIsRefusedWithItsPlace) {
    EXPECT_TRUE(refusal("- a\n").starts_with("p.yaml:1: "));
    EXPECT_TRUE(refusal("a: '@'\nb:\n").starts_with("p.yaml:2: "));
    EXPECT_TRUE(refusal("a: [role:x]\n").starts_with("p.yaml:1: "));
    EXPECT_TRUE(refusal("a: {deprecated: '@'}\n").starts_with("p.yaml:1: "));
    EXPECT_TRUE(refusal("a:\n  check: '@'\n  scope: x\n").starts_with("p.yaml:3: "));
    EXPECT_TRUE(refusal("a: [b\n").starts_with("p.yaml:2: "));
}

TEST(RulesFileTest, AFileThatCannotBeReadIsNamed) { EXPECT_THROW(rules_read("/nonexistent/p.yaml"), RulesFileError); }

}  // namespace
}  // namespace neutrino::policy
