#include "http/connection.h"

#include "base/log.h"
#include "http/access_log.h"

#include <boost/asio/post.hpp>
#include <boost/asio/write.hpp>

#include <algorithm>

namespace neutrino::http {

namespace {

using namespace std::chrono_literals;

constexpr std::size_t kReadSize = 8 * 1024;
constexpr std::size_t kReadSizeBody = 64 * 1024;
constexpr std::size_t kBodyTogether = 16 * 1024;  // a body up to this is copied behind its head: one buffer, one record
constexpr std::size_t kKeepCapacity = 256 * 1024;  // buffers that grew beyond this are given back after the response
constexpr int kTurnsInARow = 16;                   // pipelined requests served before other connections have their turn
constexpr auto kLinger = 2s;
constexpr auto kFreshGrace = 1s;  // for a connection that was accepted just before the stop, and has said nothing yet

std::string address_text(const asio::ip::address& address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6()).to_string();
    }
    return address.to_string();
}

void clear(Request& request) {
    request.method.clear();
    request.target.clear();
    request.script_name.clear();
    request.path.clear();
    request.query.clear();
    request.headers.clear();
    if (request.body.capacity() > kKeepCapacity) {
        request.body = std::string();
    } else {
        request.body.clear();
    }
    request.queued = {};
    request.trace = Trace();
}

}  // namespace

void Shared::count_closed() {
    if (open.fetch_sub(1) != 1 || !stopping) return;
    const std::lock_guard lock(mutex_);
    all_closed_.notify_all();
}

bool Shared::wait_until_closed(Clock::time_point until) {
    std::unique_lock lock(mutex_);
    return all_closed_.wait_until(lock, until, [this] { return open == 0; });
}

Connection::Connection(Shard& shard, Shared& shared, Socket socket, std::shared_ptr<asio::ssl::context> tls)
    : shard_(shard),
      shared_(shared),
      socket_(std::move(socket)),
      tls_context_(std::move(tls)),
      buffer_(shared.options.limits.header_bytes + kReadSizeBody) {}

void Connection::start() {
    place_ = shard_.connections.insert(shard_.connections.end(), shared_from_this());
    ErrorCode error;
    const auto peer = socket_.remote_endpoint(error);
    if (error) return close();  // gone already
    const auto local = socket_.local_endpoint(error);
    if (error) return close();
    peer_ = address_text(peer.address());
    local_address_ = address_text(local.address());
    local_port_ = local.port();
    socket_.non_blocking(true, error);
    socket_.set_option(asio::ip::tcp::no_delay(true), error);
    deadline_ = Clock::now() + shared_.options.limits.header;
    if (!tls_context_) return read();

    stage_ = Stage::handshake;
    tls_ = std::make_unique<asio::ssl::stream<Socket&>>(socket_, *tls_context_);
    tls_->async_handshake(asio::ssl::stream_base::server, [self = shared_from_this()](const ErrorCode& failed) {
        if (self->stage_ == Stage::closed) return;
        if (failed) {
            log::debug("TLS handshake with {} failed: {}", self->peer_, failed.message());
            return self->close();
        }
        self->stage_ = Stage::idle;
        self->read();
    });
}

void Connection::start_refused() {
    place_ = shard_.connections.insert(shard_.connections.end(), shared_from_this());
    ErrorCode error;
    socket_.non_blocking(true, error);
    request_.method = "GET";
    refuse({503, "too many connections"});
}

void Connection::read() {
    const bool large = stage_ == Stage::body;
    const std::size_t room = buffer_.max_size() - buffer_.size();
    const auto space = buffer_.prepare(std::min(large ? kReadSizeBody : kReadSize, room));
    reading_ = true;
    auto done = [self = shared_from_this()](const ErrorCode& error, std::size_t size) { self->on_read(error, size); };
    if (tls_) {
        tls_->async_read_some(space, std::move(done));
    } else {
        socket_.async_read_some(space, std::move(done));
    }
}

void Connection::on_read(const ErrorCode& error, std::size_t size) {
    reading_ = false;
    switch (stage_) {
        case Stage::closed: return;
        case Stage::lingering:  // what still comes is thrown away
            if (error) return close();
            return read();
        case Stage::writing: return;  // a refusal is under way; linger() reads on
        default: break;
    }
    if (error) return close();  // the client has gone, be it in the middle of a request
    buffer_.commit(size);
    progress();
}

