#include "http/server.h"

#include "base/log.h"
#include "http/connection.h"
#include "http/tls.h"

#include <boost/asio/basic_socket_acceptor.hpp>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>

#include <netinet/tcp.h>
#include <algorithm>
#include <thread>

namespace neutrino::http {

namespace {

using namespace std::chrono_literals;
using asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<tcp, IoContext::executor_type>;

constexpr std::size_t kRefusing = 64;  // connections beyond the limit that are told so; more are dropped without a word
constexpr auto kOutOfFilesPause = 100ms;  // before accept is tried again when the process has no file descriptor left

tcp::endpoint resolve(IoContext& context, const std::string& host, std::uint16_t port) {
    const std::string bare = host.size() > 2 && host.front() == '[' ? host.substr(1, host.size() - 2) : host;
    ErrorCode error;
    const auto address = asio::ip::make_address(bare, error);
    if (!error) return {address, port};
    tcp::resolver resolver(context);
    const auto found = resolver.resolve(bare, std::to_string(port), tcp::resolver::passive, error);
    if (error || found.empty()) throw ServerError("cannot listen on '" + host + "': " + error.message());
    return found.begin()->endpoint();
}

std::string endpoint_text(const tcp::endpoint& endpoint) {
    const std::string address = endpoint.address().to_string();
    return (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(endpoint.port());
}

// A quarter of the shortest time that is watched, so that none is overrun by more than that.
Clock::duration sweep_interval(const Limits& limits) {
    auto shortest = std::min({limits.header, limits.body, limits.write});
    if (limits.idle.count() > 0) shortest = std::min(shortest, limits.idle);
    return std::clamp(shortest / 4, std::chrono::milliseconds(10ms), std::chrono::milliseconds(500ms));
}

}  // namespace

class Server::Impl {
public:
    Impl(ServerOptions options, Dispatch dispatch, AccessLog* access_log)
        : shared_(checked(std::move(options)), std::move(dispatch), access_log) {
        for (unsigned i = 0; i < shared_.options.io_threads; ++i) shards_.push_back(std::make_unique<Shard>());
        if (shared_.options.tls) tls_ = make_tls_context(*shared_.options.tls);
        listen();
        const SignalsBlocked guard;
        for (std::size_t i = 0; i < shards_.size(); ++i) {
            Shard& shard = *shards_[i];
            sweep_later(shard);
            threads_.emplace_back([&shard, i] {
                name_this_thread("http-io-" + std::to_string(i));
                shard.context.run();
            });
        }
        asio::post(shards_[0]->context, [this] { accept(); });
    }

    ~Impl() {
        stop(0ms);
        shared_.workers.join();  // their results are posted to contexts that still exist
        shared_.outside_workers.join();
        for (auto& shard : shards_) shard->context.stop();
        for (std::thread& thread : threads_) thread.join();
        // What the threads left behind keeps connections alive, which refer to the shards.
        for (auto& shard : shards_) shard->connections.clear();
    }

    bool stop(std::chrono::milliseconds patience) {
        if (shared_.stopping.exchange(true)) return shared_.open == 0;
        const auto until = Clock::now() + patience;
        asio::post(shards_[0]->context, [this] {
            accept_queued();
            ErrorCode ignored;
            acceptor_->close(ignored);
            // Behind the start of every connection that accept_queued() has handed over.
            for (auto& shard : shards_)
                asio::post(shard->context, [&s = *shard] { each(s, [](Connection& c) { c.drain(); }); });
            closed_to_new_.store(true);
            closed_to_new_.notify_all();
        });
        closed_to_new_.wait(false);
        const bool clean = shared_.wait_until_closed(until);
        if (!clean) {
            for (auto& shard : shards_)
                asio::post(shard->context, [&s = *shard] { each(s, [](Connection& c) { c.abort(); }); });
        }
        return clean;
    }

    void reload_tls() {
        if (!shared_.options.tls) return;
        auto fresh = make_tls_context(*shared_.options.tls);
        const std::lock_guard lock(tls_mutex_);
        tls_ = std::move(fresh);
    }

    std::uint16_t port() const { return bound_.port(); }
    std::string url() const { return (shared_.options.tls ? "https://" : "http://") + endpoint_text(bound_); }

    Counters counters() const { return {shared_.open, shared_.accepted, shared_.refused, shared_.requests}; }

private:
    static ServerOptions checked(ServerOptions options) {
        options.io_threads = std::max(options.io_threads, 1u);
        options.workers = std::max(options.workers, 1u);
        options.outside_workers = std::max(options.outside_workers, 1u);
        return options;
    }

