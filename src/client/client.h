#pragma once
// Asking other services over HTTP: the seam that tests replace by services of their own.

#include "http/message.h"

#include <stdexcept>
#include <string>

namespace neutrino::client {

struct Request {
    std::string method = "GET";
    std::string url;  // http:// or https://; redirections are not followed, as they would take tokens elsewhere
    http::Headers headers;
    std::string body;
};

struct Response {
    int status = 0;
    http::Headers headers;
    std::string body;
};

// No response came. The message names the request's method and URL and the reason; nothing of its headers or body.
class Failure : public std::runtime_error {
public:
    enum class Kind {
        unreachable,  // no connection, or none that TLS would trust: the request has not been sent
        timeout,      // no connection or no whole response in time
        broken,       // the connection ended early, or what came is no response
    };
    Failure(Kind kind, const std::string& message) : std::runtime_error(message), kind_(kind) {}
    Kind kind() const noexcept { return kind_; }

private:
    Kind kind_;
};

class Client {
public:
    virtual ~Client() = default;
    // Thread-safe. Blocks, for a bounded time. Any status is a response. Throws Failure; and std::invalid_argument for
    // a header that would end its line.
    virtual Response send(const Request& request) = 0;
};

}  // namespace neutrino::client
