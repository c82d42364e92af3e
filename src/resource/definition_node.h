#pragma once
// Reading the maps of a definition file so that every mistake is named with its line. Private to the room.

#include "resource/yaml.h"

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace neutrino::resource {

// A map of the file of which only certain keys may be given. Refers to the node and the file name: both outlive it.
class MapReader {
public:
    // `what` names the thing in messages: "attribute 'mtu'". Throws DefinitionError when the node isn't a map or has
    // another key; a null node reads as an empty map.
    MapReader(const YamlNode& node, std::string what, std::string_view file,
              std::initializer_list<std::string_view> keys);

    bool has(std::string_view key) const { return node_->find(key) != nullptr; }
    const YamlNode* find(std::string_view key) const { return node_->find(key); }
    const YamlNode& need(std::string_view key) const;

    // Each throws DefinitionError when the value is of another kind; need_text also when it is missing or empty.
    std::string text(std::string_view key, std::string_view fallback = {}) const;
    std::string need_text(std::string_view key) const;
    bool flag(std::string_view key, bool fallback) const;
    std::vector<std::string> words(std::string_view key) const;
    // One of `choices`, by position; `fallback` when the key isn't there.
    std::size_t choice(std::string_view key, std::initializer_list<std::string_view> choices,
                       std::size_t fallback) const;

    [[noreturn]] void fail(int line, std::string_view reason) const;
    int line() const { return node_->line; }
    const std::string& what() const { return what_; }
    std::string_view file() const { return file_; }

private:
    const YamlNode* node_;
    std::string what_;
    std::string_view file_;
};

// The members of a map whose keys are names of things ("resources", "attributes"); none for a null node.
const std::vector<YamlNode::Member>& named_members(const YamlNode& node, std::string_view what, std::string_view file);

[[noreturn]] void definition_fail(std::string_view file, int line, std::string_view reason);

}  // namespace neutrino::resource
