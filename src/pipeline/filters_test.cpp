#include "pipeline/filters.h"

#include "pipeline/error_page.h"
#include "pipeline/paste.h"
#include "pipeline/test_support.h"

#include <gtest/gtest.h>

#include <unistd.h>
#include <filesystem>
#include <fstream>
#include <regex>
#include <stdexcept>

namespace neutrino::pipeline {
namespace {

using test::answering;
using test::ask;
using test::request;

// Says where the request was led to.
App where(std::string name) {
    return [name = std::move(name)](http::Request& asked, RequestContext&) {
        return http::Response{200, "", {}, name + " " + asked.script_name + "|" + asked.path};
    };
}

TEST(UrlMap, ChoosesTheLongestPrefixOfWholeSegments) {
    const App app = url_map({{"/", where("root")}, {"/v2.0/", where("api")}, {"/v2.0/special", where("special")}});
    const auto led = [&](std::string_view target) { return ask(app, request("GET", target)).body; };
    EXPECT_EQ(led("/"), "root |/");
    EXPECT_EQ(led("/v2.0"), "api /v2.0|");
    EXPECT_EQ(led("/v2.0/"), "api /v2.0|/");
    EXPECT_EQ(led("//v2.0///networks//"), "api /v2.0|/networks/");
    EXPECT_EQ(led("/v2.0/special/x"), "special /v2.0/special|/x");
    EXPECT_EQ(led("/v2.0x"), "root |/v2.0x");
}

TEST(UrlMap, AnswersForWhatNothingIsMountedOn) {
    EXPECT_EQ(ask(url_map({{"/v2.0", where("api")}}), request("GET", "/nope")).status, 404);
    EXPECT_EQ(ask(url_map({{"/", where("root")}}), request("OPTIONS", "*")).status, 404);
    EXPECT_EQ(ask(url_map({{"/v2.0", where("api")}}, answering(418)), request("GET", "/nope")).status, 418);
}

TEST(ErrorPage, HasTheFormThatIsAskedFor) {
    const auto page = [](const char* accept) {
        return not_found_page(accept ? request("GET", "/", {{"Accept", accept}}) : request("GET", "/"), "No \"<x>\"");
    };
    EXPECT_EQ(page(nullptr).content_type, "text/plain; charset=UTF-8");
    EXPECT_EQ(page(nullptr).body, "404 Not Found\n\nThere is nothing at this address.\n\n No \"<x>\"  ");
    EXPECT_EQ(page("application/json").content_type, "application/json");
    EXPECT_EQ(page("application/json").body, R"({"code": 404, "title": "Not Found", "description": "No \"<x>\""})");
    EXPECT_EQ(page("*/*").content_type, "text/html; charset=UTF-8");
    EXPECT_NE(page("text/html").body.find("No &quot;&lt;x&gt;&quot;"), std::string::npos);
}

TEST(JsonQuoted, GivesValidJsonWhateverComes) {
    EXPECT_EQ(json_quoted("a\"\\\n\x01"), R"("a\"\\\u000a\u0001")");
    EXPECT_EQ(json_quoted("\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80"), "\"\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80\"");
    EXPECT_EQ(json_quoted("\xff\xc3"), "\"\xef\xbf\xbd\xef\xbf\xbd\"");
    EXPECT_EQ(json_quoted("\xed\xa0\x80"), "\"\xef\xbf\xbd\xef\xbf\xbd\xef\xbf\xbd\"");  // a surrogate
}

App show_client() {
    return [](http::Request& asked, RequestContext&) {
        return http::Response{200, "", {}, asked.application_url() + " " + asked.peer};
    };
}

TEST(HttpProxyToWsgi, TakesWhatTheProxySays) {
    const App app = http_proxy_to_wsgi(true, show_client());
    const auto seen = [&](http::Headers headers) { return ask(app, request("GET", "/", std::move(headers))).body; };
    EXPECT_EQ(seen({}), "http://localhost 192.0.2.1");
    EXPECT_EQ(seen({{"X-Forwarded-Proto", "https"},
                    {"X-Forwarded-Host", "api.example.org, inner"},
                    {"X-Forwarded-For", "10.0.0.9, 10.0.0.1"},
                    {"X-Forwarded-Prefix", "/networking/"}}),
              "https://api.example.org/networking 10.0.0.9");
    EXPECT_EQ(seen({{"Forwarded", "For=10.0.0.9; proto=HTTPS;host=\"api:8443\", for=10.0.0.1"},
                    {"X-Forwarded-Host", "ignored"}}),
              "https://api:8443 10.0.0.9");
    EXPECT_EQ(seen({{"Forwarded", "by=me"}, {"X-Forwarded-Host", "ignored"}}), "http://localhost 192.0.2.1");
    EXPECT_EQ(seen({{"X-Forwarded-Proto", "gopher"},
                    {"X-Forwarded-Host", "a/b"},
                    {"X-Forwarded-For", "a b"},
                    {"X-Forwarded-Prefix", "x"}}),
              "http://localhost 192.0.2.1");
}

TEST(HttpProxyToWsgi, BelievesNothingUnlessSwitchedOn) {
    const App app = http_proxy_to_wsgi(false, show_client());
    EXPECT_EQ(ask(app, request("GET", "/", {{"X-Forwarded-Proto", "https"}, {"Forwarded", "host=evil"}})).body,
              "http://localhost 192.0.2.1");
}

TEST(RequestId, IsNewForEachRequestAndKeepsTheCallersOne) {
    RequestContext seen;
    const App app = request_id([&](http::Request& asked, RequestContext& context) {
        EXPECT_EQ(asked.trace.request_id, context.request_id);
        seen = context;
        return http::Response{};
    });
    const std::string global = "req-4f44bd74-d06e-43d5-923c-ffa1b1d2804b";
    const auto first = ask(app, request("GET", "/", {{"X-OpenStack-Request-ID", global}}));
    const std::string id{first.headers.get("X-Openstack-Request-Id")};
    EXPECT_TRUE(
        std::regex_match(id, std::regex("req-[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")))
        << id;
    EXPECT_NE(id, global);
    EXPECT_EQ(seen.request_id, id);
    EXPECT_EQ(seen.global_request_id, global);
    for (const std::string& bad :
         {std::string("x"), global + "0", "REQ-" + global.substr(4), std::string("req-") + std::string(36, 'a')}) {
        EXPECT_NE(
            ask(app, request("GET", "/", {{"X-OpenStack-Request-ID", bad}})).headers.get("X-Openstack-Request-Id"), id);
        EXPECT_EQ(seen.global_request_id, "") << bad;
    }
}

TEST(FakeProjectId, MakesEveryoneAnAdministrator) {
    RequestContext seen;
    const App app = fake_project_id([&](http::Request& asked, RequestContext& context) {
        EXPECT_EQ(asked.trace.project_id, context.project_id);
        seen = context;
        return http::Response{};
    });
    ask(app, request("GET", "/", {{"X-Roles", "member"}}));
    EXPECT_EQ(seen.project_id, "fake_project_id");
    EXPECT_TRUE(seen.is_admin);
    EXPECT_TRUE(seen.has_role("admin"));
}

TEST(FakeProjectId, MakesARequestAsWhoeverItNames) {
    RequestContext seen;
    const App app = fake_project_id([&](http::Request&, RequestContext& context) {
        seen = context;
        return http::Response{};
    });
    ask(app, request("GET", "/", {{"X-Project-Id", "p"}}));
    EXPECT_EQ(seen.project_id, "p");
    EXPECT_EQ(seen.user_id, "user");
    EXPECT_EQ(seen.roles, (std::vector<std::string>{"member", "reader"}));
    EXPECT_FALSE(seen.is_admin);
    ask(app, request("GET", "/", {{"X-Project-Id", "p"}, {"X-User-Id", "u"}, {"X-Roles", "Admin, ,advsvc"}}));
    EXPECT_EQ(seen.user_id, "u");
    EXPECT_EQ(seen.roles, (std::vector<std::string>{"Admin", "advsvc"}));
    EXPECT_TRUE(seen.is_admin);
    EXPECT_TRUE(seen.is_advsvc);
    ask(app, request("GET", "/", {{"X-Project-Id", "p"}, {"X-Roles", ""}}));
    EXPECT_TRUE(seen.roles.empty());
}

TEST(CatchErrors, LetsNothingEscape) {
    for (const bool exception : {true, false}) {
        const App app = catch_errors([exception](http::Request&, RequestContext&) -> http::Response {
            if (exception) throw std::runtime_error("password=secret");
            throw 7;
        });
        const auto response = ask(app, request("GET", "/"));
        EXPECT_EQ(response.status, 500);
        EXPECT_EQ(response.content_type, "application/json");
        EXPECT_TRUE(response.body.starts_with(R"({"NeutronError": {"type": "HTTPInternalServerError", "message": ")"))
            << response.body;
        EXPECT_TRUE(response.body.ends_with(R"(", "detail": ""}})")) << response.body;
        EXPECT_EQ(response.body.find("secret"), std::string::npos);
    }
    EXPECT_EQ(ask(catch_errors(answering(201)), request("GET", "/")).status, 201);
}

TEST(ProjectId, RefusesUnknownProjects) {
    const App app = project_id([](std::string_view id) { return id == "a b"; }, answering(200));
    EXPECT_EQ(ask(app, request("GET", "/networks")).status, 200);
    EXPECT_EQ(ask(app, request("GET", "/networks?project_id=a+b")).status, 200);
    EXPECT_EQ(ask(app, request("GET", "/networks?tenant%5Fid=a%20b&x")).status, 200);
    EXPECT_EQ(ask(app, request("GET", "/networks?tenant_id=c")).status, 404);
    EXPECT_NE(ask(app, request("GET", "/networks?project_id=c")).body.find("Project c does not exist"),
              std::string::npos);
}

TEST(SizeLimit, RefusesLargerBodies) {
    const App app = size_limit(10, answering(200));
    auto asked = request("POST", "/");
    asked.body = std::string(10, 'x');
    EXPECT_EQ(ask(app, asked).status, 200);
    asked.body += "x";
    EXPECT_EQ(ask(app, asked).status, 413);
}

class Healthcheck : public testing::Test {
protected:
    ~Healthcheck() override { std::filesystem::remove(file_); }
    const std::string file_ =
        (std::filesystem::temp_directory_path() / ("neutrino-disable-" + std::to_string(::getpid()))).string();
};

TEST_F(Healthcheck, IsDisabledByAFile) {
    HealthcheckOptions options;
    options.backends = {"disable_by_file"};
    options.disable_by_file_path = file_;
    const App app = healthcheck(options);
    auto response = ask(app, request("GET", "/healthcheck"));
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, "OK");
    EXPECT_EQ(response.content_type, "text/plain; charset=UTF-8");
    EXPECT_EQ(ask(app, request("HEAD", "/healthcheck")).status, 204);
    std::ofstream(file_) << "";
    response = ask(app, request("GET", "/healthcheck"));
    EXPECT_EQ(response.status, 503);
    EXPECT_EQ(response.body, "DISABLED BY FILE");
    EXPECT_EQ(ask(app, request("HEAD", "/healthcheck")).status, 503);
}

