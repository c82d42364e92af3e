#include "resource/definition_node.h"

#include "resource/definition.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace neutrino::resource {
namespace {

std::string_view kind_name(const YamlNode& node) {
    if (node.kind == YamlNode::Kind::list) return "a list";
    if (node.kind == YamlNode::Kind::map) return "a map";
    switch (node.scalar.kind()) {
        case Value::Kind::boolean: return "true or false";
        case Value::Kind::integer:
        case Value::Kind::real: return "a number";
        case Value::Kind::string: return "text";
        default: return "nothing";
    }
}

bool is_null(const YamlNode& node) { return node.kind == YamlNode::Kind::scalar && node.scalar.is_null(); }

}  // namespace

void definition_fail(std::string_view file, int line, std::string_view reason) {
    throw DefinitionError(fmt::format("{}:{}: {}", file, line, reason));
}

MapReader::MapReader(const YamlNode& node, std::string what, std::string_view file,
                     std::initializer_list<std::string_view> keys)
    : node_(&node), what_(std::move(what)), file_(file) {
    if (node.kind != YamlNode::Kind::map && !is_null(node))
        fail(node.line, fmt::format("is {} where a map is expected", kind_name(node)));
    for (const YamlNode::Member& member : node.members) {
        if (std::ranges::find(keys, member.key) == keys.end())
            fail(member.line, fmt::format("has no key '{}'; there are {}", member.key, fmt::join(keys, ", ")));
    }
}

void MapReader::fail(int line, std::string_view reason) const {
    definition_fail(file_, line, fmt::format("{} {}", what_, reason));
}

const YamlNode& MapReader::need(std::string_view key) const {
    const YamlNode* node = find(key);
    if (!node) fail(line(), fmt::format("needs the key '{}'", key));
    return *node;
}

std::string MapReader::text(std::string_view key, std::string_view fallback) const {
    const YamlNode* node = find(key);
    if (!node) return std::string(fallback);
    if (node->kind != YamlNode::Kind::scalar || !node->scalar.is_string())
        fail(node->line, fmt::format("has {} for '{}' where text is expected (quote it?)", kind_name(*node), key));
    return node->scalar.str();
}

std::string MapReader::need_text(std::string_view key) const {
    const YamlNode& node = need(key);
    std::string given = text(key);
    if (given.empty()) fail(node.line, fmt::format("needs more than an empty '{}'", key));
    return given;
}

bool MapReader::flag(std::string_view key, bool fallback) const {
    const YamlNode* node = find(key);
    if (!node) return fallback;
    if (node->kind != YamlNode::Kind::scalar || !node->scalar.is_bool())
        fail(node->line, fmt::format("has {} for '{}' where true or false is expected", kind_name(*node), key));
    return node->scalar.as_bool();
}

std::vector<std::string> MapReader::words(std::string_view key) const {
    const YamlNode* node = find(key);
    if (!node || is_null(*node)) return {};
    if (node->kind != YamlNode::Kind::list)
        fail(node->line, fmt::format("has {} for '{}' where a list is expected", kind_name(*node), key));
    std::vector<std::string> words;
    for (const YamlNode& item : node->items) {
        if (item.kind != YamlNode::Kind::scalar || !item.scalar.is_string() || item.scalar.as_string().empty())
            fail(item.line, fmt::format("has {} in '{}' where text is expected", kind_name(item), key));
        words.push_back(item.scalar.str());
    }
    return words;
}

std::size_t MapReader::choice(std::string_view key, std::initializer_list<std::string_view> choices,
                              std::size_t fallback) const {
    const YamlNode* node = find(key);
    if (!node) return fallback;
    const std::string given = text(key);
    const auto found = std::ranges::find(choices, given);
    if (found == choices.end())
        fail(node->line, fmt::format("has '{}' for '{}'; there are {}", given, key, fmt::join(choices, ", ")));
    return static_cast<std::size_t>(found - choices.begin());
}

const std::vector<YamlNode::Member>& named_members(const YamlNode& node, std::string_view what, std::string_view file) {
    if (node.kind != YamlNode::Kind::map && !is_null(node))
        definition_fail(file, node.line, fmt::format("{} is {} where a map is expected", what, kind_name(node)));
    for (const YamlNode::Member& member : node.members) {
        if (member.key.empty()) definition_fail(file, member.line, fmt::format("{} has an empty name", what));
    }
    return node.members;
}

}  // namespace neutrino::resource
