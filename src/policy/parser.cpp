#include "policy/check.h"

#include <algorithm>
#include <utility>

namespace neutrino::policy {
namespace {

// Words are separated by blanks; parentheses stick to words, as in "(rule:a or rule:b)".
std::vector<std::string> words_of(std::string_view text) {
    std::vector<std::string> words;
    std::string word;
    char quote = 0;
    auto flush = [&] {
        if (!word.empty()) words.push_back(std::move(word));
        word.clear();
    };
    int depth = 0;  // parentheses inside %( ... )s belong to the word
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (quote) {
            word += c;
            if (c == quote) quote = 0;
        } else if (c == '\'' || c == '"') {
            quote = c;
            word += c;
        } else if (c == '(' && !word.empty() && word.back() == '%') {
            ++depth;
            word += c;
        } else if (depth > 0) {
            word += c;
            if (c == ')') --depth;
        } else if (c == '(' || c == ')') {
            flush();
            words.emplace_back(1, c);
        } else if (c == ' ' || c == '\t' || c == '\n' || c == '\r') {
            flush();
        } else {
            word += c;
        }
    }
    if (quote || depth > 0) throw CheckError("unfinished quote or substitution");
    flush();
    return words;
}

CheckPtr make(Check::Kind kind, std::string left = {}, std::string right = {}) {
    auto check = std::make_unique<Check>();
    check->kind = kind;
    check->left = std::move(left);
    check->right = std::move(right);
    return check;
}

// NAME of a text that is %(NAME)s and nothing else; "" for any other.
std::string whole_reference(std::string_view text) {
    if (!text.starts_with("%(") || !text.ends_with(")s") || text.size() < 5) return {};
    const std::string_view name = text.substr(2, text.size() - 4);
    return name.find(')') == std::string_view::npos ? std::string(name) : std::string();
}

Check::Credential credential_of(std::string_view name) {
    using Credential = Check::Credential;
    static constexpr std::pair<std::string_view, Credential> kNames[] = {
        {"project_id", Credential::project_id},
        {"tenant_id", Credential::project_id},
        {"tenant", Credential::project_id},
        {"project_name", Credential::project_name},
        {"tenant_name", Credential::project_name},
        {"project_domain_id", Credential::project_domain_id},
        {"project_domain", Credential::project_domain_id},
        {"user_id", Credential::user_id},
        {"user", Credential::user_id},
        {"user_name", Credential::user_name},
        {"user_domain_id", Credential::user_domain_id},
        {"user_domain", Credential::user_domain_id},
        {"domain_id", Credential::domain_id},
        {"domain", Credential::domain_id},
        {"system_scope", Credential::system_scope},
        {"roles", Credential::roles},
        {"is_admin", Credential::is_admin},
        {"is_admin_project", Credential::is_admin_project},
        {"service_user_id", Credential::service_user_id},
        {"service_user_domain_id", Credential::service_user_domain_id},
        {"service_project_id", Credential::service_project_id},
        {"service_project_domain_id", Credential::service_project_domain_id},
        {"service_roles", Credential::service_roles},
    };
    for (const auto& [known, credential] : kNames) {
        if (known == name) return credential;
    }
    return Credential::unknown;
}

bool is_literal(std::string_view text) {
    return text == "True" || text == "False" || text == "None" ||
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

CheckPtr parse_generic(Check::Kind kind, std::string left, std::string right) {
    auto check = make(kind, {}, std::move(right));
    check->attribute = whole_reference(check->right);
    check->credential = credential_of(left);
    const bool quoted =
        left.size() >= 2 && (left.front() == '\'' || left.front() == '"') && left.back() == left.front();
    if (quoted || is_literal(left)) {
        check->credential = Check::Credential::literal;
        check->left = quoted ? left.substr(1, left.size() - 2) : left;
    }
    return check;
}

CheckPtr parse_field(const std::string& text) {
    const auto colon = text.find(':');
    const auto equals = text.find('=', colon == std::string::npos ? 0 : colon);
    if (colon == std::string::npos || equals == std::string::npos) {
        throw CheckError("field check '" + text + "' is not of the form RESOURCE:ATTRIBUTE=VALUE");
    }
    auto check = make(Check::Kind::field, text.substr(0, colon), text.substr(equals + 1));
    check->attribute = text.substr(colon + 1, equals - colon - 1);
    if (!check->right.empty() && check->right[0] == '~') {
        try {
            check->pattern = std::make_shared<const std::regex>(check->right.substr(1));
        } catch (const std::regex_error& error) {
            throw CheckError("field check '" + text + "' has a malformed pattern");
        }
    }
    return check;
}

CheckPtr parse_word(const std::string& word) {
    if (word == "@") return make(Check::Kind::always);
    if (word == "!") return make(Check::Kind::never);
    std::size_t colon = word.find(':');
    if (word[0] == '\'' || word[0] == '"') {  // a literal may hold colons itself
        const auto end = word.find(word[0], 1);
        colon = end == std::string::npos ? end : word.find(':', end);
    }
    if (colon == std::string::npos || colon == 0) throw CheckError("'" + word + "' is not a check");
    std::string left = word.substr(0, colon);
    std::string right = word.substr(colon + 1);
    if (left == "rule") return make(Check::Kind::rule, {}, std::move(right));
    if (left == "role") return make(Check::Kind::role, {}, std::move(right));
    if (left == "field") return parse_field(right);
    if (left == "http" || left == "https") throw CheckError("external checks (http:, https:) are not supported");
    const auto kind = left == "tenant_id" ? Check::Kind::owner : Check::Kind::generic;
    return parse_generic(kind, std::move(left), std::move(right));
}

// not binds closer than and, and closer than or.
class Parser {
public:
    explicit Parser(std::vector<std::string> words) : words_(std::move(words)) {}

    CheckPtr run() {
        auto check = parse_or(0);
        if (at_ < words_.size()) throw CheckError("unexpected '" + words_[at_] + "'");
        return check;
    }

private:
    static constexpr int kMaxDepth = 200;

    bool take(std::string_view word) {
        if (at_ >= words_.size() || words_[at_] != word) return false;
        ++at_;
        return true;
    }
    CheckPtr parse_or(int depth) { return parse_chain(depth, "or", Check::Kind::any); }
    CheckPtr parse_and(int depth) { return parse_chain(depth, "and", Check::Kind::all); }
    CheckPtr parse_chain(int depth, std::string_view word, Check::Kind kind) {
        auto first = kind == Check::Kind::any ? parse_and(depth) : parse_not(depth);
        if (at_ >= words_.size() || words_[at_] != word) return first;
        auto chain = make(kind);
        chain->parts.push_back(std::move(first));
        while (take(word)) chain->parts.push_back(kind == Check::Kind::any ? parse_and(depth) : parse_not(depth));
        return chain;
    }
    CheckPtr parse_not(int depth) {
        if (depth > kMaxDepth) throw CheckError("nested too deeply");
        if (take("not")) {
            auto check = make(Check::Kind::negation);
            check->parts.push_back(parse_not(depth + 1));
            return check;
        }
        if (take("(")) {
            auto check = parse_or(depth + 1);
            if (!take(")")) throw CheckError("missing ')'");
            return check;
        }
        if (at_ >= words_.size()) throw CheckError("ends where a check should follow");
        const std::string& word = words_[at_++];
        if (word == "and" || word == "or" || word == ")") throw CheckError("unexpected '" + word + "'");
        return parse_word(word);
    }

    std::vector<std::string> words_;
    std::size_t at_ = 0;
};

}  // namespace

CheckPtr parse_check(std::string_view text) {
    auto words = words_of(text);
    if (words.empty()) return make(Check::Kind::always);
    return Parser(std::move(words)).run();
}

}  // namespace neutrino::policy