TEST_F(Healthcheck, IsDisabledByAFileForAPort) {
    HealthcheckOptions options;
    options.backends = {"disable_by_file", "disable_by_files_ports"};
    options.disable_by_file_paths = {"9696:" + file_, "9697:/"};
    const App app = healthcheck(options);
    EXPECT_EQ(ask(app, request("GET", "/")).body, "OK\nOK");
    std::ofstream(file_) << "";
    EXPECT_EQ(ask(app, request("GET", "/")).body, "OK\nDISABLED BY FILE");
}

TEST_F(Healthcheck, SpeaksJsonAndHtmlWhenAsked) {
    HealthcheckOptions options;
    options.backends = {"disable_by_file"};
    const App app = healthcheck(options);
    const auto accepting = [&](const char* accept) { return ask(app, request("GET", "/", {{"Accept", accept}})); };
    EXPECT_EQ(accepting("application/json").body,
              "{\n    \"detailed\": false,\n    \"reasons\": [\n        \"OK\"\n    ]\n}");
    EXPECT_EQ(accepting("application/json").content_type, "application/json");
    EXPECT_EQ(accepting("text/html").content_type, "text/html; charset=UTF-8");
    EXPECT_EQ(accepting("*/*").body, "OK");
    EXPECT_EQ(accepting("image/png").body, "OK");
    EXPECT_EQ(accepting("text/*;q=0.1, application/json;q=0.5").content_type, "application/json");
    EXPECT_EQ(accepting("text/plain;q=0, */*").content_type, "text/html; charset=UTF-8");
}

