#include "store/codec.h"

#include "resource/json.h"

#include <gtest/gtest.h>

namespace neutrino::store {
namespace {

// The text that a database gives back for a parameter.
std::string column_text(const Value& encoded) {
    if (encoded.is_string()) return encoded.str();
    return encoded.is_int() ? std::to_string(encoded.as_int()) : resource::json_text(encoded);
}

Value back(Codec codec, const Value& value) {
    const Value encoded = column_encode(codec, value);
    EXPECT_FALSE(encoded.is_list() || encoded.is_map() || encoded.is_bool() || encoded.is_unset());
    if (!encoded.has_value()) return column_decode(codec, true, {});
    return column_decode(codec, false, column_text(encoded));
}

void expect_kept(Codec codec, const Value& value) {
    const Value read = back(codec, value);
    EXPECT_EQ(read.kind(), value.kind());
    EXPECT_EQ(read, value) << resource::json_text(read);
}

TEST(CodecTest, KeepsWhatAColumnCanHold) {
    for (const char* text : {"", "name", "N\xc3\xa4me \xf0\x9f\x90\x9f", "it's \"quoted\"", "null"}) {
        expect_kept(Codec::string, Value(text));
    }
    for (const bool value : {true, false}) expect_kept(Codec::boolean, Value(value));
    for (const std::int64_t value : {std::int64_t{0}, std::int64_t{-7}, INT64_MAX, INT64_MIN}) {
        expect_kept(Codec::integer, Value(value));
    }
    for (const double value : {0.5, -2.25, 1e300}) expect_kept(Codec::real, Value(value));
    expect_kept(Codec::time, Value("2024-01-31T09:00:00Z"));
    expect_kept(Codec::json_list, Value::list({Value(1), Value("a"), Value::null()}));
    expect_kept(Codec::json_map, Value::map({{"a", Value::list({Value(true)})}, {"b", Value::map()}}));
    expect_kept(Codec::json_any, Value("text"));
    expect_kept(Codec::json_any, Value(7));
}

TEST(CodecTest, NothingReadsAsTheNearestThing) {
    for (const Codec codec :
         {Codec::string, Codec::boolean, Codec::integer, Codec::real, Codec::time, Codec::json_any}) {
        EXPECT_TRUE(back(codec, Value()).is_null());
        EXPECT_TRUE(back(codec, Value::null()).is_null());
    }
    EXPECT_EQ(back(Codec::json_list, Value::null()), Value::list());
    EXPECT_EQ(back(Codec::json_map, Value()), Value::map());
    // Neutron writes an empty text for an empty profile, into a column that refuses NULL.
    EXPECT_EQ(column_encode(Codec::json_map, Value::null()), Value(""));
    EXPECT_TRUE(column_encode(Codec::json_any, Value::null()).is_null());
}

TEST(CodecTest, WritesTimesAsNeutronDoes) {
    EXPECT_EQ(column_encode(Codec::time, Value("2024-01-31T09:00:00Z")), Value("2024-01-31 09:00:00.000000"));
    // As SQLite, PostgreSQL and MariaDB give them.
    for (const char* text : {"2024-01-31 09:00:00.123456", "2024-01-31 09:00:00", "2024-01-31T09:00:00"}) {
        EXPECT_EQ(column_decode(Codec::time, false, text), Value("2024-01-31T09:00:00Z"));
    }
}

TEST(CodecTest, ReadsBooleansOfEveryDatabase) {
    for (const char* text : {"1", "t", "true"}) EXPECT_EQ(column_decode(Codec::boolean, false, text), Value(true));
    for (const char* text : {"0", "f", "false", "F", ""}) {
        EXPECT_EQ(column_decode(Codec::boolean, false, text), Value(false));
    }
}

TEST(CodecTest, BrokenColumnsReadAsNothing) {
    EXPECT_TRUE(column_decode(Codec::integer, false, "many").is_null());
    EXPECT_TRUE(column_decode(Codec::real, false, "").is_null());
    EXPECT_EQ(column_decode(Codec::json_list, false, "[1,"), Value::list());
    EXPECT_EQ(column_decode(Codec::json_map, false, "{"), Value::map());
    EXPECT_TRUE(column_decode(Codec::json_any, false, "{").is_null());
}

TEST(CodecTest, CanonicalIsWhatWouldBeReadBack) {
    EXPECT_EQ(column_canonical(Codec::string, Value(5)), Value("5"));
    EXPECT_EQ(column_canonical(Codec::string, Value::list({Value(1)})), Value("[1]"));
    EXPECT_EQ(column_canonical(Codec::boolean, Value("yes")), Value(true));
    EXPECT_EQ(column_canonical(Codec::boolean, Value(0)), Value(false));
    EXPECT_EQ(column_canonical(Codec::integer, Value("17")), Value(17));
    EXPECT_EQ(column_canonical(Codec::integer, Value(true)), Value(1));
    EXPECT_EQ(column_canonical(Codec::integer, Value("x")), Value::null());
    EXPECT_EQ(column_canonical(Codec::real, Value(2)), Value(2.0));
    EXPECT_EQ(column_canonical(Codec::time, Value("2024-01-31 09:00:00.5")), Value("2024-01-31T09:00:00Z"));
    EXPECT_EQ(column_canonical(Codec::json_map, Value()), Value::map());
    const Value values[] = {Value(),       Value::null(), Value(true),   Value(-3),  Value(0.25),
                            Value("text"), Value("12"),   Value("{}"),   Value(""),  Value::list({Value("a")}),
                            Value::map(),  Value("[1]"),  Value("true"), Value(1e9), Value("2024-01-31T09:00:00Z")};
    for (const Codec codec : {Codec::string, Codec::boolean, Codec::integer, Codec::real, Codec::time, Codec::json_any,
                              Codec::json_list, Codec::json_map}) {
        for (const Value& value : values) {
            const Value canonical = column_canonical(codec, value);
            const Value read = back(codec, canonical);
            EXPECT_EQ(read.kind(), canonical.kind()) << static_cast<int>(codec) << resource::json_text(value);
            EXPECT_EQ(read, canonical) << static_cast<int>(codec) << resource::json_text(value);
        }
    }
}

}  // namespace
}  // namespace neutrino::store