// Serves what the buffer holds; ends with an asynchronous operation under way, or closed.
void Connection::progress() {
    for (int turn = 0; turn < kTurnsInARow; ++turn) {
        if (stage_ == Stage::idle) {
            if (buffer_.size() == 0) return read();
            begin_request();
        }
        if (!parse() || !handle()) return;
    }
    asio::post(shard_.context, [self = shared_from_this()] {
        if (self->stage_ != Stage::closed) self->progress();
    });
}

void Connection::begin_request() {
    parser_.emplace(request_, shared_.options.limits);
    continue_sent_ = false;
    stage_ = Stage::head;
    started_ = Clock::now();
    deadline_ = started_ + shared_.options.limits.header;
}

// True when the request is complete; else it has seen to what comes next.
bool Connection::parse() {
    const auto data = buffer_.data();
    buffer_.consume(parser_->feed({static_cast<const char*>(data.data()), data.size()}));
    if (parser_->refusal().status != 0) {
        refuse(parser_->refusal());
        return false;
    }
    if (parser_->is_done()) return true;
    if (parser_->is_header_done()) {
        const bool first = stage_ == Stage::head;
        stage_ = Stage::body;
        if (first) started_ = Clock::now();
        deadline_ = started_ + allowance(shared_.options.limits.body, parser_->body_received());
        if (parser_->expects_continue() && !continue_sent_ && parser_->body_received() == 0) {
            send_continue();
            return false;
        }
    }
    if (buffer_.size() == buffer_.max_size()) {  // a chunk's head or a trailer without end
        refuse({400, "malformed chunk"});
        return false;
    }
    read();
    return false;
}

void Connection::send_continue() {
    static constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    continue_sent_ = true;
    auto done = [self = shared_from_this()](const ErrorCode& error, std::size_t) {
        if (self->stage_ == Stage::closed) return;
        if (error) return self->close();
        if (self->stage_ == Stage::body) self->read();
    };
    const auto text = asio::buffer(kContinue.data(), kContinue.size());
    if (tls_) {
        asio::async_write(*tls_, text, std::move(done));
    } else {
        asio::async_write(socket_, text, std::move(done));
    }
}

// True when the response has been written and the next request may be read.
bool Connection::handle() {
    stage_ = Stage::handling;
    deadline_ = Clock::time_point::max();
    keep_alive_ = parser_->keep_alive() && shared_.options.keep_alive;
    request_.peer = peer_;
    request_.scheme = tls_ ? "https" : "http";
    request_.server_address = local_address_;
    request_.server_port = local_port_;
    started_ = Clock::now();
    if (shared_.dispatch.inline_safe && shared_.dispatch.inline_safe(request_)) {
        run_handler();
        return respond();
    }
    const bool outside = shared_.dispatch.waits_outside && shared_.dispatch.waits_outside(request_);
    (outside ? shared_.outside_workers : shared_.workers).post([self = shared_from_this()]() mutable {
        self->request_.queued = Clock::now() - self->started_;
        self->run_handler();
        IoContext& context = self->shard_.context;
        asio::post(context, [self = std::move(self)] { self->resume(); });
    });
    return false;
}

void Connection::run_handler() noexcept {
    std::string why = "something that is no exception was thrown";
    try {
        response_ = shared_.dispatch.handler(request_);
        return;
    } catch (const std::exception& error) {
        why = error.what();
    } catch (...) {
    }
    const log::RequestScope scope(request_.trace.request_id);
    log::error("{} {}: the handler failed: {}", request_.method,
               percent_encode_path(request_.script_name + request_.path), why);
    response_ = Response{500, "text/plain; charset=UTF-8", {}, "500 Internal Server Error\n"};
}

void Connection::resume() {
    if (stage_ == Stage::closed) return;
    if (respond()) progress();
}

bool Connection::respond() {
    closing_ = !keep_alive_ || shared_.stopping;
    return write();
}

// The rest of the request, if any, cannot be told from the next one: the connection ends with this answer.
void Connection::refuse(const Refusal& refusal) {
    response_ = Response{refusal.status, "text/plain; charset=UTF-8", {}, {}};
    response_.body.append(std::to_string(refusal.status)).append(" ").append(reason_phrase(refusal.status));
    response_.body.append("\n\n").append(refusal.reason).append("\n");
    request_.peer = peer_;
    started_ = stage_ == Stage::idle ? Clock::now() : started_;
    closing_ = true;
    write();
}

