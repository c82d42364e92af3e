#include "http/request_parser.h"

#include "http/head.h"

#include <gtest/gtest.h>

#include <string>
#include <vector>

namespace neutrino::http {
namespace {

std::string with_fields(std::string_view fields) { return "GET / HTTP/1.1\r\n" + std::string(fields) + "\r\n"; }

TEST(ParseHead, ReadsMethodTargetAndFields) {
    const Head head = parse_head("POST /v2.0/ports?x=1 HTTP/1.1\r\nHost: a:1\r\nAccept:  b \r\naccept: c\r\n\r\nbody");
    ASSERT_TRUE(head.complete);
    EXPECT_EQ(head.status, 0);
    EXPECT_TRUE(head.keep_alive);
    EXPECT_EQ(head.request.method, "POST");
    EXPECT_EQ(head.request.target, "/v2.0/ports?x=1");
    EXPECT_EQ(head.request.path, "/v2.0/ports");
    EXPECT_EQ(head.request.query, "x=1");
    EXPECT_EQ(head.request.headers.get("accept"), "b");
    EXPECT_EQ(head.request.headers.count("accept"), 2u);
}

TEST(ParseHead, TellsAnUnfinishedHeadFromAWrongOne) {
    for (const char* text :
         {"", "G", "GET / HTTP/1.1", "GET / HTTP/1.1\r\nHost: a\r\n", "GET / HTTP/1.1\r\nHost: a\r\n\r"}) {
        const Head head = parse_head(text);
        EXPECT_FALSE(head.complete) << text;
        EXPECT_EQ(head.status, 0) << text;
    }
}

TEST(ParseHead, KeepsAliveByVersionAndConnection) {
    EXPECT_FALSE(parse_head("GET / HTTP/1.0\r\n\r\n").keep_alive);
    EXPECT_TRUE(parse_head("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").keep_alive);
    EXPECT_FALSE(parse_head(with_fields("Host: a\r\nConnection: close\r\n")).keep_alive);
}

TEST(ParseHead, TakesTheAuthorityOfAnAbsoluteTargetForTheHost) {
    const Head head = parse_head("GET http://b:1/x HTTP/1.1\r\nHost: a\r\n\r\n");
    ASSERT_TRUE(head.complete);
    EXPECT_EQ(head.request.path, "/x");
    EXPECT_EQ(head.request.headers.get("Host"), "b:1");
    EXPECT_EQ(head.request.headers.count("Host"), 1u);
}

TEST(ParseHead, RefusesWhatIsNotHttpOrAmbiguous) {
    struct Case {
        std::string text;
        int status;
    };
    const std::vector<Case> cases = {
        {"GET /\r\n\r\n", 400},
        {"\x16\x03\x01\x02\x01 / HTTP/1.1\r\n\r\n", 400},
        {"GET / HTTP/2.0\r\nHost: a\r\n\r\n", 505},
        {"GET http://a\"b/ HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {with_fields(""), 400},
        {with_fields("Host: a\r\nHost: a\r\n"), 400},
        {with_fields("Host: a/b\r\n"), 400},
        {with_fields("Host: a\r\nbad name: x\r\n"), 400},
        {with_fields("Host: a\r\nContent-Length: -1\r\n"), 400},
        {with_fields("Host: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n"), 400},
        {with_fields("Host: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n"), 400},
        {with_fields("Host: a\r\nTransfer-Encoding: chunked\r\nContent-Length: 1\r\n"), 400},
        {with_fields("Host: a\r\nTransfer-Encoding: gzip, chunked\r\n"), 501},
        {with_fields("Host: a\r\nTransfer-Encoding: identity\r\n"), 501},
        {"GET / HTTP/1.0\r\nTransfer-Encoding: chunked\r\n\r\n", 400},
        {with_fields("Host: a\r\nExpect: a miracle\r\n"), 417},
    };
    for (const Case& c : cases) {
        const Head head = parse_head(c.text);
        EXPECT_EQ(head.status, c.status) << c.text;
        EXPECT_FALSE(head.complete) << c.text;
        EXPECT_NE(head.reason, "") << c.text;
    }
}

TEST(ParseHead, LimitsSizeAndNumber) {
    Limits limits;
    limits.header_bytes = 1000;
    limits.header_count = 5;
    limits.body_bytes = 10;
    EXPECT_EQ(parse_head("GET /" + std::string(2000, 'a') + " HTTP/1.1\r\nHost: a\r\n\r\n", limits).status, 414);
    EXPECT_EQ(parse_head(with_fields("Host: a\r\nX: " + std::string(2000, 'a') + "\r\n"), limits).status, 431);
    EXPECT_EQ(parse_head("GET /" + std::string(2000, 'a'), limits).status, 414);
    EXPECT_EQ(parse_head(with_fields("Host: a\r\na:\r\nb:\r\nc:\r\nd:\r\n"), limits).status, 0);
    EXPECT_EQ(parse_head(with_fields("Host: a\r\na:\r\nb:\r\nc:\r\nd:\r\ne:\r\n"), limits).status, 431);
    EXPECT_EQ(parse_head(with_fields("Host: a\r\nContent-Length: 11\r\n"), limits).status, 413);
}

TEST(ParseHead, LimitsAHeadThatComesFieldByField) {
    Limits limits;
    limits.header_bytes = 500;
    Request request;
    RequestParser parser(request, limits);
    std::string pending = "GET / HTTP/1.1\r\n";
    for (int i = 0; i < 100 && parser.refusal().status == 0; ++i) {
        pending.erase(0, parser.feed(pending));
        pending += "X: 12345678\r\n";
    }
    EXPECT_EQ(parser.refusal().status, 431);
}

TEST(RequestParser, DoesNotTakeTrailersForFields) {
    Request request;
    const Limits limits;
    RequestParser parser(request, limits);
    parser.feed("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
    parser.feed("3\r\nabc\r\n2;x=y\r\nde\r\n0\r\nX-Roles: admin\r\n\r\n");
    ASSERT_TRUE(parser.is_done());
    EXPECT_EQ(request.body, "abcde");
    EXPECT_FALSE(request.headers.contains("X-Roles"));
}

// Whatever way the network cuts a request into pieces, the same comes out.
TEST(RequestParser, GetsTheSameFromAnyPieces) {
    const std::string text =
        "POST /a%20b?c HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n"
        "5\r\nhello\r\n7\r\n, world\r\n0\r\n\r\n";
    for (std::size_t piece = 1; piece <= text.size(); ++piece) {
        Request request;
        const Limits limits;
        RequestParser parser(request, limits);
        std::string pending;
        for (std::size_t at = 0; at < text.size(); at += piece) {
            pending.append(text, at, piece);
            pending.erase(0, parser.feed(pending));
        }
        ASSERT_EQ(parser.refusal().status, 0) << piece;
        ASSERT_TRUE(parser.is_done()) << piece;
        EXPECT_TRUE(parser.expects_continue());
        EXPECT_EQ(pending, "");
        EXPECT_EQ(request.path, "/a b");
        EXPECT_EQ(request.body, "hello, world");
        EXPECT_EQ(request.headers.size(), 3u);
    }
}

}  // namespace
}  // namespace neutrino::http
