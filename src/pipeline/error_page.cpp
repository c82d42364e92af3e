#include "pipeline/error_page.h"

#include <fmt/format.h>

#include <iterator>

namespace neutrino::pipeline {

namespace {

std::string html_escaped(std::string_view text) {
    std::string out;
    for (const char c : text) {
        switch (c) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\'': out += "&#39;"; break;
            default: out.push_back(c);
        }
    }
    return out;
}

// The length of the valid UTF-8 sequence that `text` starts with; 0 when there is none.
std::size_t utf8_length(std::string_view text) {
    const auto byte = [&](std::size_t i) { return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u; };
    const auto trails = [&](std::size_t from, std::size_t to) {
        for (std::size_t i = from; i < to; ++i) {
            if ((byte(i) & 0xc0) != 0x80) return false;
        }
        return true;
    };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    if (first >= 0xc2 && first <= 0xdf) return trails(1, 2) ? 2 : 0;
    if (first >= 0xe0 && first <= 0xef) {
        const bool overlong = first == 0xe0 && byte(1) < 0xa0;
        const bool surrogate = first == 0xed && byte(1) > 0x9f;
        return !overlong && !surrogate && trails(1, 3) ? 3 : 0;
    }
    if (first >= 0xf0 && first <= 0xf4) {
        const bool overlong = first == 0xf0 && byte(1) < 0x90;
        const bool beyond = first == 0xf4 && byte(1) > 0x8f;
        return !overlong && !beyond && trails(1, 4) ? 4 : 0;
    }
    return 0;
}

}  // namespace

std::string json_quoted(std::string_view text) {
    std::string out = "\"";
    while (!text.empty()) {
        const char c = text.front();
        const auto byte = static_cast<unsigned char>(c);
        const std::size_t length = utf8_length(text);
        if (length == 0) {
            out += "\xef\xbf\xbd";
        } else if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (byte < 0x20 || byte == 0x7f) {
            fmt::format_to(std::back_inserter(out), "\\u{:04x}", byte);
        } else {
            out.append(text.substr(0, length));
        }
        text.remove_prefix(length == 0 ? 1 : length);
    }
    out.push_back('"');
    return out;
}

http::Response error_page(const http::Request& request, int status, std::string_view explanation,
                          std::string_view detail) {
    const std::string_view accept = request.headers.get("Accept");
    const std::string_view reason = http::reason_phrase(status);
    http::Response response;
    response.status = status;
    if (accept.find("html") != std::string_view::npos || accept.find("*/*") != std::string_view::npos) {
        response.content_type = "text/html; charset=UTF-8";
        response.body = fmt::format(
            "<html>\n <head>\n  <title>{0} {1}</title>\n </head>\n <body>\n  <h1>{0} {1}</h1>\n  {2}<br /><br "
            "/>\n{3}\n\n"
            " </body>\n</html>",
            status, reason, html_escaped(explanation), html_escaped(detail));
    } else if (accept.find("json") != std::string_view::npos) {
        response.content_type = "application/json";
        response.body = fmt::format(R"({{"code": {}, "title": {}, "description": {}}})", status, json_quoted(reason),
                                    detail.empty() ? "null" : json_quoted(detail));
    } else {
        response.content_type = "text/plain; charset=UTF-8";
        response.body = fmt::format("{} {}\n\n{}\n\n {}  ", status, reason, explanation, detail);
    }
    return response;
}

http::Response not_found_page(const http::Request& request, std::string_view detail) {
    return error_page(request, 404, "There is nothing at this address.", detail);
}

http::Response method_not_allowed_page(const http::Request& request) {
    return error_page(request, 405, "What is at this address cannot be asked with " + request.method + ".");
}

http::Response unavailable_page(const http::Request& request, std::string_view detail) {
    http::Response response = error_page(request, 503, "This cannot be answered now; try again in a moment.", detail);
    response.headers.add("Retry-After", "2");
    return response;
}

http::Response neutron_error(int status, std::string_view type, std::string_view message) {
    http::Response response;
    response.status = status;
    response.content_type = "application/json";
    response.body = fmt::format(R"({{"NeutronError": {{"type": {}, "message": {}, "detail": ""}}}})", json_quoted(type),
                                json_quoted(message));
    return response;
}

}  // namespace neutrino::pipeline
