#pragma once
// A client for the tests: blocking, over a real socket, with nothing between the test and the bytes.

#include "http/message.h"

#include <gtest/gtest.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <charconv>
#include <string>
#include <string_view>

namespace neutrino::http::test {

struct Answer {
    int status = 0;  // 0: the connection ended before a whole response had come
    Headers headers;
    std::string body;
};

class RawClient {
public:
    explicit RawClient(std::uint16_t port, int receive_buffer = 0) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
        // So that a test which waits in vain fails instead of hanging.
        const timeval patience{30, 0};
        ::setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        ::setsockopt(fd_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
        if (receive_buffer > 0) ::setsockopt(fd_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connected_ = ::connect(fd_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    }
    ~RawClient() { ::close(fd_); }
    RawClient(const RawClient&) = delete;
    RawClient& operator=(const RawClient&) = delete;

    bool connected() const { return connected_; }
    int fd() const { return fd_; }

    // False when the server has closed the connection.
    bool send(std::string_view text) {
        while (!text.empty()) {
            const ssize_t sent = ::send(fd_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent <= 0) return false;
            text.remove_prefix(static_cast<std::size_t>(sent));
        }
        return true;
    }

    // One response; interim ones (100) are answers too. `with_body` false: what HEAD gets.
    Answer receive(bool with_body = true) {
        Answer answer;
        std::size_t end = 0;
        while ((end = buffer_.find("\r\n\r\n")) == std::string::npos) {
            if (!fill()) return answer;
        }
        std::string_view head = std::string_view(buffer_).substr(0, end);
        std::size_t length = 0;
        int status = 0;
        std::from_chars(head.data() + std::min<std::size_t>(9, head.size()), head.data() + head.size(), status);
        for (std::size_t at = head.find("\r\n"); at != std::string_view::npos; at = head.find("\r\n")) {
            head.remove_prefix(at + 2);
            const std::string_view line = head.substr(0, head.find("\r\n"));
            const std::size_t colon = line.find(": ");
            if (colon == std::string_view::npos) continue;
            answer.headers.add(line.substr(0, colon), line.substr(colon + 2));
        }
        const std::string_view text = answer.headers.get("Content-Length");
        std::from_chars(text.data(), text.data() + text.size(), length);
        buffer_.erase(0, end + 4);
        if (with_body) {
            while (buffer_.size() < length) {
                if (!fill()) return answer;
            }
            answer.body = buffer_.substr(0, length);
            buffer_.erase(0, length);
        }
        answer.status = status;
        return answer;
    }

    Answer ask(std::string_view text) { return send(text) ? receive() : Answer{}; }

    // Waits for the server to end the connection; false when bytes came that nobody has asked for.
    bool closed_by_server() { return buffer_.empty() && !fill() && buffer_.empty(); }

private:
    bool fill() {
        char chunk[16384];
        const ssize_t got = ::recv(fd_, chunk, sizeof chunk, 0);
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
            ADD_FAILURE() << "the server neither answered nor closed";
        if (got <= 0) return false;
        buffer_.append(chunk, static_cast<std::size_t>(got));
        return true;
    }

    int fd_;
    bool connected_ = false;
    std::string buffer_;
};

// "GET <target> HTTP/1.1", Host and the given further lines (each with its CRLF), and the empty line.
inline std::string get(std::string_view target, std::string_view lines = {}) {
    return "GET " + std::string(target) + " HTTP/1.1\r\nHost: test\r\n" + std::string(lines) + "\r\n";
}

}  // namespace neutrino::http::test
