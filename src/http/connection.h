#pragma once
// One client's connection, and the I/O thread that it belongs to. Internal to this room: it includes Asio and Beast.

#include "http/request_parser.h"
#include "http/response_head.h"
#include "http/server.h"
#include "http/worker_pool.h"

#include <boost/asio/basic_stream_socket.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include <array>
#include <atomic>
#include <condition_variable>
#include <list>
#include <mutex>
#include <optional>

namespace neutrino::http {

namespace asio = boost::asio;
using ErrorCode = boost::system::error_code;
using Clock = std::chrono::steady_clock;
using IoContext = asio::io_context;
// Bound to the io_context's executor type: a type-erased executor costs an allocation and virtual calls an operation.
using Socket = asio::basic_stream_socket<asio::ip::tcp, IoContext::executor_type>;

// What all connections of a server share; it outlives them.
struct Shared {
    Shared(ServerOptions o, Dispatch d, AccessLog* a)
        : options(std::move(o)),
          dispatch(std::move(d)),
          access_log(a),
          workers(options.workers, "http-work-"),
          outside_workers(dispatch.waits_outside ? options.outside_workers : 0, "http-out-") {}

    const ServerOptions options;
    const Dispatch dispatch;
    AccessLog* const access_log;
    WorkerPool workers;
    WorkerPool outside_workers;

    std::atomic<bool> stopping{false};
    std::atomic<std::size_t> open{0};
    std::atomic<std::uint64_t> accepted{0};
    std::atomic<std::uint64_t> refused{0};
    std::atomic<std::uint64_t> requests{0};

    void count_closed();                              // --open, and wakes wait_until_closed()
    bool wait_until_closed(Clock::time_point until);  // false when the time has come first

private:
    std::mutex mutex_;
    std::condition_variable all_closed_;
};

class Connection;

// An I/O thread's things: used on that thread only, but for `context`.
struct Shard {
    IoContext context{1};
    DateHeader date;
    std::list<std::shared_ptr<Connection>> connections;
    asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, IoContext::executor_type> sweep{context};
};

// Reads requests, has them handled one after the other, writes the answers. Everything happens on the shard's thread,
// but for the handler that isn't inline_safe: while that runs on a worker, the request and the response are the
// worker's.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    // `tls` may be null: plain TCP.
    Connection(Shard& shard, Shared& shared, Socket socket, std::shared_ptr<asio::ssl::context> tls);

    void start();
    void start_refused();  // answers 503 to whatever comes, and closes; for plain TCP only
    void check_deadline(Clock::time_point now);
    void drain();  // the server is stopping: closes when idle
    void abort();  // closes at once

private:
    enum class Stage { handshake, idle, head, body, handling, writing, lingering, closed };

    void read();
    void on_read(const ErrorCode& error, std::size_t size);
    void progress();
    void begin_request();
    bool parse();
    void send_continue();
    bool handle();
    void run_handler() noexcept;
    bool respond();
    void refuse(const Refusal& refusal);
    bool write();
    void write_async();
    bool written();
    void resume();
    void finish();
    void linger();
    void close();
    std::array<asio::const_buffer, 2> unsent() const;
    Clock::duration allowance(std::chrono::milliseconds base, std::size_t moved) const;

    Shard& shard_;
    Shared& shared_;
    Socket socket_;
    std::shared_ptr<asio::ssl::context> tls_context_;
    std::unique_ptr<asio::ssl::stream<Socket&>> tls_;
    std::list<std::shared_ptr<Connection>>::iterator place_;  // in shard_.connections
    Stage stage_ = Stage::idle;
    Clock::time_point deadline_ = Clock::time_point::max();
    bool reading_ = false;  // an asynchronous read is under way

    std::string peer_;
    std::string local_address_;
    std::uint16_t local_port_ = 0;

    boost::beast::flat_buffer buffer_;
    std::optional<RequestParser> parser_;
    Request request_;
    Response response_;
    Clock::time_point started_{};
    bool continue_sent_ = false;
    bool keep_alive_ = false;  // what the client asks for
    bool closing_ = false;     // after this response
    std::uint64_t served_ = 0;

    std::string out_;  // the head, and a small body
    bool body_apart_ = false;
    std::size_t sent_ = 0;
    Clock::time_point write_started_{};
};

}  // namespace neutrino::http
