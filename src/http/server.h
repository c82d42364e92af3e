#pragma once
// An HTTP/1.1 server: a few I/O threads that accept, parse and write, and a pool of workers that run the handler as
// plain synchronous code.

#include "http/limits.h"
#include "http/message.h"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>

namespace neutrino::http {

class AccessLog;

// The service cannot listen as it is told to; the message says where and why.
class ServerError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct TlsOptions {
    std::string cert_file;  // PEM: the certificate, then its chain
    std::string key_file;   // PEM, without passphrase
    std::string ca_file;    // not empty: clients must show a certificate that this CA signed
    std::string ciphers;    // OpenSSL's list for TLS 1.2; empty: OpenSSL's default. TLS 1.2 is the oldest spoken
};

struct ServerOptions {
    std::string host =
        "0.0.0.0";           // an address of either family, or a name; "::" takes IPv4 too where the system says so
    std::uint16_t port = 0;  // 0: any free one, see Server::port()
    int backlog = 4096;
    std::chrono::seconds bind_retry{0};  // for this long, wait for an address that is in use
    unsigned io_threads = 2;
    unsigned workers = 16;
    unsigned outside_workers = 16;  // none are started unless Dispatch::waits_outside is given
    bool keep_alive = true;
    std::chrono::seconds tcp_keepidle{600};  // 0: the system's
    std::optional<TlsOptions> tls;
    Limits limits;
};

using Handler = std::function<Response(Request&)>;

// What becomes of a request. All are called from many threads at once. A request is an I/O thread's while
// `inline_safe` looks at it; when that says true, the handler runs on that thread too: right for what never waits
// (reads from memory), as it saves two thread switches, wrong for anything that may wait, as all the thread's
// connections wait with it. Then `waits_outside` is asked: requests that have to wait for another service, which may be
// slow or down, run on workers of their own, so that the others need not queue behind them.
struct Dispatch {
    Handler handler;                                         // what it throws is logged and answered with 500
    std::function<bool(const Request&)> inline_safe;         // empty: never
    std::function<bool(const Request&)> waits_outside = {};  // empty: never
};

class Server {
public:
    // Listens, and serves until stop(). `access_log` may be null; it must outlive the server. Throws ServerError.
    Server(ServerOptions options, Dispatch dispatch, AccessLog* access_log = nullptr);
    // Stops without patience; waits for handlers that still run.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const;  // the actual one
    std::string url() const;     // "http://127.0.0.1:9696", with the address that is bound

    // Takes no more connections, answers requests that have begun to arrive or are queued in the kernel, closes idle
    // connections. Returns when all are closed, or at the deadline, when the rest are cut off; true in the first case.
    // To be called once, from a thread that isn't the server's.
    bool stop(std::chrono::milliseconds deadline);

    // Reads certificate and key again; connections made from now on use them. Throws ServerError and leaves all as it
    // was when they are unusable. Does nothing without TLS. Thread-safe.
    void reload_tls();

    struct Counters {
        std::size_t connections = 0;  // open now
        std::uint64_t accepted = 0;   // ever
        std::uint64_t refused = 0;    // connections beyond the limit
        std::uint64_t requests = 0;   // ever answered, refusals by the server itself included
    };
    Counters counters() const;

private:
    class Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace neutrino::http
