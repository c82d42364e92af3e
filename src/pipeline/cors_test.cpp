#include "pipeline/filters.h"
#include "pipeline/test_support.h"

#include <gtest/gtest.h>

namespace neutrino::pipeline {
namespace {

using test::answering;
using test::ask;
using test::request;

std::vector<CorsOptions> allowing(std::vector<std::string> origins) {
    CorsOptions options;
    options.allowed_origin = std::move(origins);
    return {options};
}

http::Request preflight(http::Headers headers) { return request("OPTIONS", "/v2.0/networks", std::move(headers)); }

TEST(Cors, SaysNothingWithoutAllowedOrigins) {
    const App app = cors({CorsOptions{}}, answering(200, "body"));
    const auto response = ask(app, request("GET", "/", {{"Origin", "http://ui"}}));
    EXPECT_EQ(response.headers.size(), 0u);
    EXPECT_EQ(response.body, "body");
}

TEST(Cors, AllowsAListedOrigin) {
    const App app = cors(allowing({"http://other", "http://ui"}), answering(404));
    const auto response = ask(app, request("GET", "/", {{"Origin", "http://ui"}}));
    EXPECT_EQ(response.status, 404);  // refusals must be readable too
    EXPECT_EQ(response.headers.get("Access-Control-Allow-Origin"), "http://ui");
    EXPECT_EQ(response.headers.get("Access-Control-Allow-Credentials"), "true");
    EXPECT_EQ(response.headers.get("Access-Control-Expose-Headers"),
              "X-Auth-Token,X-Subject-Token,X-Service-Token,X-OpenStack-Request-ID,OpenStack-Volume-microversion");
    EXPECT_EQ(response.headers.get("Vary"), "Origin");
    EXPECT_EQ(ask(app, request("GET", "/", {{"Origin", "http://evil"}})).headers.size(), 0u);
    EXPECT_EQ(ask(app, request("GET", "/")).headers.size(), 0u);
}

TEST(Cors, NamesTheStarForAnyOrigin) {
    const App app = cors(allowing({"*"}), answering(200));
    EXPECT_EQ(ask(app, request("GET", "/", {{"Origin", "http://x"}})).headers.get("Access-Control-Allow-Origin"), "*");
}

TEST(Cors, KeepsWhatTheApplicationSays) {
    const App app = cors(allowing({"http://ui"}), [](http::Request& asked, RequestContext&) {
        http::Response response;
        response.headers.add("Vary", "Accept");
        if (asked.path == "/own") response.headers.add("Access-Control-Allow-Origin", "http://mine");
        return response;
    });
    EXPECT_EQ(ask(app, request("GET", "/", {{"Origin", "http://ui"}})).headers.get("Vary"), "Accept,Origin");
    const auto own = ask(app, request("GET", "/own", {{"Origin", "http://ui"}}));
    EXPECT_EQ(own.headers.get("Access-Control-Allow-Origin"), "http://mine");
    EXPECT_FALSE(own.headers.contains("Access-Control-Expose-Headers"));
}

TEST(Cors, AnswersPreflights) {
    CorsOptions options;
    options.allowed_origin = {"http://ui"};
    options.max_age = 60;
    options.allow_credentials = false;
    const App app = cors({options}, answering(404, "no OPTIONS here"));
    const auto response = ask(app, preflight({{"Origin", "http://ui"},
                                              {"Access-Control-Request-Method", "PUT"},
                                              {"Access-Control-Request-Headers", "x-auth-token,  Content-Type"}}));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "");
    EXPECT_EQ(response.content_type, "");
    EXPECT_EQ(response.headers.get("Access-Control-Allow-Origin"), "http://ui");
    EXPECT_EQ(response.headers.get("Access-Control-Allow-Methods"), "PUT");
    EXPECT_EQ(response.headers.get("Access-Control-Allow-Headers"), "x-auth-token,Content-Type");
    EXPECT_EQ(response.headers.get("Access-Control-Max-Age"), "60");
    EXPECT_FALSE(response.headers.contains("Access-Control-Allow-Credentials"));
}

TEST(Cors, RefusesPreflightsWithoutAWord) {
    const App app = cors(allowing({"http://ui"}), answering(404));
    const std::vector<http::Headers> refused = {
        {},
        {{"Origin", "http://evil"}, {"Access-Control-Request-Method", "PUT"}},
        {{"Origin", "http://ui"}},
        {{"Origin", "http://ui"}, {"Access-Control-Request-Method", "TRACE"}},
        {{"Origin", "http://ui"},
         {"Access-Control-Request-Method", "PUT"},
         {"Access-Control-Request-Headers", "X-Else"}},
    };
    for (const http::Headers& headers : refused) {
        const auto response = ask(app, preflight(headers));
        EXPECT_EQ(response.status, 200);
        EXPECT_EQ(response.headers.size(), 0u);
    }
}

TEST(Cors, LeavesTheBodyOfAnApplicationThatKnowsOptions) {
    const App app = cors({CorsOptions{}}, answering(200, "options"));
    EXPECT_EQ(ask(app, preflight({})).body, "options");
}

TEST(Cors, KnowsSeveralOrigins) {
    CorsOptions first;
    first.allowed_origin = {"http://a"};
    CorsOptions second;
    second.allowed_origin = {"http://b", "http://a"};
    second.allow_methods = {"GET"};
    const App app = cors({first, second}, answering(200));
    const auto allowed = [&](const char* origin) {
        return ask(app, preflight({{"Origin", origin}, {"Access-Control-Request-Method", "PUT"}}))
            .headers.contains("Access-Control-Allow-Methods");
    };
    EXPECT_TRUE(allowed("http://a"));
    EXPECT_FALSE(allowed("http://b"));
}

}  // namespace
}  // namespace neutrino::pipeline