TEST_F(Healthcheck, LetsOtherPathsThroughAsAFilter) {
    const App app = healthcheck(HealthcheckOptions{}, answering(418));
    EXPECT_EQ(ask(app, request("GET", "/healthcheck")).status, 200);
    EXPECT_EQ(ask(app, request("GET", "/v2.0")).status, 418);
}

TEST_F(Healthcheck, RefusesWhatItDoesNotKnow) {
    HealthcheckOptions options;
    options.backends = {"enable_by_files"};
    EXPECT_THROW(healthcheck(options), PasteError);
    options.backends = {"disable_by_files_ports"};
    for (const char* bad : {"x", "1", "1:", ":/x", "99999:/x"}) {
        options.disable_by_file_paths = {bad};
        EXPECT_THROW(healthcheck(options), PasteError) << bad;
    }
}

TEST(Versions, SayWhereTheApiIs) {
    const auto body = [](const std::string& prefix, http::Request asked) {
        return ask(versions(prefix), std::move(asked)).body;
    };
    const auto document = [](const std::string& href) {
        return R"({"versions": [{"id": "v2.0", "status": "CURRENT", "links": [{"rel": "self", "href": ")" + href +
               "\"}]}]}";
    };
    EXPECT_EQ(body("", request("GET", "/")), document("http://localhost/v2.0/"));
    EXPECT_EQ(body("", request("GET", "/", {{"Host", "api:9696"}})), document("http://api:9696/v2.0/"));
    EXPECT_EQ(body("https://net.example.org/networking", request("GET", "/")),
              document("https://net.example.org/networking/v2.0/"));
    EXPECT_EQ(body("https://net.example.org/", request("GET", "/")), document("https://net.example.org/v2.0/"));
    auto prefixed = request("GET", "/");
    prefixed.script_name = "/networking";
    EXPECT_EQ(body("", prefixed), document("http://localhost/networking/v2.0/"));
    EXPECT_EQ(body("https://p/q", prefixed), document("https://p/q/networking/v2.0/"));
}

TEST(Versions, AreOnlyToBeRead) {
    const App app = versions("");
    for (const char* method : {"POST", "PUT", "PATCH", "DELETE", "HEAD", "FOO"}) {
        const auto response = ask(app, request(method, "/"));
        EXPECT_EQ(response.status, 405) << method;
        EXPECT_EQ(response.content_type, "text/plain; charset=UTF-8") << method;
    }
    EXPECT_EQ(ask(app, request("OPTIONS", "/")).status, 200);
    EXPECT_EQ(ask(app, request("GET", "/nope")).status, 404);
}

}  // namespace
}  // namespace neutrino::pipeline
