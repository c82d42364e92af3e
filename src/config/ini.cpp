#include "config/ini.h"

#include <fmt/core.h>

#include <optional>

namespace neutrino::config {
namespace {

constexpr std::string_view kBlanks = " \t\r\f\v";

std::string_view trimmed(std::string_view text) {
    const auto first = text.find_first_not_of(kBlanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

std::string_view unquoted(std::string_view text) {
    const bool quoted = text.size() > 1 && (text.front() == '"' || text.front() == '\'') && text.front() == text.back();
    return quoted ? text.substr(1, text.size() - 2) : text;
}

class Parser {
public:
    explicit Parser(std::string_view file) : file_(file) {}

    void line(std::string_view text) {
        ++line_;
        if (trimmed(text).empty()) {
            finish();
        } else if (text[0] == ' ' || text[0] == '\t') {
            if (!open_) fail("continues a value, but there is none before it");
            open_->value.append("\n").append(trimmed(text));
        } else {
            finish();
            begin(text);
        }
    }

    std::vector<IniEntry> end() {
        finish();
        return std::move(entries_);
    }

private:
    [[noreturn]] void fail(std::string_view reason) const {
        throw ConfigError(fmt::format("{}:{}: {}", file_, line_, reason));
    }

    void begin(std::string_view text) {
        if (text[0] == '#' || text[0] == ';') return;
        text = trimmed(text);
        if (text[0] == '[') {
            if (text.back() != ']') fail("a section's name must end with ']'");
            section_ = trimmed(text.substr(1, text.size() - 2));
            if (section_.empty()) fail("a section needs a name");
            return;
        }
        const auto sign = text.find_first_of("=:");
        if (sign == std::string_view::npos)
            fail(fmt::format("'{}' is neither a section, nor 'option = value', nor a comment", text));
        const auto key = trimmed(text.substr(0, sign));
        if (key.empty()) fail("a value without an option's name");
        if (section_.empty()) fail(fmt::format("option '{}' stands before any section", key));
        open_ = IniEntry{section_, std::string(key), std::string(trimmed(text.substr(sign + 1))), file_, line_};
    }

    void finish() {
        if (!open_) return;
        open_->value = std::string(unquoted(open_->value));
        entries_.push_back(std::move(*open_));
        open_.reset();
    }

    std::string file_;
    int line_ = 0;
    std::string section_;
    std::optional<IniEntry> open_;
    std::vector<IniEntry> entries_;
};

}  // namespace

std::vector<IniEntry> parse_ini(std::string_view text, std::string_view file_name) {
    Parser parser(file_name);
    while (!text.empty()) {
        const auto end = text.find('\n');
        parser.line(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return parser.end();
}

}  // namespace neutrino::config
