#pragma once
// A request and its response, as handlers see them. No Boost here: this header is included all over the service.

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace neutrino::http {

struct Header {
    std::string name;
    std::string value;
};

// Header fields in the order they came. Names are compared without regard to case, and may repeat.
class Headers {
public:
    Headers() = default;
    Headers(std::initializer_list<Header> fields) : fields_(fields) {}

    // The first field of that name; nullptr when there is none. Invalidated by any change.
    const std::string* find(std::string_view name) const;
    // The first value, or "" when there is none.
    std::string_view get(std::string_view name) const;
    bool contains(std::string_view name) const { return find(name) != nullptr; }
    std::size_t count(std::string_view name) const;

    void add(std::string_view name, std::string_view value);
    // Replaces every field of that name.
    void set(std::string_view name, std::string_view value);
    void remove(std::string_view name);
    template <class Predicate>
    void remove_if(Predicate predicate) {
        std::erase_if(fields_, predicate);
    }
    void clear() { fields_.clear(); }

    std::size_t size() const { return fields_.size(); }
    auto begin() const { return fields_.begin(); }
    auto end() const { return fields_.end(); }

private:
    std::vector<Header> fields_;
};

// What the pipeline learnt about a request, for the access log and for log lines.
struct Trace {
    std::string request_id;
    std::string global_request_id;
    std::string user_id;
    std::string project_id;
};

struct Request {
    std::string method;  // upper case as clients send it; any token is let through
    std::string target;  // as sent: "/v2.0/networks?name=a%20b"

    std::string script_name;  // the part of the path that led here: "/v2.0" once a urlmap has matched; percent-decoded
    std::string path;         // the rest, percent-decoded: "/networks"
    std::string query;        // as sent, without the '?'

    Headers headers;
    std::string body;  // chunked transfer already undone

    std::string scheme = "http";  // or "https"
    std::string peer;             // the client's address without port, or what a trusted proxy says it is
    std::string server_address;   // where the request came in
    std::uint16_t server_port = 0;
    std::chrono::steady_clock::duration queued{};  // how long it has waited for a thread since all of it had come

    Trace trace;

    // "host:port" as the client names this server; without the port when it is the scheme's default.
    std::string host() const;
    // "http://host:port", "...+script_name", "...+script_name+path"; the paths percent-encoded again.
    std::string host_url() const;
    std::string application_url() const;
    std::string path_url() const;
};

struct Response {
    int status = 200;
    std::string content_type;  // empty: no Content-Type header
    Headers headers;           // neither Content-Type, Content-Length, Date nor Connection: those are the server's
    std::string body;          // not sent in answer to HEAD, nor with 1xx, 204 and 304
};

bool equals_ignoring_case(std::string_view a, std::string_view b);

// "Not Found" for 404; "Unknown" for what has no registered phrase.
std::string_view reason_phrase(int status);

// Undoes %XX; a '%' that starts no valid sequence stays as it is.
std::string percent_decode(std::string_view text);
// Encodes what may not stand in a path.
std::string percent_encode_path(std::string_view text);

// Splits `target` into path and query. An absolute target ("http://host/path") loses its scheme and authority, which is
// returned ("host"), as it takes precedence over the Host header; else returns "".
std::string_view split_target(Request& request);

// Whether a Host header (or a proxy's substitute for it) has only the characters of a host and a port, so that it can
// be put into a URL or a log line.
bool is_valid_host(std::string_view host);

}  // namespace neutrino::http
