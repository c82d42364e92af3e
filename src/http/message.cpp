#include "http/message.h"

#include <algorithm>

namespace neutrino::http {

namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; }

bool is_alphanumeric(char c) { return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

int hex_value(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

}  // namespace

bool equals_ignoring_case(std::string_view a, std::string_view b) {
    if (a.size() != b.size()) return false;
    for (std::size_t i = 0; i < a.size(); ++i) {
        if (lower(a[i]) != lower(b[i])) return false;
    }
    return true;
}

const std::string* Headers::find(std::string_view name) const {
    for (const Header& field : fields_) {
        if (equals_ignoring_case(field.name, name)) return &field.value;
    }
    return nullptr;
}

std::string_view Headers::get(std::string_view name) const {
    const std::string* value = find(name);
    return value ? std::string_view(*value) : std::string_view();
}

std::size_t Headers::count(std::string_view name) const {
    return static_cast<std::size_t>(std::count_if(
        fields_.begin(), fields_.end(), [&](const Header& field) { return equals_ignoring_case(field.name, name); }));
}

void Headers::add(std::string_view name, std::string_view value) {
    fields_.push_back({std::string(name), std::string(value)});
}

void Headers::set(std::string_view name, std::string_view value) {
    remove(name);
    add(name, value);
}

void Headers::remove(std::string_view name) {
    std::erase_if(fields_, [&](const Header& field) { return equals_ignoring_case(field.name, name); });
}

std::string Request::host() const {
    std::string_view host = headers.get("Host");
    if (host.empty()) {
        const bool v6 = server_address.find(':') != std::string::npos;
        std::string own = v6 ? "[" + server_address + "]" : server_address;
        const bool usual = server_port == (scheme == "https" ? 443 : 80);
        return usual ? own : own + ":" + std::to_string(server_port);
    }
    const std::string_view usual = scheme == "https" ? ":443" : ":80";
    if (host.ends_with(usual)) host.remove_suffix(usual.size());
    return std::string(host);
}

std::string Request::host_url() const { return scheme + "://" + host(); }

std::string Request::application_url() const { return host_url() + percent_encode_path(script_name); }

std::string Request::path_url() const { return application_url() + percent_encode_path(path); }

std::string_view reason_phrase(int status) {
    switch (status) {
        case 100: return "Continue";
        case 200: return "OK";
        case 201: return "Created";
        case 202: return "Accepted";
        case 204: return "No Content";
        case 206: return "Partial Content";
        case 300: return "Multiple Choices";
        case 301: return "Moved Permanently";
        case 302: return "Found";
        case 303: return "See Other";
        case 304: return "Not Modified";
        case 307: return "Temporary Redirect";
        case 308: return "Permanent Redirect";
        case 400: return "Bad Request";
        case 401: return "Unauthorized";
        case 402: return "Payment Required";
        case 403: return "Forbidden";
        case 404: return "Not Found";
        case 405: return "Method Not Allowed";
        case 406: return "Not Acceptable";
        case 408: return "Request Timeout";
        case 409: return "Conflict";
        case 410: return "Gone";
        case 411: return "Length Required";
        case 412: return "Precondition Failed";
        case 413: return "Request Entity Too Large";
        case 414: return "Request URI Too Long";
        case 415: return "Unsupported Media Type";
        case 417: return "Expectation Failed";
        case 422: return "Unprocessable Entity";
        case 423: return "Locked";
        case 429: return "Too Many Requests";
        case 431: return "Request Header Fields Too Large";
        case 500: return "Internal Server Error";
        case 501: return "Not Implemented";
        case 502: return "Bad Gateway";
        case 503: return "Service Unavailable";
        case 504: return "Gateway Timeout";
        case 505: return "HTTP Version Not Supported";
        case 507: return "Insufficient Storage";
        default: return "Unknown";
    }
}

std::string percent_decode(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
            out.push_back(static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])));
            i += 2;
        } else {
            out.push_back(text[i]);
        }
    }
    return out;
}

std::string percent_encode_path(std::string_view text) {
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    constexpr std::string_view kAlso = "-._~!$&'()*+,;=:@/";
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        if (is_alphanumeric(c) || kAlso.find(c) != std::string_view::npos) {
            out.push_back(c);
        } else {
            const auto byte = static_cast<unsigned char>(c);
            out.push_back('%');
            out.push_back(kDigits[byte >> 4]);
            out.push_back(kDigits[byte & 15]);
        }
    }
    return out;
}

std::string_view split_target(Request& request) {
    std::string_view rest = request.target;
    std::string_view authority;
    for (const std::string_view scheme : {std::string_view("http://"), std::string_view("https://")}) {
        if (rest.size() < scheme.size() || !equals_ignoring_case(rest.substr(0, scheme.size()), scheme)) continue;
        rest.remove_prefix(scheme.size());
        authority = rest.substr(0, rest.find_first_of("/?"));
        rest.remove_prefix(authority.size());
        break;
    }
    if (const auto fragment = rest.find('#'); fragment != std::string_view::npos) rest = rest.substr(0, fragment);
    const auto mark = rest.find('?');
    const std::string_view path = rest.substr(0, mark);
    request.path = path.empty() && !authority.empty() ? "/" : percent_decode(path);
    request.query = mark == std::string_view::npos ? std::string() : std::string(rest.substr(mark + 1));
    return authority;
}

bool is_valid_host(std::string_view host) {
    constexpr std::string_view kAlso = "-._~[]:%";
    return !host.empty() && host.size() <= 300 && std::all_of(host.begin(), host.end(), [&](char c) {
        return is_alphanumeric(c) || kAlso.find(c) != std::string_view::npos;
    });
}

}  // namespace neutrino::http
