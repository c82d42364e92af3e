#include "http/server.h"
#include "http/test_client.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>

namespace neutrino::http {
namespace {

using test::get;
using test::RawClient;
using namespace std::chrono_literals;

class ServerTls : public testing::Test {
protected:
    void SetUp() override {
        std::filesystem::create_directories(folder_);
        make_certificate("a");
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string file(const std::string& name) const { return (folder_ / name).string(); }

    void make_certificate(const std::string& name) {
        const std::string command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=" + name +
                                    " -keyout " + file(name + ".key") + " -out " + file(name + ".crt") + " 2>/dev/null";
        ASSERT_EQ(std::system(command.c_str()), 0) << command;
    }

    ServerOptions options() const {
        ServerOptions result;
        result.host = "127.0.0.1";
        result.workers = 2;
        result.tls = TlsOptions{file("a.crt"), file("a.key"), "", ""};
        return result;
    }

    std::string failure(const TlsOptions& tls) const {
        ServerOptions broken = options();
        broken.tls = tls;
        try {
            Server server(broken, {});
        } catch (const ServerError& error) {
            return error.what();
        }
        return "no failure";
    }

    const std::filesystem::path folder_ =
        std::filesystem::temp_directory_path() / ("neutrino-tls-" + std::to_string(::getpid()));
};

// Speaks TLS over a RawClient's socket.
class TlsClient {
public:
    explicit TlsClient(std::uint16_t port, const std::string& certificate = {}, const std::string& key = {})
        : raw_(port), context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
        if (!certificate.empty()) {
            SSL_CTX_use_certificate_file(context_.get(), certificate.c_str(), SSL_FILETYPE_PEM);
            SSL_CTX_use_PrivateKey_file(context_.get(), key.c_str(), SSL_FILETYPE_PEM);
        }
        ssl_.reset(SSL_new(context_.get()));
        SSL_set_fd(ssl_.get(), raw_.fd());
        connected_ = SSL_connect(ssl_.get()) == 1;
    }

    bool connected() const { return connected_; }

    std::string peer_name() const {
        const std::unique_ptr<X509, decltype(&X509_free)> peer(SSL_get1_peer_certificate(ssl_.get()), X509_free);
        char name[100] = {};
        X509_NAME_get_text_by_NID(X509_get_subject_name(peer.get()), NID_commonName, name, sizeof name);
        return name;
    }

    // Everything up to the end of the connection.
    std::string ask(std::string_view text) {
        SSL_write(ssl_.get(), text.data(), static_cast<int>(text.size()));
        std::string all;
        char chunk[16384];
        int got = 0;
        while ((got = SSL_read(ssl_.get(), chunk, sizeof chunk)) > 0) all.append(chunk, static_cast<std::size_t>(got));
        closed_properly_ = SSL_get_error(ssl_.get(), got) == SSL_ERROR_ZERO_RETURN;
        return all;
    }

    bool closed_properly() const { return closed_properly_; }

private:
    RawClient raw_;
    std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
    std::unique_ptr<SSL, decltype(&SSL_free)> ssl_{nullptr, SSL_free};
    bool connected_ = false;
    bool closed_properly_ = false;
};

Dispatch say_scheme() {
    return {[](Request& request) {
                return Response{
                    200, "", {}, request.scheme + " " + std::string(request.path == "/large" ? 5'000'000 : 0, 'x')};
            },
            [](const Request& request) { return request.path == "/inline"; }};
}

TEST_F(ServerTls, ServesOverTls) {
    Server server(options(), say_scheme());
    EXPECT_EQ(server.url(), "https://127.0.0.1:" + std::to_string(server.port()));
    TlsClient client(server.port());
    ASSERT_TRUE(client.connected());
    const std::string text = client.ask(get("/") + get("/inline") + get("/large", "Connection: close\r\n"));
    EXPECT_EQ(text.find("\r\n\r\nhttps HTTP/1.1 200 OK\r\n") != std::string::npos, true) << text.substr(0, 500);
    EXPECT_GT(text.size(), 5'000'000u);
    EXPECT_TRUE(client.closed_properly());
}

TEST_F(ServerTls, EndsPlainTextAndSilentClients) {
    ServerOptions quick = options();
    quick.limits.header = 50ms;
    Server server(quick, say_scheme());
    RawClient plain(server.port());
    ASSERT_TRUE(plain.send(get("/")));
    EXPECT_EQ(plain.receive().status, 0);
    RawClient silent(server.port());
    EXPECT_EQ(silent.receive().status, 0);
    TlsClient slow(server.port());
    ASSERT_TRUE(slow.connected());
    EXPECT_NE(slow.ask("GET / HT").find("HTTP/1.1 408 "), std::string::npos);
    TlsClient client(server.port());
    EXPECT_NE(client.ask(get("/", "Connection: close\r\n")).find(" 200 OK"), std::string::npos);
}

TEST_F(ServerTls, ReloadsTheCertificateForNewConnections) {
    Server server(options(), say_scheme());
    TlsClient before(server.port());
    EXPECT_EQ(before.peer_name(), "a");
    make_certificate("b");
    std::filesystem::rename(folder_ / "b.crt", folder_ / "a.crt");
    EXPECT_THROW(server.reload_tls(), ServerError);  // the key is still the old one's
    EXPECT_EQ(TlsClient(server.port()).peer_name(), "a");
    std::filesystem::rename(folder_ / "b.key", folder_ / "a.key");
    server.reload_tls();
    EXPECT_EQ(TlsClient(server.port()).peer_name(), "b");
    EXPECT_NE(before.ask(get("/", "Connection: close\r\n")).find("https"), std::string::npos);
}

TEST_F(ServerTls, AsksClientsForCertificatesWhenACaIsGiven) {
    ServerOptions strict = options();
    strict.tls->ca_file = file("a.crt");
    Server server(strict, say_scheme());
    TlsClient stranger(server.port());
    EXPECT_EQ(stranger.ask(get("/", "Connection: close\r\n")), "");
    TlsClient known(server.port(), file("a.crt"), file("a.key"));
    EXPECT_NE(known.ask(get("/", "Connection: close\r\n")).find(" 200 OK"), std::string::npos);
}

TEST_F(ServerTls, NamesTheFileThatIsWrong) {
    make_certificate("b");
    std::ofstream(file("empty")) << "";
    EXPECT_EQ(failure({"", file("a.key"), "", ""}), "TLS: no certificate file is given");
    EXPECT_EQ(failure({file("no"), file("a.key"), "", ""}), "TLS: there is no certificate file " + file("no"));
    EXPECT_TRUE(failure({file("empty"), file("a.key"), "", ""})
                    .starts_with("TLS: cannot use the certificate file " + file("empty")));
    EXPECT_TRUE(
        failure({file("a.crt"), file("empty"), "", ""}).starts_with("TLS: cannot use the key file " + file("empty")));
    EXPECT_NE(failure({file("a.crt"), file("b.key"), "", ""}).find(file("b.key")), std::string::npos);
    EXPECT_EQ(failure({file("a.crt"), file("a.key"), file("no"), ""}), "TLS: there is no CA file " + file("no"));
    EXPECT_EQ(failure({file("a.crt"), file("a.key"), "", "NONSENSE"}), "TLS: no usable cipher in the list 'NONSENSE'");
}

TEST_F(ServerTls, StopsCleanly) {
    Server server(options(), say_scheme());
    TlsClient client(server.port());
    ASSERT_TRUE(client.connected());
    server.stop(5s);
    EXPECT_EQ(server.counters().connections, 0u);
}

}  // namespace
}  // namespace neutrino::http