    void listen() {
        const ServerOptions& options = shared_.options;
        const tcp::endpoint endpoint = resolve(shards_[0]->context, options.host, options.port);
        const auto give_up = Clock::now() + options.bind_retry;
        acceptor_.emplace(shards_[0]->context);
        accept_again_.emplace(shards_[0]->context);
        while (true) {
            ErrorCode error;
            acceptor_->open(endpoint.protocol(), error);
            if (!error) acceptor_->set_option(tcp::acceptor::reuse_address(true), error);
            if (!error) acceptor_->bind(endpoint, error);
            if (!error) acceptor_->listen(options.backlog, error);
            if (!error) acceptor_->non_blocking(true, error);
            if (!error) break;
            ErrorCode ignored;
            acceptor_->close(ignored);
            if (error != asio::error::address_in_use || Clock::now() >= give_up) {
                throw ServerError("cannot listen on " + endpoint_text(endpoint) + ": " + error.message());
            }
            std::this_thread::sleep_for(100ms);
        }
        // Inherited by the connections: a peer that vanished without a word is found out in the end.
        ErrorCode ignored;
        acceptor_->set_option(asio::socket_base::keep_alive(true), ignored);
        if (const int idle = static_cast<int>(options.tcp_keepidle.count()); idle > 0) {
            ::setsockopt(acceptor_->native_handle(), IPPROTO_TCP, TCP_KEEPIDLE, &idle, sizeof idle);
        }
        bound_ = acceptor_->local_endpoint();
    }

    void accept() {
        Shard& shard = *shards_[next_++ % shards_.size()];
        acceptor_->async_accept(shard.context, [this, &shard](const ErrorCode& error, Socket socket) {
            if (!acceptor_->is_open()) return;
            if (!error) {
                take(shard, std::move(socket));
            } else if (error != asio::error::connection_aborted) {
                log::warning("cannot accept a connection: {}", error.message());
                accept_again_->expires_after(kOutOfFilesPause);
                accept_again_->async_wait([this](const ErrorCode& cancelled) {
                    if (!cancelled && acceptor_->is_open()) accept();
                });
                return;
            }
            accept();
        });
    }

    // What clients have connected before the listener closes is served.
    void accept_queued() {
        while (true) {
            ErrorCode error;
            Shard& shard = *shards_[next_++ % shards_.size()];
            Socket socket(shard.context);
            acceptor_->accept(socket, error);
            if (error) return;
            take(shard, std::move(socket));
        }
    }

    void take(Shard& shard, Socket socket) {
        const std::size_t most = shared_.options.limits.connections;
        const std::size_t open = shared_.open;
        ++shared_.accepted;
        const bool refused = open >= most;
        if (refused) {
            ++shared_.refused;
            if (const auto now = Clock::now(); now >= complain_again_) {
                log::warning("more than {} connections: refusing further ones ({} so far)", most,
                             shared_.refused.load());
                complain_again_ = now + 1min;
            }
            if (shared_.options.tls || open >= most + kRefusing) return;
        }
        ++shared_.open;
        std::shared_ptr<asio::ssl::context> tls;
        {
            const std::lock_guard lock(tls_mutex_);
            tls = tls_;
        }
        auto connection = std::make_shared<Connection>(shard, shared_, std::move(socket), std::move(tls));
        asio::post(shard.context, [connection = std::move(connection), refused] {
            refused ? connection->start_refused() : connection->start();
        });
    }

    void sweep_later(Shard& shard) {
        shard.sweep.expires_after(interval_);
        shard.sweep.async_wait([this, &shard](const ErrorCode& cancelled) {
            if (cancelled) return;
            each(shard, [now = Clock::now()](Connection& connection) { connection.check_deadline(now); });
            sweep_later(shard);
        });
    }

    // `visit` may close the connection that it is given, and no other.
    template <typename Visit>
    static void each(Shard& shard, const Visit& visit) {
        for (auto it = shard.connections.begin(); it != shard.connections.end();) {
            const std::shared_ptr<Connection> connection = *it++;
            visit(*connection);
        }
    }

    Shared shared_;
    const Clock::duration interval_ = sweep_interval(shared_.options.limits);
    std::vector<std::unique_ptr<Shard>> shards_;
    std::mutex tls_mutex_;
    std::shared_ptr<asio::ssl::context> tls_;  // of connections to come; by tls_mutex_
    // On the first shard's thread, once it runs.
    std::optional<Acceptor> acceptor_;
    std::optional<asio::basic_waitable_timer<Clock, asio::wait_traits<Clock>, IoContext::executor_type>> accept_again_;
    std::size_t next_ = 0;
    Clock::time_point complain_again_{};
    tcp::endpoint bound_;
    std::atomic<bool> closed_to_new_{false};
    std::vector<std::thread> threads_;
};

Server::Server(ServerOptions options, Dispatch dispatch, AccessLog* access_log)
    : impl_(std::make_unique<Impl>(std::move(options), std::move(dispatch), access_log)) {}

Server::~Server() = default;

std::uint16_t Server::port() const { return impl_->port(); }

std::string Server::url() const { return impl_->url(); }

bool Server::stop(std::chrono::milliseconds deadline) { return impl_->stop(deadline); }

void Server::reload_tls() { impl_->reload_tls(); }

Server::Counters Server::counters() const { return impl_->counters(); }

}  // namespace neutrino::http
