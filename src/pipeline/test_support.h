#pragma once
// Requests for the tests, without a server.

#include "pipeline/app.h"

#include <string>
#include <string_view>

namespace neutrino::pipeline::test {

inline http::Request request(std::string_view method, std::string_view target, http::Headers headers = {}) {
    http::Request result;
    result.method = method;
    result.target = target;
    http::split_target(result);
    result.headers = std::move(headers);
    if (!result.headers.contains("Host")) result.headers.add("Host", "localhost");
    result.peer = "192.0.2.1";
    result.server_port = 9696;
    return result;
}

inline App answering(int status, std::string body = {}) {
    return [status, body](http::Request&, RequestContext&) { return http::Response{status, "text/plain", {}, body}; };
}

inline http::Response ask(const App& app, http::Request asked) {
    RequestContext context;
    return app(asked, context);
}

}  // namespace neutrino::pipeline::test
