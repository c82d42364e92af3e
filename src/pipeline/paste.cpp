#include "pipeline/paste.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>

namespace neutrino::pipeline {

namespace {

constexpr std::string_view kBlank = " \t\r\f\v";
constexpr std::size_t kLongestValue =
    64 * 1024;                         // after substitution: definitions that refer to each other can explode
constexpr int kDeepestReference = 10;  // configparser's limit, too
constexpr int kMostReferences = 1000;

std::string_view strip(std::string_view text) {
    const auto first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

// One pass over the lines; what it reads is still unsubstituted.
class Reader {
public:
    explicit Reader(PasteFile& file) : file_(file) {}

    void line(std::string_view raw) {
        ++number_;
        const std::string_view text = strip(raw);
        if (text.empty()) {
            ++skipped_;
            return;
        }
        if (text.front() == '#' || text.front() == ';') return;
        const std::size_t indent = raw.find_first_not_of(kBlank);
        if (value_ != nullptr && indent > indent_) {
            // Empty lines within a value belong to it.
            value_->append(skipped_ + 1, '\n').append(text);
            skipped_ = 0;
            return;
        }
        skipped_ = 0;
        indent_ = indent;
        if (text.front() == '[') {
            header(text);
        } else {
            setting(text);
        }
    }

private:
    [[noreturn]] void fail(const std::string& why) const {
        throw PasteError(file_.origin + ":" + std::to_string(number_) + ": " + why);
    }

    void header(std::string_view text) {
        const auto end = text.rfind(']');
        const std::string_view inside =
            end == std::string_view::npos ? std::string_view() : strip(text.substr(1, end - 1));
        if (inside.empty()) fail("malformed section header");
        value_ = nullptr;
        in_defaults_ = inside == "DEFAULT";
        if (in_defaults_) return;
        const auto colon = inside.find(':');
        std::string kind(strip(inside.substr(0, colon)));
        std::string name(colon == std::string_view::npos ? "main" : strip(inside.substr(colon + 1)));
        if (kind == "application") kind = "app";
        if (kind == "composit") kind = "composite";
        // A section may be continued further down.
        for (PasteSection& section : file_.sections) {
            if (section.kind == kind && section.name == name) {
                std::rotate(&section, &section + 1, file_.sections.data() + file_.sections.size());
                return;
            }
        }
        file_.sections.push_back({std::move(kind), std::move(name), number_, {}});
    }

    void setting(std::string_view text) {
        if (!in_defaults_ && file_.sections.empty()) fail("a setting outside of any section");
        const auto delimiter = text.find_first_of("=:");
        if (delimiter == std::string_view::npos) fail("neither a section header nor 'name = value'");
        const std::string_view key = strip(text.substr(0, delimiter));
        if (key.empty()) fail("a value without a name");
        const std::string_view value = strip(text.substr(delimiter + 1));
        if (in_defaults_) {
            auto& slot = file_.defaults[std::string(key)];
            slot = value;
            value_ = &slot;
            return;
        }
        auto& settings = file_.sections.back().settings;
        const auto known = std::find_if(settings.begin(), settings.end(), [&](const auto& s) { return s.key == key; });
        if (known != settings.end()) {
            known->value = value;
            value_ = &known->value;
        } else {
            settings.push_back({std::string(key), std::string(value)});
            value_ = &settings.back().value;
        }
    }

    PasteFile& file_;
    int number_ = 0;
    bool in_defaults_ = false;
    std::string* value_ = nullptr;  // what an indented line continues
    std::size_t indent_ = 0;
    std::size_t skipped_ = 0;  // empty lines since
};

class Substitution {
public:
    Substitution(const PasteFile& file, const PasteSection* section) : file_(file), section_(section) {}

    std::string operator()(std::string_view key, std::string_view value) {
        std::string out;
        references_ = 0;
        expand(out, value, key, 0);
        return out;
    }

private:
    [[noreturn]] void fail(std::string_view key, const std::string& why) const {
        throw PasteError(file_.origin + ": " + (section_ ? section_->title() : "[DEFAULT]") + " " + std::string(key) +
                         ": " + why);
    }

    std::optional<std::string> lookup(std::string_view name) const {
        if (section_ != nullptr) {
            if (const std::string* own = section_->find(name)) return *own;
        }
        if (const auto found = file_.defaults.find(name); found != file_.defaults.end()) return found->second;
        if (name == "__file__") return file_.origin;
        if (name == "here") {
            const auto slash = file_.origin.rfind('/');
            return slash == std::string::npos ? "." : slash == 0 ? "/" : file_.origin.substr(0, slash);
        }
        return std::nullopt;
    }

    void expand(std::string& out, std::string_view value, std::string_view key, int depth) {
        if (depth > kDeepestReference || ++references_ > kMostReferences)
            fail(key, "the values it is made of refer to each other");
        while (!value.empty()) {
            const auto percent = value.find('%');
            out.append(value.substr(0, percent));
            if (out.size() > kLongestValue) fail(key, "the value becomes too long");
            if (percent == std::string_view::npos) return;
            value.remove_prefix(percent + 1);
            if (value.starts_with('%')) {
                out.push_back('%');
                value.remove_prefix(1);
                continue;
            }
            const auto end = value.find(")s");
            if (!value.starts_with('(') || end == std::string_view::npos)
                fail(key, "'%' must be followed by '%' or '(name)s'");
            const std::string_view name = value.substr(1, end - 1);
            const auto found = lookup(name);
            if (!found) fail(key, "there is no '" + std::string(name) + "' to put in");
            expand(out, *found, key, depth + 1);
            value.remove_prefix(end + 2);
        }
    }

    const PasteFile& file_;
    const PasteSection* section_;
    int references_ = 0;  // in the value at hand
};

}  // namespace

const std::string* PasteSection::find(std::string_view key) const {
    for (const Setting& setting : settings) {
        if (setting.key == key) return &setting.value;
    }
    return nullptr;
}

std::string PasteSection::title() const { return "[" + kind + ":" + name + "]"; }

const PasteSection* PasteFile::find(std::string_view kind, std::string_view name) const {
    for (const PasteSection& section : sections) {
        if (section.kind == kind && section.name == name) return &section;
    }
    return nullptr;
}

PasteFile parse_paste(std::string_view text, std::string_view origin) {
    PasteFile raw;
    raw.origin = origin;
    if (text.starts_with("\xef\xbb\xbf")) text.remove_prefix(3);
    Reader reader(raw);
    while (!text.empty()) {
        const auto end = text.find('\n');
        reader.line(text.substr(0, end));
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    PasteFile file = raw;
    Substitution common(raw, nullptr);
    for (auto& [key, value] : file.defaults) value = common(key, value);
    for (std::size_t i = 0; i < raw.sections.size(); ++i) {
        Substitution own(raw, &raw.sections[i]);
        for (auto& [key, value] : file.sections[i].settings) value = own(key, value);
    }
    return file;
}

PasteFile read_paste_file(const std::string& path) {
    std::ifstream in(path, std::ios::binary);
    std::ostringstream text;
    if (!in || !(text << in.rdbuf())) {
        throw PasteError("cannot read " + path + ": " + std::strerror(errno != 0 ? errno : EIO));
    }
    return parse_paste(text.str(), path);
}

}  // namespace neutrino::pipeline
