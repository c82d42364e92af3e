#include "http/message.h"

#include "http/response_head.h"

#include <gtest/gtest.h>

namespace neutrino::http {
namespace {

TEST(Headers, FindsNamesInAnyCase) {
    Headers headers{{"X-Project-Id", "p"}, {"Accept", "a"}, {"accept", "b"}};
    EXPECT_EQ(headers.get("x-project-id"), "p");
    EXPECT_EQ(headers.get("ACCEPT"), "a");
    EXPECT_EQ(headers.count("Accept"), 2u);
    EXPECT_EQ(headers.find("Accep"), nullptr);
    headers.set("ACCEPT", "c");
    EXPECT_EQ(headers.count("accept"), 1u);
    EXPECT_EQ(headers.get("accept"), "c");
    headers.remove("x-PROJECT-id");
    EXPECT_EQ(headers.size(), 1u);
}

TEST(PercentCoding, DecodesValidSequencesOnly) {
    EXPECT_EQ(percent_decode("/a%20b%2Fc"), "/a b/c");
    EXPECT_EQ(percent_decode("%"), "%");
    EXPECT_EQ(percent_decode("%4"), "%4");
    EXPECT_EQ(percent_decode("%zz%41"), "%zzA");
    EXPECT_EQ(percent_decode(std::string_view("%00")), std::string("\0", 1));
    EXPECT_EQ(percent_encode_path("/a b\xc3\xa9?"), "/a%20b%C3%A9%3F");
}

TEST(Target, IsSplitIntoPathAndQuery) {
    Request request;
    request.target = "/v2.0/ports?name=a%20b&x=?#f";
    EXPECT_EQ(split_target(request), "");
    EXPECT_EQ(request.path, "/v2.0/ports");
    EXPECT_EQ(request.query, "name=a%20b&x=?");

    request.target = "http://api.example.org:9696?x=1";
    EXPECT_EQ(split_target(request), "api.example.org:9696");
    EXPECT_EQ(request.path, "/");
    EXPECT_EQ(request.query, "x=1");

    request.target = "*";
    EXPECT_EQ(split_target(request), "");
    EXPECT_EQ(request.path, "*");
    EXPECT_EQ(request.query, "");
}

TEST(Urls, LeaveOutTheUsualPort) {
    Request request;
    request.script_name = "/v2.0";
    request.path = "/a b";
    request.headers.set("Host", "api:80");
    EXPECT_EQ(request.path_url(), "http://api/v2.0/a%20b");
    request.scheme = "https";
    EXPECT_EQ(request.application_url(), "https://api:80/v2.0");
    request.headers.set("Host", "api:443");
    EXPECT_EQ(request.host_url(), "https://api");
}

TEST(Urls, NameTheOwnAddressWhenTheClientNamesNone) {
    Request request;
    request.server_address = "::1";
    request.server_port = 9696;
    EXPECT_EQ(request.host_url(), "http://[::1]:9696");
    request.server_address = "10.0.0.1";
    request.server_port = 80;
    EXPECT_EQ(request.host_url(), "http://10.0.0.1");
}

TEST(Hosts, MayNotHoldWhatBreaksUrlsOrLogs) {
    for (const char* good : {"a", "a-b.example.org:9696", "10.0.0.1", "[fe80::1%25eth0]:80"}) {
        EXPECT_TRUE(is_valid_host(good)) << good;
    }
    for (const char* bad : {"", "a b", "a/b", "a\"b", "a\nb", "user@a", "caf\xc3\xa9"})
        EXPECT_FALSE(is_valid_host(bad)) << bad;
    EXPECT_FALSE(is_valid_host(std::string(301, 'a')));
}

TEST(ResponseHead, CannotBeSplitByAValue) {
    Response response;
    response.headers.add("X", "a\r\nSet-Cookie: b");
    std::string out;
    append_response_head(out, response, "now", true, false);
    EXPECT_EQ(out, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\nX: a  Set-Cookie: b\r\nDate: now\r\n\r\n");
}

TEST(ResponseHead, SaysWhetherTheConnectionEnds) {
    std::string out;
    append_response_head(out, Response{204, "", {}, "ignored"}, "now", false, false);
    EXPECT_EQ(out, "HTTP/1.1 204 No Content\r\nDate: now\r\nConnection: close\r\n\r\n");
    out.clear();
    append_response_head(out, Response{404, "text/plain", {}, "abc"}, "now", true, true);
    EXPECT_EQ(out,
              "HTTP/1.1 404 Not Found\r\nContent-Type: text/plain\r\nContent-Length: 3\r\nDate: now\r\n"
              "Connection: keep-alive\r\n\r\n");
}

TEST(DateHeader, IsAnImfFixdate) {
    EXPECT_EQ(DateHeader().now().size(), std::string_view("Sun, 06 Nov 1994 08:49:37 GMT").size());
    EXPECT_TRUE(DateHeader().now().ends_with(" GMT"));
}

}  // namespace
}  // namespace neutrino::http
