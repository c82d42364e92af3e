#pragma once
// How much a client may send, and how long it may take.

#include <chrono>
#include <cstddef>

namespace neutrino::http {

struct Limits {
    std::size_t header_bytes = 64 * 1024;  // request line and fields together; beyond: 431, or 414 for the line alone
    std::size_t header_count = 200;        // fields; beyond: 431
    std::size_t body_bytes = 32 * 1024 * 1024;  // after chunked decoding; beyond: 413
    std::size_t connections = 4096;             // beyond: 503 and close

    // A kept-alive connection with no request under way is closed after this. Zero: never.
    std::chrono::milliseconds idle{900'000};
    // From the first byte of a request (for a new connection: from accept) to the end of its head. Beyond: 408.
    std::chrono::milliseconds header{60'000};
    // For a body to arrive (beyond: 408), and for a response to be taken by the client (beyond: the connection is
    // dropped); each is prolonged by the time that what has been moved takes at `slowest_bytes_per_second`.
    std::chrono::milliseconds body{60'000};
    std::chrono::milliseconds write{60'000};
    std::size_t slowest_bytes_per_second = 1024;
};

}  // namespace neutrino::http
