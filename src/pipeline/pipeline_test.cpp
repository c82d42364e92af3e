#include "pipeline/pipeline.h"

#include "pipeline/factories.h"
#include "pipeline/test_support.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>

namespace neutrino::pipeline {
namespace {

using test::request;

App show_context() {
    return [](http::Request& asked, RequestContext& context) {
        if (asked.path == "/boom") throw std::runtime_error("boom");
        return http::Response{
            200,
            "",
            {},
            context.project_id + (context.is_admin ? "!" : "") + " " + asked.script_name + "|" + asked.path};
    };
}

Options noauth() {
    Options options;
    options.auth_strategy = "noauth";
    return options;
}

http::Response ask(const Pipeline& pipeline, http::Request asked) { return pipeline(asked); }

std::string failure(std::string_view text, const Options& options = noauth()) {
    try {
        Pipeline(parse_paste(text, "p.ini"), options, show_context(), "main");
    } catch (const PasteError& error) {
        return error.what();
    }
    return "no failure";
}

// What Debian's neutron-common installs; operators bring it along, changed or not.
constexpr const char* kDebian = "/usr/share/neutron-common/api-paste.ini";

class WholePipeline : public testing::TestWithParam<bool> {
protected:
    void SetUp() override {
        if (!GetParam() && !std::filesystem::exists(kDebian)) GTEST_SKIP() << "neutron-common isn't installed";
    }
    static PasteFile file() { return GetParam() ? default_paste_file() : read_paste_file(kDebian); }
};
INSTANTIATE_TEST_SUITE_P(Files, WholePipeline, testing::Bool(),
                         [](const auto& way) { return way.param ? "ours" : "debian"; });

TEST_P(WholePipeline, ServesWithoutAuthentication) {
    const Pipeline pipeline(file(), noauth(), show_context());
    const auto root = ask(pipeline, request("GET", "/"));
    EXPECT_EQ(root.status, 200);
    EXPECT_NE(root.body.find("\"http://localhost/v2.0/\""), std::string::npos);
    EXPECT_FALSE(root.headers.contains("X-Openstack-Request-Id"));
    EXPECT_EQ(ask(pipeline, request("GET", "/healthcheck")).body, "OK");
    EXPECT_EQ(ask(pipeline, request("GET", "/nope")).status, 404);
    const auto api = ask(pipeline, request("GET", "/v2.0/networks"));
    EXPECT_EQ(api.body, "fake_project_id! /v2.0|/networks");
    EXPECT_TRUE(api.headers.get("X-Openstack-Request-Id").starts_with("req-"));
    EXPECT_EQ(ask(pipeline, request("GET", "/v2.0/x", {{"X-Project-Id", "p"}})).body, "p /v2.0|/x");
    const auto boom = ask(pipeline, request("GET", "/v2.0/boom"));
    EXPECT_EQ(boom.status, 500);
    EXPECT_TRUE(boom.headers.get("X-Openstack-Request-Id").starts_with("req-"));
}

TEST_P(WholePipeline, RefusesWhoHasNoTokenWithKeystone) {
    Options options;
    options.rights = [](RequestContext&) {};
    options.authenticator = [](const PasteSection& section) {
        EXPECT_EQ(section.name, "authtoken");
        AuthTokenOptions says;
        says.www_authenticate_uri = "http://public:5000";
        return std::make_shared<const Authenticator>(says, nullptr);
    };
    const Pipeline pipeline(file(), options, show_context());
    EXPECT_EQ(ask(pipeline, request("GET", "/")).status, 200);
    EXPECT_EQ(ask(pipeline, request("GET", "/healthcheck")).body, "OK");
    const auto refused = ask(pipeline, request("GET", "/v2.0/networks", {{"X-User-Id", "root"}, {"X-Roles", "admin"}}));
    EXPECT_EQ(refused.status, 401);
    EXPECT_EQ(refused.headers.get("WWW-Authenticate"), "Keystone uri=\"http://public:5000\"");
    EXPECT_TRUE(refused.headers.get("X-Openstack-Request-Id").starts_with("req-"));
}

TEST_P(WholePipeline, StopsTheStartWithoutKeystone) {
    try {
        Pipeline(file(), Options{}, show_context());
        FAIL() << "tokens are not checked";
    } catch (const PasteError& error) {
        EXPECT_NE(std::string(error.what()).find("[filter:keystonecontext]: needs Keystone"), std::string::npos)
            << error.what();
    }
}

TEST_P(WholePipeline, NamesTheStrategiesItHas) {
    Options options;
    options.auth_strategy = "noauth2";
    try {
        Pipeline(file(), options, show_context());
        FAIL();
    } catch (const PasteError& error) {
        EXPECT_NE(
            std::string(error.what()).find("has no pipeline for auth_strategy 'noauth2'; it has: noauth, keystone"),
            std::string::npos)
            << error.what();
    }
}

TEST(Pipeline, TakesOptionsFromTheServiceAndTheFile) {
    Options options = noauth();
    options.cors[0].allowed_origin = {"http://conf"};
    options.network_link_prefix = "https://out";
    const auto allowed = [&](std::string_view settings, const char* origin) {
        const Pipeline pipeline(
            parse_paste("[pipeline:main]\npipeline = cors v\n[app:v]\npaste.app_factory = "
                        "neutron.pecan_wsgi.app:versions_factory\n[filter:cors]\npaste.filter_factory = "
                        "oslo_middleware.cors:filter_factory\n" +
                        std::string(settings)),
            options, show_context(), "main");
        const auto response = ask(pipeline, request("GET", "/", {{"Origin", origin}}));
        EXPECT_NE(response.body.find("https://out/v2.0/"), std::string::npos);
        return response.headers.contains("Access-Control-Allow-Origin");
    };
    EXPECT_TRUE(allowed("", "http://conf"));
    EXPECT_TRUE(allowed("allowed_origin = http://file, http://two", "http://two"));
    EXPECT_FALSE(allowed("allowed_origin = http://file", "http://conf"));
    EXPECT_TRUE(allowed("[DEFAULT]\nallowed_origin = http://default", "http://default"));
}

TEST(Pipeline, FollowsUseAndFilterWithAndFilterApp) {
    const Pipeline pipeline(
        parse_paste(
            "[DEFAULT]\nlimit = 3\n"
            "[composite:main]\nuse = egg:paste#urlmap\n/a = a\n/b = b\n/c = c\n"
            "[app:base]\nuse = call:neutron.api.v2.router:APIRouter.factory\n"
            "[app:a]\nuse = base\nfilter-with = small\n"
            "[filter-app:b]\nuse = small\nnext = base\nmax_request_body_size = 5\n"
            "[app:c]\nuse = line\n"
            "[pipeline:line]\npipeline = egg:Oslo_Middleware#request_id\n  egg:osprofiler#osprofiler small\n  base\n"
            "[filter:small]\nuse = egg:oslo.middleware#sizelimit\nget max_request_body_size = limit\n"),
        noauth(), show_context(), "main");
    const auto status = [&](std::string_view target, std::size_t size) {
        auto asked = request("POST", target);
        asked.body = std::string(size, 'x');
        return ask(pipeline, asked).status;
    };
    EXPECT_EQ(status("/a", 3), 200);
    EXPECT_EQ(status("/a", 4), 413);
    EXPECT_EQ(status("/b", 5), 200);
    EXPECT_EQ(status("/b", 6), 413);
    EXPECT_EQ(status("/c", 4), 413);
    EXPECT_TRUE(ask(pipeline, request("GET", "/c")).headers.contains("X-Openstack-Request-Id"));
}

TEST(Pipeline, SaysWhatIsWrong) {
    const std::string api = "[app:a]\npaste.app_factory = neutron.api.v2.router:APIRouter.factory\n";
    EXPECT_EQ(failure("[app:main]\npaste.app_factory = vendor.api:factory\n"),
              "p.ini: [app:main]: the factory 'vendor.api:factory' is not one that Neutrino knows");
    EXPECT_EQ(failure("[pipeline:main]\npipeline = f a\n[filter:f]\nuse = egg:vendor#audit\n" + api),
              "p.ini: [filter:f]: the factory 'egg:vendor#audit' is not one that Neutrino knows");
    EXPECT_EQ(failure("[app:main]\npaste.filter_factory = oslo_middleware:RequestId.factory\n"),
              "p.ini: [app:main]: the factory 'oslo_middleware:RequestId.factory' doesn't make that kind of thing");
    EXPECT_EQ(failure("[app:main]\nx = y\n"), "p.ini: [app:main] has neither 'use' nor a 'paste.*_factory'");
    EXPECT_EQ(failure("[app:main]\nuse = config:other.ini\n"),
              "p.ini: [app:main]: other files (config:other.ini) cannot be used");
    EXPECT_EQ(failure("[pipeline:main]\npipeline = f a\n" + api), "p.ini: there is no filter 'f'");
    EXPECT_EQ(failure("[pipeline:main]\npipeline = a b\n" + api), "p.ini: there is no application 'b'");
    EXPECT_EQ(failure("[pipeline:main]\npipeline =\n"), "p.ini: [pipeline:main]: the pipeline is empty");
    EXPECT_EQ(failure("[pipeline:main]\n"), "p.ini: [pipeline:main] has no 'pipeline'");
    EXPECT_EQ(failure(""), "p.ini: there is no application 'main'");
    EXPECT_EQ(failure(api + "[app:main]\nuse = a\n[pipeline:main]\npipeline = a\n"),
              "p.ini: both [app:main] and [pipeline:main] are there");
    EXPECT_EQ(failure("[app:main]\nuse = main\n"), "p.ini: 'main' refers to itself");
    EXPECT_EQ(failure("[pipeline:main]\npipeline = main\n"), "p.ini: 'main' refers to itself");
    EXPECT_EQ(failure("[pipeline:main]\npipeline = f a\n[filter:f]\nuse = "
                      "egg:oslo.middleware#sizelimit\nmax_request_body_size = 1k\n" +
                      api),
              "p.ini: [filter:f] max_request_body_size = 1k: not a number, zero or more");
    EXPECT_EQ(failure("[app:main]\nuse = egg:oslo.middleware#healthcheck\nbackends = magic\n"),
              "p.ini: healthcheck: unknown backend 'magic'; there are disable_by_file and disable_by_files_ports");
    EXPECT_EQ(failure("[app:main]\nuse = egg:Paste#urlmap\ndomain x / = a\n" + api),
              "p.ini: [app:main]: 'domain x /' is no path; mapping by domain or port isn't supported");
    EXPECT_EQ(failure("[app:main]\nset x = y\n"),
              "p.ini: [app:main] set x: write it into the section that it is meant for");
    EXPECT_EQ(failure("[app:main]\nget x = y\n"), "p.ini: [app:main] get x: [DEFAULT] has no 'y'");
    EXPECT_NE(failure("[pipeline:main]\npipeline = f a\n[filter:f]\npaste.filter_factory = "
                      "neutron.api.extensions:ProjectIdMiddleware.factory\n" +
                      api)
                  .find("[filter:f]: needs Keystone"),
              std::string::npos);
}

// What is not part of the chosen pipeline may name what we don't know.
TEST(Pipeline, LooksOnlyAtWhatItUses) {
    EXPECT_EQ(failure("[composite:main]\nuse = call:neutron.auth:pipeline_factory\nnoauth = a\nkeystone = vendor a\n"
                      "[app:a]\npaste.app_factory = neutron.api.v2.router:APIRouter.factory\n"
                      "[filter:vendor]\nuse = egg:vendor#audit\n"),
              "no failure");
}

TEST(Factories, AreSpelledOnceEach) {
    std::vector<std::pair<FactoryKind, std::string_view>> seen;
    for (const Factory& factory : known_factories()) {
        ASSERT_FALSE(factory.spellings.empty());
        for (const std::string_view spelling : factory.spellings) {
            EXPECT_TRUE(is_spelled(factory, spelling));
            EXPECT_EQ(std::count(seen.begin(), seen.end(), std::pair(factory.kind, spelling)), 0) << spelling;
            seen.emplace_back(factory.kind, spelling);
        }
    }
}

}  // namespace
}  // namespace neutrino::pipeline
