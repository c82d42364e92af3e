#include "resource/json.h"

#include <gtest/gtest.h>

#include <limits>

namespace neutrino::resource {
namespace {

std::string round_trip(std::string_view text) { return json_text(json_parse(text)); }

TEST(Json, ReadsWhatItWrites) {
    for (const char* text :
         {"null", "true", "false", "0", "-1", "9223372036854775807", "-9223372036854775808", "1.5", "1e+300", "\"\"",
          "\"a\\\"b\\\\c\"", "[]", "{}", "[1,[2,{\"a\":null}]]", "{\"b\":1,\"a\":[true]}"}) {
        EXPECT_EQ(round_trip(text), text);
    }
    EXPECT_EQ(round_trip(" [ 1 , 2.0 ] "), "[1,2.0]");
    EXPECT_EQ(round_trip("\"\\u00e9\\ud83d\\ude00/\\/\""), "\"\u00e9\U0001f600//\"");
    EXPECT_EQ(round_trip("\"\\u0001\\n\\t\\b\\f\\r\""), "\"\\u0001\\n\\t\\b\\f\\r\"");
}

TEST(Json, NumbersBeyondSixtyFourBitsAreReal) {
    EXPECT_TRUE(json_parse("9223372036854775807").is_int());
    EXPECT_TRUE(json_parse("9223372036854775808").is_real());
    EXPECT_TRUE(json_parse("18446744073709551616").is_real());
    EXPECT_EQ(json_parse("-99999999999999999999").as_real(), -1e20);
    EXPECT_TRUE(json_parse("1.0").is_real());
}

TEST(Json, RealsKeepTheirLastDigit) {
    for (const char* text : {"1.3927926388013963e-143", "5.409760742964738e+124", "6.689921856898562e-217", "5e-324",
                             "1.7976931348623157e+308", "0.30000000000000004"}) {
        EXPECT_EQ(round_trip(text), text);
    }
    EXPECT_EQ(json_parse("1e-400").as_real(), 0);
    EXPECT_THROW(json_parse("1e400"), JsonError);
    EXPECT_THROW(json_parse("-1e400"), JsonError);
}

TEST(Json, TheLastOfDuplicateKeysCounts) {
    const Value map = json_parse(R"({"a": 1, "b": 2, "a": 3})");
    EXPECT_EQ(map.members().size(), 2U);
    EXPECT_EQ(map.at("a").as_int(), 3);
    EXPECT_EQ(round_trip(R"({"c": 0, "a": 1, "b": 2, "a": {"x": 1, "x": 2}, "a": 4, "d": 5})"),
              R"({"c":0,"a":4,"b":2,"d":5})");
}

TEST(Json, RefusesWhatIsNotJson) {
    for (const char* text :
         {"",    " ",     "{",    "[1,]",         "{\"a\":1,}",       "{a:1}",  "'a'",    "nul",     "01",
          "+1",  "1.",    ".5",   "NaN",          "Infinity",         "\"a",    "\"\n\"", "\"\\x\"", "\"\\ud800\"",
          "1 2", "[1] x", "\xff", "\"\xc3\x28\"", "\"\xed\xa0\x80\"", "// c\n1"}) {
        EXPECT_THROW(json_parse(text), JsonError) << text;
    }
    EXPECT_THROW(json_parse(std::string_view("1\0", 2)), JsonError);
}

TEST(Json, BoundsDepth) {
    const auto nested = [](std::size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); };
    EXPECT_EQ(round_trip(nested(64)), nested(64));
    EXPECT_THROW(json_parse(nested(65)), JsonError);
    EXPECT_THROW(json_parse(std::string(1'000'000, '[')), JsonError);
    std::string maps;
    for (int i = 0; i < 100'000; ++i) maps += "{\"a\":";
    EXPECT_THROW(json_parse(maps), JsonError);
}

TEST(Json, WritesUnsetMembersNotAtAll) {
    EXPECT_EQ(json_text(Value::map({{"a", Value()}, {"b", Value::null()}, {"c", Value()}})), "{\"b\":null}");
    EXPECT_EQ(json_text(Value::list({Value(), Value(1)})), "[null,1]");
    EXPECT_EQ(json_text(Value(std::numeric_limits<double>::infinity())), "null");
    EXPECT_EQ(json_text(Value(3.0)), "3.0");
    EXPECT_EQ(json_text(Value(0.1)), "0.1");
}

}  // namespace
}  // namespace neutrino::resource
