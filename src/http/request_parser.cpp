#include "http/request_parser.h"

#include "http/head.h"

#include <boost/beast/http/error.hpp>
#include <boost/beast/http/field.hpp>

#include <algorithm>

namespace neutrino::http {

namespace beast = boost::beast;

namespace {

// What Beast makes of a request that isn't HTTP, as the status and the words that we answer.
Refusal refusal_of(beast::http::error error) {
    using E = beast::http::error;
    switch (error) {
        case E::header_limit: return {431, "the header is too large"};
        case E::body_limit: return {413, "the body is too large"};
        case E::bad_version: return {505, "only HTTP/1.0 and HTTP/1.1 are spoken here"};
        case E::bad_method: return {400, "malformed method"};
        case E::bad_target: return {400, "malformed request target"};
        case E::bad_field: return {400, "malformed header name"};
        case E::bad_value:
        case E::bad_obs_fold: return {400, "malformed header value"};
        case E::bad_content_length:
        case E::multiple_content_length: return {400, "malformed or conflicting Content-Length"};
        case E::bad_transfer_encoding: return {400, "malformed or conflicting Transfer-Encoding"};
        case E::bad_chunk:
        case E::bad_chunk_extension: return {400, "malformed chunk"};
        default: return {400, "malformed request"};
    }
}

std::string_view std_view(beast::string_view text) { return {text.data(), text.size()}; }

}  // namespace

RequestParser::RequestParser(Request& request, const Limits& limits) : request_(request), limits_(limits) {
    header_limit(static_cast<std::uint32_t>(std::min<std::size_t>(limits.header_bytes, UINT32_MAX)));
    body_limit(limits.body_bytes);
    eager(true);
}

std::size_t RequestParser::feed(std::string_view data) {
    error_code error;
    const std::size_t used = put({data.data(), data.size()}, error);
    if (!error || error == beast::http::error::need_more || refusal_.status != 0) return used;
    refusal_ = refusal_of(static_cast<beast::http::error>(error.value()));
    if (refusal_.status == 431 && head_bytes_ == 0) refusal_ = {414, "the request target is too long"};
    return used;
}

void RequestParser::refuse(int status, std::string_view reason, error_code& error) {
    refusal_ = {status, reason};
    error = beast::http::error::bad_value;
}

void RequestParser::on_request_impl(beast::http::verb, view method, view target, int version, error_code& error) {
    version_ = version;
    head_bytes_ = method.size() + target.size();
    request_.method = std_view(method);
    request_.target = std_view(target);
    const std::string_view authority = split_target(request_);
    if (authority.empty()) return;
    if (!is_valid_host(authority)) return refuse(400, "malformed request target", error);
    authority_given_ = true;
    request_.headers.add("Host", authority);
}

void RequestParser::on_field_impl(beast::http::field field, view name, view value, error_code& error) {
    using F = beast::http::field;
    head_bytes_ += name.size() + value.size() + 4;
    if (head_bytes_ > limits_.header_bytes) return refuse(431, "the header is too large", error);
    if (!in_head_) return;
    if (request_.headers.size() >= limits_.header_count) return refuse(431, "too many header fields", error);
    switch (field) {
        case F::host: {
            // Beast lets any printable text through; what we build URLs from is checked here. With an absolute target
            // the Host field must be ignored in favour of the target's authority (RFC 9112, 3.2.2).
            if (!value.empty() && !is_valid_host(std_view(value))) return refuse(400, "malformed Host", error);
            if (host_seen_) return refuse(400, "more than one Host", error);
            host_seen_ = true;
            if (authority_given_) return;
            break;
        }
        case F::transfer_encoding:
            if (!beast::iequals(value, "chunked")) return refuse(501, "only the chunked coding is understood", error);
            if (version_ < 11) return refuse(400, "Transfer-Encoding in an HTTP/1.0 request", error);
            break;
        case F::expect:
            if (!beast::iequals(value, "100-continue")) return refuse(417, "only 100-continue is understood", error);
            expects_continue_ = version_ >= 11;
            break;
        default: break;
    }
    request_.headers.add(std_view(name), std_view(value));
}

void RequestParser::on_header_impl(error_code& error) {
    in_head_ = false;
    if (version_ >= 11 && !host_seen_) refuse(400, "Host is missing", error);
}

void RequestParser::on_body_init_impl(const boost::optional<std::uint64_t>& length, error_code&) {
    // The length is the client's claim: memory is taken as bytes come, after a modest advance.
    constexpr std::uint64_t kAdvance = 64 * 1024;
    if (length) request_.body.reserve(static_cast<std::size_t>(std::min(*length, kAdvance)));
}

std::size_t RequestParser::on_body_impl(view data, error_code&) {
    request_.body.append(data.data(), data.size());
    return data.size();
}

std::size_t RequestParser::on_chunk_body_impl(std::uint64_t, view data, error_code& error) {
    return on_body_impl(data, error);
}

Head parse_head(std::string_view text, const Limits& limits) {
    Head head;
    RequestParser parser(head.request, limits);
    parser.eager(false);  // what follows the head stays unread
    while (!text.empty() && !parser.is_header_done() && parser.refusal().status == 0) {
        const std::size_t used = parser.feed(text);
        if (used == 0) break;
        text.remove_prefix(used);
    }
    head.status = parser.refusal().status;
    head.reason = parser.refusal().reason;
    head.complete = parser.is_header_done() && head.status == 0;
    head.keep_alive = head.complete && parser.keep_alive();
    return head;
}

}  // namespace neutrino::http
