#include "http/response_head.h"

#include <charconv>

namespace neutrino::http {

namespace {

void append_number(std::string& out, std::size_t number) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

void append_field(std::string& out, std::string_view name, std::string_view value) {
    out.append(name).append(": ");
    const std::size_t start = out.size();
    out.append(value);
    for (std::size_t i = start; i < out.size(); ++i) {
        if (out[i] == '\r' || out[i] == '\n' || out[i] == '\0') out[i] = ' ';
    }
    out.append("\r\n");
}

}  // namespace

std::string_view DateHeader::now() {
    const std::time_t now = std::time(nullptr);
    if (now != second_ || text_.empty()) {
        std::tm parts{};
        gmtime_r(&now, &parts);
        char text[40];
        // The C locale's English names: the service never calls setlocale.
        const std::size_t size = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S GMT", &parts);
        text_.assign(text, size);
        second_ = now;
    }
    return text_;
}

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }

void append_response_head(std::string& out, const Response& response, std::string_view date, bool keep_alive,
                          bool http_1_0) {
    out.append("HTTP/1.1 ");
    append_number(out, static_cast<std::size_t>(response.status));
    out.append(" ").append(reason_phrase(response.status)).append("\r\n");
    if (!response.content_type.empty()) append_field(out, "Content-Type", response.content_type);
    if (may_have_body(response.status)) {
        out.append("Content-Length: ");
        append_number(out, response.body.size());
        out.append("\r\n");
    }
    for (const Header& field : response.headers) append_field(out, field.name, field.value);
    out.append("Date: ").append(date).append("\r\n");
    if (!keep_alive) {
        out.append("Connection: close\r\n");
    } else if (http_1_0) {
        out.append("Connection: keep-alive\r\n");
    }
    out.append("\r\n");
}

}  // namespace neutrino::http
