#include "http/server.h"

#include "http/access_log.h"
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
    options.workers = 4;
    return options;
}

// Says what it was asked: on a worker, or on the I/O thread.
Dispatch echo(bool inline_too = true) {
    return {[](Request& request) {
                Response response;
                response.content_type = "text/plain";
                response.headers.add("X-Path", request.path);
                response.body = request.method + " " + request.target + " " + request.body;
                return response;
            },
            [inline_too](const Request&) { return inline_too; }};
}

class EveryDispatch : public testing::TestWithParam<bool> {};
INSTANTIATE_TEST_SUITE_P(Server, EveryDispatch, testing::Bool(),
                         [](const auto& way) { return way.param ? "inline" : "worker"; });

TEST_P(EveryDispatch, KeepsTheConnection) {
    Server server(local(), echo(GetParam()));
    RawClient client(server.port());
    for (int i = 0; i < 100; ++i) {
        const std::string target = "/" + std::to_string(i);
        const Answer answer = client.ask(get(target));
        ASSERT_EQ(answer.status, 200);
        ASSERT_EQ(answer.body, "GET " + target + " ");
        ASSERT_EQ(answer.headers.get("X-Path"), target);
        ASSERT_FALSE(answer.headers.get("Date").empty());
        ASSERT_FALSE(answer.headers.contains("Connection"));
    }
    EXPECT_EQ(server.counters().accepted, 1u);
    EXPECT_EQ(server.counters().requests, 100u);
}

TEST_P(EveryDispatch, AnswersPipelinedRequestsInOrder) {
    Server server(local(), echo(GetParam()));
    RawClient client(server.port());
    std::string all;
    for (int i = 0; i < 100; ++i) all += get("/" + std::to_string(i));
    ASSERT_TRUE(client.send(all));
    for (int i = 0; i < 100; ++i) ASSERT_EQ(client.receive().body, "GET /" + std::to_string(i) + " ");
}

TEST_P(EveryDispatch, TakesBodiesOfBothKinds) {
    Server server(local(), echo(GetParam()));
    RawClient client(server.port());
    EXPECT_EQ(client.ask("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello").body, "POST / hello");
    EXPECT_EQ(
        client.ask("PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n")
            .body,
        "PUT / abcde");
    const std::string large(3'000'000, 'x');
    ASSERT_TRUE(client.send("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3000000\r\n\r\n"));
    std::thread sender([&] { client.send(large); });
    EXPECT_EQ(client.receive().body, "POST / " + large);
    sender.join();
}

TEST(Server, SendsNoBodyToHeadAndNoContent) {
    Server server(local(), {[](Request& request) {
                                return Response{request.path == "/204" ? 204 : 200, "", {}, "abc"};
                            },
                            {}});
    RawClient client(server.port());
    ASSERT_TRUE(client.send("HEAD / HTTP/1.1\r\nHost: a\r\n\r\n"));
    Answer answer = client.receive(false);
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.get("Content-Length"), "3");
    answer = client.ask(get("/204"));
    EXPECT_EQ(answer.status, 204);
    EXPECT_FALSE(answer.headers.contains("Content-Length"));
    EXPECT_EQ(client.ask(get("/")).body, "abc");
}

TEST(Server, AsksForABodyThatWaits) {
    Server server(local(), echo());
    RawClient client(server.port());
    const std::string head = "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n";
    ASSERT_TRUE(client.send(head));
    EXPECT_EQ(client.receive().status, 100);
    EXPECT_EQ(client.ask("ok").body, "POST / ok");
    // No need to ask for what has come already.
    EXPECT_EQ(client.ask(head + "ok").body, "POST / ok");
}

TEST(Server, SpeaksHttp10) {
    Server server(local(), echo());
    RawClient once(server.port());
    EXPECT_EQ(once.ask("GET / HTTP/1.0\r\n\r\n").headers.get("Connection"), "close");
    EXPECT_TRUE(once.closed_by_server());
    RawClient kept(server.port());
    for (int i = 0; i < 2; ++i) {
        EXPECT_EQ(kept.ask("GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").headers.get("Connection"), "keep-alive");
    }
}

