#include "resource/python_text.h"

#include <gtest/gtest.h>

namespace neutrino::resource {
namespace {

TEST(PythonText, ComparesNumbersOfAllKinds) {
    EXPECT_TRUE(python_equal(Value(1), Value(true)));
    EXPECT_TRUE(python_equal(Value(1.0), Value(1)));
    EXPECT_TRUE(python_equal(Value::list({Value(0)}), Value::list({Value(false)})));
    EXPECT_TRUE(python_equal(Value::map({{"a", Value(1)}}), Value::map({{"a", Value(1.0)}})));
    EXPECT_FALSE(python_equal(Value("1"), Value(1)));
    EXPECT_FALSE(python_equal(Value::null(), Value(false)));
    EXPECT_FALSE(python_equal(Value(9007199254740993), Value(9007199254740992.0)));
    for (const auto& [left, right] : {std::pair(Value(1), Value(true)), std::pair(Value(1.0), Value(1)),
                                      std::pair(Value::map({{"a", Value(1)}, {"b", Value(2)}}),
                                                Value::map({{"b", Value(2.0)}, {"a", Value(true)}}))}) {
        EXPECT_EQ(python_hash(left), python_hash(right));
    }
}

TEST(PythonText, FindsDuplicatesInLongLists) {
    std::vector<Value> items;
    for (int i = 0; i < 200'000; ++i) items.emplace_back(i);
    EXPECT_EQ(duplicate_find(items), nullptr);
    items.emplace_back(4711.0);
    EXPECT_EQ(duplicate_find(items), &items.back());
}

TEST(PythonText, CountsCharactersOfUnicode) {
    EXPECT_EQ(text_length("abc"), 3U);
    EXPECT_EQ(text_length("\u00e9\u4e2d\U0001f600"), 3U);
    EXPECT_EQ(text_length("\xff\xfe"), 2U);
    EXPECT_EQ(text_length("\xf0\x9f"), 2U);
    EXPECT_EQ(text_strip("\u3000 a b\u00a0\n"), "a b");
    EXPECT_EQ(text_strip(" \u2003 "), "");
    EXPECT_EQ(text_lines("a\r\nb\n"), 2U);
    EXPECT_EQ(text_lines(""), 0U);
}

TEST(PythonText, CutsWhatItShowsBetweenCharacters) {
    EXPECT_EQ(shown(Value("a\nb")), "a\nb");
    EXPECT_EQ(shown(Value::list({Value(1), Value::null()})), "[1,null]");
    std::string text;
    for (int i = 0; i < 200; ++i) text += "\u4e2d";
    const std::string cut = shown(Value(text));
    EXPECT_TRUE(cut.ends_with("\u4e2d..."));
    EXPECT_LE(cut.size(), 256U + 3);
}

TEST(PythonText, SaturatesNumbersWithoutEnd) {
    EXPECT_GT(*python_int(Value(std::string(4000, '9'))), Whole{1} << 100);
    EXPECT_LT(*python_int(Value("-" + std::string(4000, '9'))), -(Whole{1} << 100));
    EXPECT_FALSE(python_int(Value(std::string(5000, '9'))));
    EXPECT_TRUE(whole_value(*python_int(Value("9223372036854775808"))).is_real());
}

}  // namespace
}  // namespace neutrino::resource
