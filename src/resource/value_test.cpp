#include <neutrino/value.h>

#include <gtest/gtest.h>

#include <limits>
#include <thread>
#include <unordered_set>
#include <vector>

namespace neutrino {
namespace {

Value map_of(std::vector<Member> members) { return Value::map(std::move(members)); }

TEST(Value, SaysItsKindAndReadsOthersAsEmpty) {
    const Value unset;
    EXPECT_TRUE(unset.is_unset());
    EXPECT_FALSE(unset.has_value());
    EXPECT_TRUE(Value::null().is_null());
    EXPECT_FALSE(Value::null().has_value());
    const Value text("abc");
    EXPECT_EQ(text.as_string(), "abc");
    EXPECT_FALSE(text.as_bool());
    EXPECT_EQ(text.as_int(), 0);
    EXPECT_EQ(text.as_real(), 0);
    EXPECT_TRUE(text.items().empty());
    EXPECT_TRUE(text.members().empty());
    EXPECT_EQ(text.find("a"), nullptr);
    EXPECT_TRUE(text.at("a").is_unset());
    EXPECT_EQ(Value(7).as_real(), 7.0);
    EXPECT_EQ(Value(std::numeric_limits<std::int64_t>::min()).as_int(), std::numeric_limits<std::int64_t>::min());
    EXPECT_EQ(Value("").as_string(), "");
    EXPECT_EQ(Value(std::string_view("a\0b", 3)).as_string().size(), 3U);
}

TEST(Value, HasPythonsTruth) {
    for (const Value& value :
         {Value(), Value::null(), Value(false), Value(0), Value(0.0), Value(""), Value::list(), Value::map()})
        EXPECT_FALSE(value.truthy());
    for (const Value& value :
         {Value(true), Value(-1), Value(0.5), Value("0"), Value::list({Value()}), map_of({{"a", Value()}})})
        EXPECT_TRUE(value.truthy());
}

TEST(Value, IsSharedByCopies) {
    Value first("a text that no small buffer holds");
    const Value second = first;
    EXPECT_EQ(first.as_string().data(), second.as_string().data());
    first = Value("another");
    EXPECT_EQ(second.as_string(), "a text that no small buffer holds");
    Value third = std::move(first);
    EXPECT_EQ(third.as_string(), "another");
    EXPECT_TRUE(first.is_unset());  // NOLINT(bugprone-use-after-move)
    third = *&third;
    EXPECT_EQ(third.as_string(), "another");
    Value list = Value::list({Value(1)});
    list = list.items()[0];  // from within what it releases
    EXPECT_EQ(list.as_int(), 1);
}

TEST(Value, MayBeCopiedByManyThreads) {
    const Value shared = Value::list({Value("x"), map_of({{"k", Value("v")}})});
    std::vector<std::thread> threads;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&shared] {
            for (int n = 0; n < 20'000; ++n) {
                const Value copy = shared;
                ASSERT_EQ(copy.items()[1].at("k").as_string(), "v");
            }
        });
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(shared.items()[0].as_string(), "x");
}

TEST(Value, ComparesByKindThenValue) {
    const std::vector<Value> ascending = {Value(),
                                          Value::null(),
                                          Value(false),
                                          Value(true),
                                          Value(-5),
                                          Value(3),
                                          Value(-0.5),
                                          Value(2.5),
                                          Value(""),
                                          Value("B"),
                                          Value("a"),
                                          Value("ab"),
                                          Value::list(),
                                          Value::list({Value(1)}),
                                          Value::list({Value(1), Value(2)}),
                                          Value::list({Value(2)}),
                                          map_of({}),
                                          map_of({{"a", Value(1)}}),
                                          map_of({{"a", Value(2)}}),
                                          map_of({{"b", Value(0)}})};
    for (std::size_t i = 0; i < ascending.size(); ++i) {
        for (std::size_t j = 0; j < ascending.size(); ++j) {
            EXPECT_EQ((ascending[i] <=> ascending[j]) < 0, i < j) << i << " " << j;
            EXPECT_EQ(ascending[i] == ascending[j], i == j) << i << " " << j;
        }
    }
}

TEST(Value, MapsAreEqualInAnyOrder) {
    const Value one = map_of({{"a", Value(1)}, {"b", map_of({{"x", Value("1")}, {"y", Value("2")}})}});
    const Value two = map_of({{"b", map_of({{"y", Value("2")}, {"x", Value("1")}})}, {"a", Value(1)}});
    EXPECT_EQ(one, two);
    EXPECT_EQ(one.hash(), two.hash());
    EXPECT_TRUE((one <=> two) == 0);
    EXPECT_FALSE(one == map_of({{"a", Value(1)}}));
    EXPECT_FALSE(one == map_of({{"a", Value(1)}, {"c", Value()}}));
}

TEST(Value, HashesTellApart) {
    std::unordered_set<Value, ValueHash> seen;
    for (int i = 0; i < 1000; ++i) {
        EXPECT_TRUE(seen.insert(Value(i)).second);
        EXPECT_TRUE(seen.insert(Value(std::to_string(i))).second);
        EXPECT_TRUE(seen.insert(Value::list({Value(i)})).second);
        EXPECT_TRUE(seen.insert(map_of({{std::to_string(i), Value(i)}})).second);
    }
    EXPECT_FALSE(seen.insert(Value("7")).second);
    std::unordered_set<std::size_t> hashes;
    for (const Value& value : seen) hashes.insert(value.hash());
    EXPECT_GT(hashes.size(), seen.size() * 9 / 10);
}

TEST(Value, MapsChangeByCopy) {
    const Value map = map_of({{"a", Value(1)}, {"b", Value(2)}});
    const Value replaced = map_with(map, "a", Value(9));
    EXPECT_EQ(replaced.members()[0].value.as_int(), 9);
    EXPECT_EQ(map.at("a").as_int(), 1);
    EXPECT_EQ(map_with(map, "c", Value(3)).members()[2].key, "c");
    EXPECT_EQ(map_without(map, "a"), map_of({{"b", Value(2)}}));
    EXPECT_EQ(map_without(map, "x"), map);
    EXPECT_EQ(map_with(Value(), "a", Value(1)), map_of({{"a", Value(1)}}));
}

}  // namespace
}  // namespace neutrino
