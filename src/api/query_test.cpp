#include "api/query.h"

#include "api/test_support.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace neutrino::api {
namespace {

using testing::ElementsAre;

struct QueryTest : testing::Test {
    test::World world;
    const ResourceType& networks = world.catalog.get("networks");
    const ResourceType& ports = world.catalog.get("ports");
    QueryRules rules;

    Query parse(std::string_view text) const { return query_parse(networks, query_split(text), rules); }
    Query parse_ports(std::string_view text) const { return query_parse(ports, query_split(text), rules); }
    std::string refusal(std::string_view text) const {
        try {
            parse(text);
        } catch (const Fault& fault) {
            return fault.type() + ": " + fault.message();
        }
        return "none";
    }
};

TEST(QuerySplitTest, PairsKeepTheirOrderAndAreDecoded) {
    EXPECT_THAT(query_split("b=1&a=x%20y+z%26&b=&c&=d&&e=f=g"),
                ElementsAre(QueryPair{"b", "1"}, QueryPair{"a", "x y z&"}, QueryPair{"b", ""}, QueryPair{"c", ""},
                            QueryPair{"", "d"}, QueryPair{"e", "f=g"}));
    EXPECT_TRUE(query_split("").empty());
    EXPECT_THROW(query_split("a=%ff"), Fault);
    EXPECT_THROW(query_split("%c0%80=a"), Fault);
}

TEST(QuerySplitTest, TextMakesTheSamePairsAgain) {
    const std::vector<QueryPair> pairs = {{"provider:x", "a b&c=d+e"}, {"n", "\xe2\x98\x83~.-_"}, {"", "%"}};
    EXPECT_EQ(query_split(query_text(pairs)), pairs);
    EXPECT_EQ(query_text({{"a:b", "c d"}}), "a%3Ab=c+d");
}

TEST_F(QueryTest, FiltersAreConverted) {
    const Query query = parse("name=a&mtu=1400&name=b&shared=True");
    ASSERT_EQ(query.filters.size(), 3U);
    EXPECT_EQ(query.filters[0].attribute, networks.find("name"));
    EXPECT_THAT(query.filters[0].values, ElementsAre(Value("a"), Value("b")));
    EXPECT_THAT(query.filters[1].values, ElementsAre(Value(1400)));
    EXPECT_THAT(query.filters[2].values, ElementsAre(Value(true)));
    EXPECT_EQ(refusal("shared=maybe").substr(0, 12), "InvalidInput");
}

TEST_F(QueryTest, FiltersWithoutConverterHaveTheAttributesType) {
    EXPECT_THAT(parse("revision_number=3").filters[0].values, ElementsAre(Value(3)));
    const Query impossible = parse("revision_number=abc");
    ASSERT_EQ(impossible.filters.size(), 1U);
    EXPECT_TRUE(impossible.filters[0].values.empty()) << "nothing has such a number";
}

TEST_F(QueryTest, UnknownFiltersAreRefusedWhereTheyAreValidated) {
    EXPECT_EQ(refusal("bogus=1&name=a&ports=x"),
              "HTTPBadRequest: ['bogus', 'ports'] is invalid attribute for filtering");
    EXPECT_NE(refusal("secret=1"), "none") << "internal attributes are unknown";
    rules.filter_validation = false;
    EXPECT_EQ(parse("bogus=1&name=a").filters.size(), 1U);
    EXPECT_EQ(refusal("shared=maybe").substr(0, 12), "InvalidInput");
}

TEST_F(QueryTest, EmptyValuesCountWhereTheyAreSupported) {
    EXPECT_THAT(parse("name=").filters[0].values, ElementsAre(Value("")));
    rules.empty_values = false;
    EXPECT_TRUE(parse("name=").filters.empty());
    EXPECT_THAT(parse("name=&name=a").filters[0].values, ElementsAre(Value("a")));
}

TEST_F(QueryTest, TheProjectHasTwoNames) {
    const Query query = parse("tenant_id=a&project_id=b");
    ASSERT_EQ(query.filters.size(), 2U);
    EXPECT_EQ(query.filters[0].attribute, networks.project_index);
    EXPECT_EQ(query.filters[1].attribute, networks.project_index);
}

TEST_F(QueryTest, PartsOfObjectsAreFiltersOfTheirOwn) {
    const Query query =
        parse_ports("fixed_ips=ip_address=10.0.0.1&fixed_ips=subnet_id=s&fixed_ips=ip_address=10.0.0.2");
    ASSERT_EQ(query.filters.size(), 2U);
    EXPECT_EQ(query.filters[0].key, "ip_address");
    EXPECT_THAT(query.filters[0].values, ElementsAre(Value("10.0.0.1"), Value("10.0.0.2")));
    EXPECT_EQ(query.filters[1].key, "subnet_id");
    const Query part = parse_ports("fixed_ips=ip_address_substr=10.0");
    ASSERT_EQ(part.filters.size(), 1U);
    EXPECT_EQ(part.filters[0].kind, Filter::Kind::substring);
    EXPECT_EQ(part.filters[0].key, "ip_address");
}

TEST_F(QueryTest, TagsAreSplitAtCommas) {
    const Query query = parse("tags=a,b&tags-any=c&not-tags=d&not-tags-any=e");
    ASSERT_EQ(query.filters.size(), 4U);
    EXPECT_EQ(query.filters[0].kind, Filter::Kind::tags_all);
    EXPECT_THAT(query.filters[0].values, ElementsAre(Value("a"), Value("b")));
    EXPECT_EQ(query.filters[1].kind, Filter::Kind::tags_any);
    EXPECT_EQ(query.filters[2].kind, Filter::Kind::not_tags_all);
    EXPECT_EQ(query.filters[3].kind, Filter::Kind::not_tags_any);
    for (const Filter& filter : query.filters) EXPECT_EQ(filter.attribute, networks.find("tags"));
    EXPECT_THAT(parse("tags=a,").filters[0].values, ElementsAre(Value("a"), Value(""))) << "which no resource has";
}

TEST_F(QueryTest, FieldsAreAskedForByName) {
    const Query query = parse("fields=name&fields=tenant_id&fields=bogus&fields=");
    EXPECT_TRUE(query.fields[static_cast<std::size_t>(networks.find("name"))]);
    EXPECT_FALSE(query.fields[static_cast<std::size_t>(networks.find("mtu"))]);
    EXPECT_TRUE(query.tenant_id);
    EXPECT_FALSE(query.project_id);
    EXPECT_FALSE(parse("fields=").fields.empty()) << "no attribute has an empty name, so nothing is shown";
    EXPECT_FALSE(parse("fields=bogus").fields.empty());
}

TEST_F(QueryTest, SortKeysAndDirectionsComeInPairs) {
    const Query query = parse("sort_key=mtu&sort_dir=desc&sort_key=name&sort_dir=asc");
    ASSERT_EQ(query.sorts.size(), 2U);
    EXPECT_EQ(query.sorts[0].attribute, networks.find("mtu"));
    EXPECT_FALSE(query.sorts[0].ascending);
    EXPECT_TRUE(query.sorts[1].ascending);
    EXPECT_EQ(refusal("sort_key=name"), "HTTPBadRequest: The number of sort_keys and sort_dirs must be same");
    EXPECT_EQ(refusal("sort_key=shared&sort_dir=asc"), "HTTPBadRequest: ['shared'] is invalid attribute for sort_keys");
    EXPECT_EQ(refusal("sort_key=name&sort_dir=up").substr(0, 43), "HTTPBadRequest: ['up'] is invalid value for");
}

TEST_F(QueryTest, Pages) {
    EXPECT_EQ(parse("limit=2").limit, 2U);
    EXPECT_EQ(parse("limit=0").limit, 0U);
    EXPECT_EQ(parse("limit=99999999999999999999999").limit, std::numeric_limits<std::size_t>::max());
    EXPECT_EQ(parse("limit=2&marker=x&page_reverse=TRUE").marker, "x");
    EXPECT_TRUE(parse("limit=2&page_reverse=TRUE").page_reverse);
    EXPECT_FALSE(parse("limit=2&page_reverse=1").page_reverse);
    EXPECT_EQ(parse("marker=x").marker, "") << "without a limit there are no pages";
    for (const char* bad : {"limit=abc", "limit=-1", "limit=", "limit=1.5"}) {
        EXPECT_EQ(refusal(bad).substr(0, 11), "BadRequest:") << bad;
    }
}

TEST_F(QueryTest, PagesHaveABound) {
    rules.limit_max = 3;
    EXPECT_EQ(parse("").limit, 3U);
    EXPECT_EQ(parse("limit=0").limit, 3U);
    EXPECT_EQ(parse("limit=100").limit, 3U);
    EXPECT_EQ(parse("limit=2").limit, 2U);
}

}  // namespace
}  // namespace neutrino::api
