// Clients that send too much, too slowly, or too often.

#include "http/server.h"
#include "http/test_client.h"

#include <atomic>
#include <future>
#include <latch>
#include <thread>
#include <vector>

namespace neutrino::http {
namespace {

using namespace std::chrono_literals;
using test::Answer;
using test::get;
using test::RawClient;

ServerOptions local() {
    ServerOptions options;
    options.host = "127.0.0.1";
    options.workers = 2;
    return options;
}

Dispatch hello() {
    return {[](Request&) { return Response{200, "", {}, "hello"}; }, {}};
}

TEST(ServerLimits, RefuseWhatIsTooLargeAndClose) {
    ServerOptions options = local();
    options.limits.header_bytes = 4096;
    options.limits.body_bytes = 1000;
    Server server(options, hello());
    const std::string post = "POST / HTTP/1.1\r\nHost: a\r\n";
    const std::vector<std::pair<std::string, int>> cases = {
        {get("/" + std::string(5000, 'a')), 414},
        {get("/", "X: " + std::string(5000, 'a') + "\r\n"), 431},
        {post + "Content-Length: 1001\r\n\r\n" + std::string(1001, 'b'), 413},
        {post + "Content-Length: 1001\r\nExpect: 100-continue\r\n\r\n", 413},
        {post + "Transfer-Encoding: chunked\r\n\r\n3e9\r\n" + std::string(1001, 'b') + "\r\n0\r\n\r\n", 413},
        {post + "Transfer-Encoding: chunked\r\n\r\n1;" + std::string(200'000, 'x'), 400},
        {post + "Transfer-Encoding: chunked\r\n\r\n0\r\nX: " + std::string(200'000, 'x'), 400},
        {"\r\n\r\n\r\n", 400},
    };
    for (const auto& [text, status] : cases) {
        RawClient client(server.port());
        ASSERT_TRUE(client.send(text)) << status;
        const Answer answer = client.receive();
        EXPECT_EQ(answer.status, status) << text.substr(0, 100);
        EXPECT_EQ(answer.headers.get("Connection"), "close");
        ::shutdown(client.fd(), SHUT_WR);
        EXPECT_TRUE(client.closed_by_server());
    }
    RawClient fine(server.port());
    EXPECT_EQ(fine.ask(post + "Content-Length: 1000\r\n\r\n" + std::string(1000, 'b')).status, 200);
    EXPECT_EQ(
        fine.ask(post + "Transfer-Encoding: chunked\r\n\r\n3e8\r\n" + std::string(1000, 'b') + "\r\n0\r\n\r\n").status,
        200);
}

// The client is still sending when the refusal is there: it must get to read it, not a reset.
TEST(ServerLimits, LetTheRefusalBeReadByAClientThatStillSends) {
    ServerOptions options = local();
    options.limits.body_bytes = 1000;
    Server server(options, hello());
    RawClient client(server.port());
    ASSERT_TRUE(client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2000000\r\n\r\n"));
    ASSERT_TRUE(client.send(std::string(2'000'000, 'x')));
    EXPECT_EQ(client.receive().status, 413);
}

TEST(ServerLimits, EndSlowHeads) {
    ServerOptions options = local();
    options.limits.header = 50ms;
    Server server(options, hello());
    RawClient half(server.port());
    ASSERT_TRUE(half.send("GET / HTTP/1.1\r\nHo"));
    EXPECT_EQ(half.receive().status, 408);
    RawClient silent(server.port());
    EXPECT_TRUE(silent.closed_by_server());
    RawClient second(server.port());  // the time counts for every request, not only the first
    EXPECT_EQ(second.ask(get("/")).status, 200);
    ASSERT_TRUE(second.send("GET"));
    EXPECT_EQ(second.receive().status, 408);
}

TEST(ServerLimits, EndSlowBodies) {
    ServerOptions options = local();
    options.limits.body = 50ms;
    Server server(options, hello());
    RawClient client(server.port());
    EXPECT_EQ(client.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n\r\nabc").status, 408);
    EXPECT_TRUE(client.closed_by_server());
}

TEST(ServerLimits, EndIdleConnections) {
    ServerOptions options = local();
    options.limits.idle = 50ms;
    Server server(options, hello());
    RawClient client(server.port());
    EXPECT_EQ(client.ask(get("/")).status, 200);
    EXPECT_TRUE(client.closed_by_server());
    while (server.counters().connections > 0) std::this_thread::yield();  // counted just after the close that we saw
}

TEST(ServerLimits, DropClientsThatDoNotRead) {
    ServerOptions options = local();
    options.limits.write = 50ms;
    options.limits.slowest_bytes_per_second = 1024 * 1024 * 1024;
    Server server(options, {[](Request&) { return Response{200, "", {}, std::string(64 * 1024 * 1024, 'x')}; }, {}});
    RawClient client(server.port(), 4096);
    ASSERT_TRUE(client.send(get("/")));
    while (server.counters().requests == 0 || server.counters().connections > 0) std::this_thread::yield();
    EXPECT_EQ(client.receive().status, 0);
}

TEST(ServerLimits, SendLargeResponsesWhole) {
    Server server(local(), {[](Request&) { return Response{200, "", {}, std::string(32 * 1024 * 1024, 'x')}; }, {}});
    RawClient client(server.port(), 65536);
    for (int i = 0; i < 2; ++i) EXPECT_EQ(client.ask(get("/")).body.size(), 32u * 1024 * 1024);
}

TEST(ServerLimits, RefuseConnectionsBeyondTheLimit) {
    ServerOptions options = local();
    options.limits.connections = 2;
    Server server(options, hello());
    auto first = std::make_unique<RawClient>(server.port());
    RawClient second(server.port());
    EXPECT_EQ(first->ask(get("/")).status, 200);
    EXPECT_EQ(second.ask(get("/")).status, 200);
    RawClient third(server.port());
    EXPECT_EQ(third.receive().status, 503);
    EXPECT_EQ(server.counters().refused, 1u);
    EXPECT_EQ(second.ask(get("/")).status, 200);
    first.reset();
    ::shutdown(third.fd(), SHUT_WR);
    EXPECT_TRUE(third.closed_by_server());
    while (server.counters().connections > 1) std::this_thread::yield();
    RawClient fourth(server.port());
    EXPECT_EQ(fourth.ask(get("/")).status, 200);
}

// All workers wait, but what is served on the I/O thread goes on.
TEST(ServerLimits, ServeInlineRequestsWhileAllWorkersWait) {
    std::promise<void> go_on;
    auto may_go_on = go_on.get_future().share();
    std::latch waiting(2);
    Server server(local(), {[&](Request& request) {
                                if (request.method == "POST") {
                                    waiting.count_down();
                                    may_go_on.wait();
                                }
                                return Response{200, "", {}, request.method};
                            },
                            [](const Request& request) { return request.method == "GET"; }});
    RawClient one(server.port());
    RawClient two(server.port());
    const std::string post = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n";
    ASSERT_TRUE(one.send(post));
    ASSERT_TRUE(two.send(post));
    waiting.wait();
    RawClient reader(server.port());
    for (int i = 0; i < 10; ++i) EXPECT_EQ(reader.ask(get("/")).body, "GET");
    go_on.set_value();
    EXPECT_EQ(one.receive().body, "POST");
    EXPECT_EQ(two.receive().body, "POST");
}

// Connections that come and go in the middle of anything leave nothing behind.
TEST(ServerLimits, SurviveClientsThatVanish) {
    Server server(local(), hello());
    for (int i = 0; i < 200; ++i) {
        RawClient client(server.port());
        client.send(i % 3 == 0   ? "GET / HT"
                    : i % 3 == 1 ? get("/")
                                 : "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\nab");
    }
    RawClient client(server.port());
    EXPECT_EQ(client.ask(get("/")).status, 200);
    while (server.counters().connections > 1) std::this_thread::yield();
    EXPECT_EQ(server.counters().accepted, 201u);
}

}  // namespace
}  // namespace neutrino::http
