#include "client/curl_client.h"

#include "http/server.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>
#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <future>
#include <thread>
#include <vector>

namespace neutrino::client {
namespace {

using namespace std::chrono_literals;

http::ServerOptions local() {
    http::ServerOptions options;
    options.host = "127.0.0.1";
    options.workers = 4;
    return options;
}

// Listens, and does nothing about who connects.
class DeafListener {
public:
    DeafListener() : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        EXPECT_EQ(::bind(fd_, reinterpret_cast<sockaddr*>(&address), size), 0);
        EXPECT_EQ(::listen(fd_, 8), 0);
        ::getsockname(fd_, reinterpret_cast<sockaddr*>(&address), &size);
        url_ = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
    }
    ~DeafListener() { close(); }
    DeafListener(const DeafListener&) = delete;
    DeafListener& operator=(const DeafListener&) = delete;

    void close() {
        if (fd_ >= 0) ::close(fd_);
        fd_ = -1;
    }
    // Takes one connection, and answers with these bytes, whatever is asked; then closes.
    void say(std::string_view bytes) const {
        const int peer = ::accept(fd_, nullptr, nullptr);
        char asked[4096];
        EXPECT_GT(::recv(peer, asked, sizeof asked, 0), 0);
        EXPECT_EQ(::send(peer, bytes.data(), bytes.size(), MSG_NOSIGNAL), static_cast<ssize_t>(bytes.size()));
        ::close(peer);
    }
    const std::string& url() const { return url_; }

private:
    int fd_;
    std::string url_;
};

Failure::Kind failure(Client& client, const std::string& url) {
    try {
        client.send({"GET", url, {}, {}});
    } catch (const Failure& failed) {
        EXPECT_NE(std::string(failed.what()).find("GET " + url), std::string::npos) << failed.what();
        return failed.kind();
    }
    ADD_FAILURE() << url << " answered";
    return {};
}

TEST(CurlClient, SendsAndReceivesAllPartsOfAMessage) {
    http::Server server(local(),
                        {[](http::Request& asked) {
                             http::Response response{201, "text/plain", {{"X-Two", "a b"}, {"X-None", ""}}, {}};
                             response.body = asked.method + " " + asked.target + " " +
                                             std::string(asked.headers.get("X-One")) + "|" +
                                             std::to_string(asked.headers.count("X-Empty")) + "|" +
                                             std::string(asked.headers.get("Content-Type")) + "|" + asked.body;
                             return response;
                         },
                         {}});
    CurlClient client({});
    const http::Headers headers = {{"X-One", "1; 2"}, {"X-Empty", ""}, {"Content-Type", "application/json"}};
    const Response made = client.send({"POST", server.url() + "/v3/a%20b?q=1", headers, "{}"});
    EXPECT_EQ(made.status, 201);
    EXPECT_EQ(made.body, "POST /v3/a%20b?q=1 1; 2|1|application/json|{}");
    EXPECT_EQ(made.headers.get("x-two"), "a b");
    EXPECT_TRUE(made.headers.contains("X-None"));
    for (const char* method : {"GET", "PUT", "PATCH", "DELETE"})
        EXPECT_TRUE(client.send({method, server.url() + "/x", headers, {}}).body.starts_with(method)) << method;
    EXPECT_EQ(client.send({"HEAD", server.url(), {}, {}}).body, "");
}

TEST(CurlClient, AStatusIsNoFailureAndRedirectionsAreNotFollowed) {
    std::atomic<int> asked = 0;
    http::Server server(local(), {[&](http::Request& request) {
                                      ++asked;
                                      http::Response response{request.path == "/away" ? 302 : 503, "", {}, "no"};
                                      response.headers.add("Location", "/elsewhere");
                                      return response;
                                  },
                                  {}});
    CurlClient client({});
    EXPECT_EQ(client.send({"GET", server.url() + "/away", {}, {}}).status, 302);
    EXPECT_EQ(client.send({"GET", server.url() + "/", {}, {}}).status, 503);
    EXPECT_EQ(asked, 2);
}

TEST(CurlClient, KeepsConnectionsAndFindsNewOnesAfterARestart) {
    auto server =
        std::make_unique<http::Server>(local(), http::Dispatch{[](http::Request&) { return http::Response{}; }, {}});
    CurlClient client({});
    for (int i = 0; i < 5; ++i) EXPECT_EQ(client.send({"GET", server->url(), {}, {}}).status, 200);
    EXPECT_EQ(server->counters().accepted, 1U);
    const std::string url = server->url();
    http::ServerOptions same = local();
    same.port = server->port();
    server.reset();
    EXPECT_EQ(failure(client, url), Failure::Kind::unreachable);
    server = std::make_unique<http::Server>(same, http::Dispatch{[](http::Request&) { return http::Response{}; }, {}});
    EXPECT_EQ(client.send({"GET", url, {}, {}}).status, 200);
}

TEST(CurlClient, ManyThreadsAskAtOnce) {
    http::Server server(local(), {[](http::Request& asked) { return http::Response{200, "", {}, asked.query}; }, {}});
    CurlClient client({});
    std::vector<std::thread> threads;
    std::atomic<int> right = 0;
    for (int t = 0; t < 8; ++t) {
        threads.emplace_back([&, t] {
            for (int i = 0; i < 50; ++i) {
                const std::string mine = std::to_string(t * 1000 + i);
                if (client.send({"GET", server.url() + "/?" + mine, {}, {}}).body == mine) ++right;
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    EXPECT_EQ(right, 400);
    EXPECT_LE(server.counters().accepted, 8U);
}

TEST(CurlClient, SaysHowItFailed) {
    CurlOptions hasty;
    hasty.timeout = 50ms;
    CurlClient client(hasty);
    DeafListener deaf;
    EXPECT_EQ(failure(client, deaf.url()), Failure::Kind::timeout);
    deaf.close();
    EXPECT_EQ(failure(client, deaf.url()), Failure::Kind::unreachable);
    EXPECT_EQ(failure(client, "gopher://127.0.0.1/"), Failure::Kind::unreachable);
    EXPECT_EQ(failure(client, "http://[/"), Failure::Kind::unreachable);
}

TEST(CurlClient, ABrokenAnswerIsAFailure) {
    CurlOptions options;
    options.response_bytes = 10;
    CurlClient client(options);
    for (const char* bytes : {"", "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nshort",
                              "HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n12345678901"}) {
        DeafListener listener;
        auto told = std::async(std::launch::async, [&] { listener.say(bytes); });
        EXPECT_EQ(failure(client, listener.url()), Failure::Kind::broken) << bytes;
    }
}

TEST(CurlClient, InterimResponsesAreNotTheResponse) {
    DeafListener listener;
    auto told = std::async(std::launch::async, [&] {
        listener.say("HTTP/1.1 103 Early Hints\r\nX-Early: 1\r\n\r\nHTTP/1.1 204 No Content\r\nX-Late: 1\r\n\r\n");
    });
    CurlClient client({});
    const Response response = client.send({"GET", listener.url(), {}, {}});
    EXPECT_EQ(response.status, 204);
    EXPECT_FALSE(response.headers.contains("X-Early"));
    EXPECT_TRUE(response.headers.contains("X-Late"));
}

TEST(CurlClient, AHeaderCannotSmuggleAnother) {
    CurlClient client({});
    for (const std::string& value : {std::string("a\r\nX-Roles: admin"), std::string("a\nb"), std::string("a\0b", 3)})
        EXPECT_THROW(client.send({"GET", "http://127.0.0.1:1/", {{"X-Subject-Token", value}}, {}}),
                     std::invalid_argument);
}

class CurlClientTls : public testing::Test {
protected:
    void SetUp() override {
        std::filesystem::create_directories(folder_);
        for (const char* name : {"server", "stranger"}) {
            const std::string command =
                "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=" + std::string(name) +
                " -addext subjectAltName=IP:127.0.0.1 -keyout " + file(name) + ".key -out " + file(name) +
                ".crt 2>/dev/null";
            ASSERT_EQ(std::system(command.c_str()), 0) << command;
        }
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string file(const std::string& name) const { return (folder_ / name).string(); }
    http::ServerOptions tls(const std::string& client_ca = {}) const {
        http::ServerOptions options = local();
        options.tls = http::TlsOptions{file("server.crt"), file("server.key"), client_ca, ""};
        return options;
    }

    const std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("neutrino-client-" + std::to_string(::getpid()));
};

TEST_F(CurlClientTls, TrustsOnlyWhatTheCaSigned) {
    http::Server server(tls(), {[](http::Request& asked) { return http::Response{200, "", {}, asked.scheme}; }, {}});
    CurlOptions options;
    CurlClient by_system(options);
    EXPECT_EQ(failure(by_system, server.url()), Failure::Kind::unreachable);
    options.ca_file = file("stranger.crt");
    CurlClient by_stranger(options);
    EXPECT_EQ(failure(by_stranger, server.url()), Failure::Kind::unreachable);
    options.ca_file = file("server.crt");
    EXPECT_EQ(CurlClient(options).send({"GET", server.url(), {}, {}}).body, "https");
    options.ca_file = file("stranger.crt");
    options.insecure = true;
    EXPECT_EQ(CurlClient(options).send({"GET", server.url(), {}, {}}).body, "https");
}

TEST_F(CurlClientTls, ShowsItsCertificateToWhoAsks) {
    http::Server server(tls(file("stranger.crt")), {[](http::Request&) { return http::Response{}; }, {}});
    CurlOptions options;
    options.ca_file = file("server.crt");
    CurlClient unknown(options);
    EXPECT_THROW(unknown.send({"GET", server.url(), {}, {}}), Failure);
    options.cert_file = file("stranger.crt");
    options.key_file = file("stranger.key");
    EXPECT_EQ(CurlClient(options).send({"GET", server.url(), {}, {}}).status, 200);
}

}  // namespace
}  // namespace neutrino::client
