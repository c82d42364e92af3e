#include "policy/rules_file.h"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <string>

namespace neutrino::policy {
namespace {

using resource::YamlNode;

class Reader {
public:
    explicit Reader(std::string_view source) : source_(source) {}

    std::vector<RuleText> rules(const YamlNode& document) const {
        std::vector<RuleText> rules;
        if (document.kind == YamlNode::Kind::scalar && !document.scalar.has_value()) return rules;
        if (document.kind != YamlNode::Kind::map) refuse(document.line, "rules are a map of names to checks");
        for (const YamlNode::Member& member : document.members) rules.push_back(rule(member));
        return rules;
    }

private:
    [[noreturn]] void refuse(int line, std::string_view reason) const {
        throw RulesFileError(fmt::format("{}:{}: {}", source_, line, reason));
    }

    std::string check(const YamlNode::Member& member, std::string_view name) const {
        const YamlNode& node = member.value;
        if (node.kind == YamlNode::Kind::scalar && node.scalar.is_string()) return node.scalar.str();
        // An empty check allows everybody; one that was forgotten must not.
        refuse(member.line, fmt::format("the check of '{}' is not a text", name));
    }

    RuleText rule(const YamlNode::Member& member) const {
        RuleText rule{member.key, {}, {}};
        if (member.value.kind != YamlNode::Kind::map) {
            rule.check = check(member, member.key);
            return rule;
        }
        bool checked = false;
        for (const YamlNode::Member& part : member.value.members) {
            if (part.key == "check") {
                rule.check = check(part, member.key);
                checked = true;
            } else if (part.key == "deprecated") {
                rule.deprecated = check(part, member.key);
            } else {
                refuse(part.line, fmt::format("'{}' of '{}' is not known: check, deprecated", part.key, member.key));
            }
        }
        if (!checked) refuse(member.line, fmt::format("'{}' has no check", member.key));
        return rule;
    }

    std::string_view source_;
};

}  // namespace

std::vector<RuleText> rules_parse(std::string_view text, std::string_view source) {
    try {
        return rules_take(resource::yaml_read(text, source), source);
    } catch (const resource::YamlError& error) {
        throw RulesFileError(error.what());
    }
}

std::vector<RuleText> rules_take(const resource::YamlNode& map, std::string_view source) {
    return Reader(source).rules(map);
}

std::vector<RuleText> rules_read(const std::filesystem::path& file) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream || std::filesystem::is_directory(file))
        throw RulesFileError(fmt::format("{}: cannot be read", file.string()));
    const std::string text{std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>()};
    return rules_parse(text, file.string());
}

}  // namespace neutrino::policy