TEST(Server, ClosesWhenAskedTo) {
    Server server(local(), echo());
    RawClient client(server.port());
    const Answer answer = client.ask(get("/", "Connection: close\r\n"));
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.headers.get("Connection"), "close");
    EXPECT_TRUE(client.closed_by_server());

    ServerOptions options = local();
    options.keep_alive = false;
    Server brief(options, echo());
    RawClient other(brief.port());
    EXPECT_EQ(other.ask(get("/")).status, 200);
    EXPECT_TRUE(other.closed_by_server());
}

TEST(Server, TurnsAnExceptionInto500) {
    Server server(local(), {[](Request& request) -> Response {
                                if (request.path == "/odd") throw 42;
                                throw std::runtime_error("secret");
                            },
                            [](const Request& request) { return request.path == "/odd"; }});
    RawClient client(server.port());
    for (const char* target : {"/", "/odd"}) {
        const Answer answer = client.ask(get(target));
        EXPECT_EQ(answer.status, 500);
        EXPECT_EQ(answer.body.find("secret"), std::string::npos);
    }
}

TEST(Server, TellsWhereARequestComesFromAndWent) {
    Server server(local(),
                  {[](Request& request) {
                       return Response{200, "", {}, request.peer + " " + request.scheme + " " + request.host_url()};
                   },
                   {}});
    RawClient client(server.port());
    EXPECT_EQ(client.ask("GET / HTTP/1.1\r\nHost: api:1\r\n\r\n").body, "127.0.0.1 http http://api:1");
    EXPECT_EQ(client.ask("GET / HTTP/1.1\r\nHost:\r\n\r\n").body, "127.0.0.1 http " + server.url());
}

TEST(Server, ListensOnBothFamilies) {
    ServerOptions options = local();
    options.host = "::";
    Server server(options, {[](Request& request) { return Response{200, "", {}, request.peer}; }, {}});
    EXPECT_EQ(server.url(), "http://[::]:" + std::to_string(server.port()));
    RawClient client(server.port());
    EXPECT_EQ(client.ask(get("/")).body, "127.0.0.1");
}

TEST(Server, SaysWhereItCannotListen) {
    Server server(local(), echo());
    ServerOptions options = local();
    options.port = server.port();
    try {
        Server second(options, echo());
        FAIL() << "two servers on one port";
    } catch (const ServerError& error) {
        EXPECT_EQ(std::string(error.what()),
                  "cannot listen on 127.0.0.1:" + std::to_string(options.port) + ": Address already in use");
    }
    options.host = "no such host";
    EXPECT_THROW(Server(options, echo()), ServerError);
}

TEST(Server, ServesManyClientsAtOnce) {
    ServerOptions options = local();
    options.io_threads = 3;
    std::atomic<int> turn{0};
    Dispatch dispatch = echo();
    dispatch.inline_safe = [&](const Request&) { return turn++ % 2 == 0; };
    Server server(options, dispatch);
    std::vector<std::thread> clients;
    std::atomic<int> right{0};
    for (int c = 0; c < 8; ++c) {
        clients.emplace_back([&, c] {
            RawClient client(server.port());
            for (int i = 0; i < 200; ++i) {
                const std::string target = "/" + std::to_string(c) + "/" + std::to_string(i);
                right += client.ask(get(target)).body == "GET " + target + " ";
            }
        });
    }
    for (std::thread& client : clients) client.join();
    EXPECT_EQ(right, 1600);
}

// Requests that wait for another service, however many, leave the workers to the others.
TEST(Server, WhoWaitsOutsideWaitsApart) {
    std::latch release(1);
    std::atomic<bool> queued{false};
    Dispatch dispatch;
    dispatch.waits_outside = [](const Request& request) { return request.path == "/outside"; };
    dispatch.handler = [&](Request& request) {
        if (request.path == "/outside") {
            release.wait();
            if (request.queued > 0ns) queued = true;
        }
        return Response{200, "", {}, request.path};
    };
    ServerOptions options = local();
    options.workers = 1;
    options.outside_workers = 2;
    Server server(options, dispatch);
    std::vector<std::unique_ptr<RawClient>> waiting;
    for (int i = 0; i < 5; ++i) {
        waiting.push_back(std::make_unique<RawClient>(server.port()));
        EXPECT_TRUE(waiting.back()->send(get("/outside")));
    }
    RawClient other(server.port());
    for (int i = 0; i < 10; ++i) EXPECT_EQ(other.ask(get("/inside")).body, "/inside");
    release.count_down();
    for (auto& client : waiting) EXPECT_EQ(client->receive().body, "/outside");
    EXPECT_TRUE(queued);
}

