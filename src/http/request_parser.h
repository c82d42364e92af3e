#pragma once
// Beast's HTTP/1 parser, filling our Request. Internal to this room: it includes Beast.

#include "http/limits.h"
#include "http/message.h"

#include <boost/beast/http/basic_parser.hpp>

namespace neutrino::http {

// Why a request is refused; status 0: it isn't.
struct Refusal {
    int status = 0;
    std::string_view reason;
};

// For one request: made anew for the next. `request` must outlive it.
class RequestParser : public boost::beast::http::basic_parser<true> {
public:
    RequestParser(Request& request, const Limits& limits);

    // Feeds what was received; returns how much of it was used up. After it: refusal(), is_header_done(), is_done().
    std::size_t feed(std::string_view data);

    const Refusal& refusal() const { return refusal_; }
    bool expects_continue() const { return expects_continue_; }
    int version() const { return version_; }  // 10 or 11
    std::size_t body_received() const { return request_.body.size(); }

private:
    using error_code = boost::beast::error_code;
    using view = boost::beast::string_view;

    void on_request_impl(boost::beast::http::verb, view method, view target, int version, error_code&) override;
    void on_response_impl(int, view, int, error_code&) override {}
    void on_field_impl(boost::beast::http::field, view name, view value, error_code&) override;
    void on_header_impl(error_code&) override;
    void on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) override;
    std::size_t on_body_impl(view data, error_code&) override;
    void on_chunk_header_impl(std::uint64_t, view, error_code&) override {}
    std::size_t on_chunk_body_impl(std::uint64_t, view data, error_code&) override;
    void on_finish_impl(error_code&) override {}

    void refuse(int status, std::string_view reason, error_code& error);

    Request& request_;
    const Limits& limits_;
    Refusal refusal_;
    std::size_t head_bytes_ = 0;
    int version_ = 11;
    bool in_head_ = true;  // trailers of a chunked body are fields too, and are dropped
    bool expects_continue_ = false;
    bool host_seen_ = false;
    bool authority_given_ = false;  // by an absolute request target
};

}  // namespace neutrino::http
