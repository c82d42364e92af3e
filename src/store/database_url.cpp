#include "store/database_url.h"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

namespace neutrino::store {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

std::string percent_decode(std::string_view text) {
    std::string decoded;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0) {
            decoded += static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]));
            i += 2;
        } else {
            decoded += text[i];
        }
    }
    return decoded;
}

// Cuts `text` at the first (or last) `mark` and returns what came before it; all of it when there is no mark.
std::string_view cut(std::string_view& text, char mark) {
    const std::size_t at = text.find(mark);
    const std::string_view head = text.substr(0, at);
    text = at == std::string_view::npos ? std::string_view() : text.substr(at + 1);
    return head;
}

std::map<std::string, std::string> parse_query(std::string_view text) {
    std::map<std::string, std::string> query;
    while (!text.empty()) {
        std::string_view value = cut(text, '&');
        const std::string_view name = cut(value, '=');
        query[percent_decode(name)] = percent_decode(value);
    }
    return query;
}

void parse_authority(std::string_view authority, DatabaseUrl& url) {
    if (const std::size_t at = authority.rfind('@'); at != std::string_view::npos) {
        std::string_view password = authority.substr(0, at);
        url.user = percent_decode(cut(password, ':'));
        url.password = percent_decode(password);
        authority.remove_prefix(at + 1);
    }
    std::string_view port;
    if (authority.starts_with('[')) {
        const std::size_t end = authority.find(']');
        if (end == std::string_view::npos) throw std::invalid_argument("the database URL has a '[' without ']'");
        url.host = authority.substr(1, end - 1);
        port = authority.substr(end + 1);
        if (port.starts_with(':')) port.remove_prefix(1);
    } else {
        port = authority;
        url.host = cut(port, ':');
    }
    if (port.empty()) return;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), url.port);
    if (error != std::errc() || end != port.data() + port.size() || url.port < 1 || url.port > 65535) {
        throw std::invalid_argument(fmt::format("the database URL has the port '{}', which is none", port));
    }
}

}  // namespace

DatabaseUrl DatabaseUrl::parse(std::string_view text) {
    DatabaseUrl url;
    const std::size_t colon = text.find("://");
    if (colon == std::string_view::npos) {
        throw std::invalid_argument(
            "a database URL has the form dialect://..., e.g. sqlite:////var/lib/neutron/neutron.sqlite");
    }
    std::string_view scheme = text.substr(0, colon);
    std::string_view rest = text.substr(colon + 3);
    url.dialect = cut(scheme, '+');
    if (url.dialect == "mariadb") url.dialect = "mysql";
    if (url.dialect == "postgres") url.dialect = "postgresql";
    if (url.dialect != "sqlite" && url.dialect != "mysql" && url.dialect != "postgresql") {
        throw std::invalid_argument(
            fmt::format("the database URL names '{}'; known are sqlite, mysql and postgresql", url.dialect));
    }
    std::string_view path = cut(rest, '?');
    url.query = parse_query(rest);
    parse_authority(cut(path, '/'), url);
    url.database = percent_decode(path);
    if (url.dialect == "sqlite") {
        if (!url.host.empty()) {
            throw std::invalid_argument(
                "a SQLite URL has three slashes before a relative path and four before an absolute one: "
                "sqlite:////var/lib/...");
        }
        if (url.database.empty() || url.database == ":memory:" || url.database.starts_with("file:")) {
            throw std::invalid_argument(
                "a SQLite URL must name a file: a database in memory would lose everything at a restart");
        }
    } else if (url.database.empty()) {
        throw std::invalid_argument(fmt::format("the database URL {} names no database", url.masked()));
    }
    return url;
}

std::string DatabaseUrl::masked() const {
    std::string text = dialect + "://";
    if (!user.empty()) text += user + (password.empty() ? "@" : ":***@");
    text += host.find(':') == std::string::npos ? host : "[" + host + "]";
    if (port != 0) text += fmt::format(":{}", port);
    return text + "/" + database;
}

}  // namespace neutrino::store