TEST(Server, WritesTheAccessLog) {
    std::string lines;
    AccessLog log([&](std::string_view more) { lines += more; });
    {
        Server server(local(),
                      {[](Request& request) {
                           request.trace.request_id = "req-7";
                           request.trace.project_id = "p";
                           return Response{201, "", {}, "four"};
                       },
                       {}},
                      &log);
        RawClient client(server.port());
        EXPECT_EQ(client.ask(get("/x")).status, 201);
        EXPECT_EQ(client.ask("nonsense\r\n\r\n").status, 400);
    }
    log.flush();
    EXPECT_NE(lines.find("req-7 127.0.0.1 \"GET /x\" 201 4 "), std::string::npos) << lines;
    EXPECT_NE(lines.find(" project=p user=-\n"), std::string::npos) << lines;
    EXPECT_NE(lines.find("- 127.0.0.1 \" \" 400 "), std::string::npos) << lines;
}

// stop() while a request is handled: it is answered, and the connection ends with it.
TEST(ServerStop, AnswersWhatWasAccepted) {
    std::latch handling(1);
    std::promise<void> go_on;
    auto may_go_on = go_on.get_future().share();
    Server server(local(), {[&](Request&) {
                                handling.count_down();
                                may_go_on.wait();
                                return Response{200, "", {}, "done"};
                            },
                            {}});
    RawClient busy(server.port());
    ASSERT_TRUE(busy.send(get("/")));
    handling.wait();
    auto clean = std::async(std::launch::async, [&] { return server.stop(30s); });
    // Once the listener is closed, nobody gets in any more.
    while (RawClient(server.port()).connected()) std::this_thread::yield();
    go_on.set_value();
    const Answer answer = busy.receive();
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body, "done");
    EXPECT_EQ(answer.headers.get("Connection"), "close");
    EXPECT_TRUE(busy.closed_by_server());
    EXPECT_TRUE(clean.get());
}

TEST(ServerStop, ClosesIdleConnections) {
    Server server(local(), echo());
    RawClient idle(server.port());
    EXPECT_EQ(idle.ask(get("/")).status, 200);
    EXPECT_TRUE(server.stop(30s));
    EXPECT_TRUE(idle.closed_by_server());
    EXPECT_EQ(server.counters().connections, 0u);
}

TEST(ServerStop, DoesNotWaitBeyondItsDeadline) {
    std::promise<void> go_on;
    std::latch handling(1);
    auto server = std::make_unique<Server>(local(), Dispatch{[&](Request&) {
                                                                 handling.count_down();
                                                                 go_on.get_future().wait();
                                                                 return Response{};
                                                             },
                                                             {}});
    RawClient client(server->port());
    ASSERT_TRUE(client.send(get("/")));
    handling.wait();
    EXPECT_FALSE(server->stop(10ms));
    EXPECT_TRUE(client.closed_by_server());
    go_on.set_value();
    server.reset();  // waits for the handler, which still used what the test owns
}

// Requests that race with the stop are answered or their connection is closed unanswered; none is answered by halves.
TEST(ServerStop, LosesNoRequestItHasRead) {
    for (int round = 0; round < 10; ++round) {
        std::atomic<int> handled{0};
        std::atomic<int> answered{0};
        Dispatch dispatch{[&](Request&) {
                              ++handled;
                              return Response{200, "", {}, std::string(1000, 'x')};
                          },
                          {}};
        Server server(local(), dispatch);
        std::latch running(4);
        std::vector<std::thread> clients;
        for (int c = 0; c < 4; ++c) {
            clients.emplace_back([&] {
                RawClient client(server.port());
                bool first = true;
                while (client.ask(get("/")).body.size() == 1000) {
                    ++answered;
                    if (std::exchange(first, false)) running.count_down();
                }
            });
        }
        running.wait();
        EXPECT_TRUE(server.stop(30s));
        for (std::thread& client : clients) client.join();
        EXPECT_EQ(handled, answered);
    }
}

}  // namespace
}  // namespace neutrino::http