bool Connection::write() {
    shared_.requests.fetch_add(1, std::memory_order_relaxed);
    stage_ = Stage::writing;
    sent_ = 0;
    out_.clear();
    const bool with_body = may_have_body(response_.status) && request_.method != "HEAD";
    body_apart_ = with_body && response_.body.size() > kBodyTogether;
    const bool http_1_0 = parser_ && parser_->is_header_done() && parser_->version() < 11;
    append_response_head(out_, response_, shard_.date.now(), !closing_, http_1_0);
    if (with_body && !body_apart_) out_.append(response_.body);

    if (!tls_) {  // most often the kernel takes it all at once, and no turn of the event loop is needed
        ErrorCode error;
        sent_ = socket_.write_some(unsent(), error);
        if (error && error != asio::error::would_block) {
            close();
            return false;
        }
        if (asio::buffer_size(unsent()) == 0) return written();
    }
    write_started_ = Clock::now();
    deadline_ = write_started_ + allowance(shared_.options.limits.write, sent_);
    write_async();
    return false;
}

void Connection::write_async() {
    auto done = [self = shared_from_this()](const ErrorCode& error, std::size_t size) {
        if (self->stage_ == Stage::closed) return;
        if (error) return self->close();
        self->sent_ += size;
        if (asio::buffer_size(self->unsent()) > 0) {
            self->deadline_ = self->write_started_ + self->allowance(self->shared_.options.limits.write, self->sent_);
            return self->write_async();
        }
        if (self->written()) self->progress();
    };
    if (tls_) {
        tls_->async_write_some(unsent(), std::move(done));
    } else {
        socket_.async_write_some(unsent(), std::move(done));
    }
}

// True when the connection goes on to the next request.
bool Connection::written() {
    ++served_;
    if (shared_.access_log != nullptr) {
        const bool with_body = may_have_body(response_.status) && request_.method != "HEAD";
        shared_.access_log->write(request_, response_.status, with_body ? response_.body.size() : 0,
                                  Clock::now() - started_);
    }
    if (closing_) {
        finish();
        return false;
    }
    clear(request_);
    response_ = Response();
    if (out_.capacity() > kKeepCapacity) out_ = std::string();
    if (buffer_.size() == 0 && buffer_.capacity() > kKeepCapacity) buffer_.shrink_to_fit();
    stage_ = Stage::idle;
    const auto idle = shared_.options.limits.idle;
    deadline_ = idle.count() > 0 ? Clock::now() + idle : Clock::time_point::max();
    return true;
}

// Ends the connection so that the client gets the whole response: closing a socket that still has unread bytes would
// reset it, and a reset makes the client's system drop what it hasn't read yet.
void Connection::finish() {
    deadline_ = Clock::now() + kLinger;
    stage_ = Stage::lingering;
    if (!tls_) return linger();
    if (reading_) return close();  // OpenSSL can't shut down during a read
    tls_->async_shutdown([self = shared_from_this()](const ErrorCode&) {
        if (self->stage_ != Stage::closed) self->linger();
    });
}

void Connection::linger() {
    ErrorCode error;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_send, error);
    if (error) return close();
    const bool whole = parser_ && parser_->is_done() && buffer_.size() == 0 && socket_.available(error) == 0;
    if (whole || error) return close();
    tls_.reset();  // from here on bytes are only counted out
    buffer_.consume(buffer_.size());
    if (!reading_) read();
}

void Connection::check_deadline(Clock::time_point now) {
    if (now < deadline_) return;
    switch (stage_) {
        case Stage::head: return refuse({408, "the header took too long"});
        case Stage::body: return refuse({408, "the body took too long"});
        default: return close();
    }
}

void Connection::drain() {
    if (stage_ != Stage::idle && stage_ != Stage::handshake) return;
    ErrorCode error;
    const bool fresh = served_ == 0;
    if (fresh || socket_.available(error) > 0) {
        deadline_ = std::min(deadline_, Clock::now() + kFreshGrace);
    } else {
        close();
    }
}

void Connection::abort() { close(); }

void Connection::close() {
    if (stage_ == Stage::closed) return;
    stage_ = Stage::closed;
    const auto self = shared_from_this();  // the list's reference may be the last one
    shard_.connections.erase(place_);
    ErrorCode error;
    socket_.close(error);
    shared_.count_closed();
}

std::array<asio::const_buffer, 2> Connection::unsent() const {
    const std::size_t head = std::min(sent_, out_.size());
    const std::size_t body = sent_ - head;
    return {asio::const_buffer(out_.data() + head, out_.size() - head),
            body_apart_ ? asio::const_buffer(response_.body.data() + body, response_.body.size() - body)
                        : asio::const_buffer()};
}

Clock::duration Connection::allowance(std::chrono::milliseconds base, std::size_t moved) const {
    const std::size_t rate = std::max<std::size_t>(shared_.options.limits.slowest_bytes_per_second, 1);
    return base + std::chrono::milliseconds(moved * 1000 / rate);
}

}  // namespace neutrino::http
