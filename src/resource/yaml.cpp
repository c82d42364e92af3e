#include "resource/yaml.h"

#include <fmt/format.h>
#include <yaml-cpp/anchor.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/mark.h>
#include <yaml-cpp/parser.h>

#include <algorithm>
#include <charconv>
#include <map>
#include <optional>
#include <set>
#include <sstream>
#include <utility>

namespace neutrino::resource {
namespace {

constexpr std::size_t kMaxDepth = 32;
// Of a document with its aliases written out. The largest of ours has a few thousand.
constexpr std::size_t kMaxNodes = 200'000;

std::optional<Value> number_of(std::string_view text) {
    const bool negative = text.starts_with('-');
    std::string_view digits = text;
    if (negative || text.starts_with('+')) digits.remove_prefix(1);
    if (digits.empty() || digits.front() == '-' || digits.front() == '+') return std::nullopt;
    const char* const end = digits.data() + digits.size();
    if (digits.size() > 2 && digits.starts_with("0x") && digits == text) {
        std::int64_t value = 0;
        const auto read = std::from_chars(digits.data() + 2, end, value, 16);
        if (read.ec == std::errc() && read.ptr == end && digits[2] != '-') return Value(value);
        return std::nullopt;
    }
    std::int64_t value = 0;
    const char* const begin = negative ? text.data() : digits.data();  // the sign belongs to the smallest number
    if (const auto read = std::from_chars(begin, end, value); read.ec == std::errc() && read.ptr == end)
        return Value(value);
    // Words like "inf" and "nan" are text here: attributes have no use for them.
    if (digits.find_first_not_of("0123456789.eE+-") != std::string_view::npos) return std::nullopt;
    double real = 0;
    if (const auto read = std::from_chars(digits.data(), end, real); read.ec == std::errc() && read.ptr == end)
        return Value(negative ? -real : real);
    return std::nullopt;
}

Value plain_scalar(const std::string& text) {
    if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return Value::null();
    if (text == "true" || text == "True" || text == "TRUE") return Value(true);
    if (text == "false" || text == "False" || text == "FALSE") return Value(false);
    return number_of(text).value_or(Value(text));
}

// Builds the tree from the parser's events, so that depth and aliases are ours to bound.
class Builder : public YAML::EventHandler {
public:
    explicit Builder(std::string_view source) : source_(source) {}

    YamlNode take() { return std::move(root_); }

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}

    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        YamlNode node;
        node.line = line_of(mark);
        node.scalar = Value::null();
        done(std::move(node), anchor, 1);
    }

    void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        const auto found = anchors_.find(anchor);
        if (found == anchors_.end()) fail(line_of(mark), "an alias stands inside of what it names");
        YamlNode node = found->second.first;
        node.line = line_of(mark);
        done(std::move(node), YAML::NullAnchor, found->second.second);
    }

    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        YamlNode node;
        node.line = line_of(mark);
        node.scalar = tag == "?" ? plain_scalar(value) : Value(value);
        done(std::move(node), anchor, 1, &value);
    }

    void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open(YamlNode::Kind::list, mark, anchor);
    }
    void OnSequenceEnd() override { close(); }
    void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open(YamlNode::Kind::map, mark, anchor);
    }
    void OnMapEnd() override { close(); }

private:
    struct Open {
        YamlNode node;
        YAML::anchor_t anchor = YAML::NullAnchor;
        std::size_t nodes = 1;  // written out
        std::optional<std::pair<std::string, int>> key;
        std::set<std::string, std::less<>> keys;
    };

    [[noreturn]] void fail(int line, std::string_view reason) const {
        throw YamlError(fmt::format("{}:{}: {}", source_, line, reason));
    }

    static int line_of(const YAML::Mark& mark) { return mark.line + 1; }

    void open(YamlNode::Kind kind, const YAML::Mark& mark, YAML::anchor_t anchor) {
        const int line = line_of(mark);
        if (open_.size() >= kMaxDepth) fail(line, fmt::format("nested deeper than {}", kMaxDepth));
        if (expects_key()) fail(line, "a key must be a plain word, not a list or a map");
        Open next;
        next.node.kind = kind;
        next.node.line = line;
        next.anchor = anchor;
        open_.push_back(std::move(next));
    }

    void close() {
        Open last = std::move(open_.back());
        open_.pop_back();
        done(std::move(last.node), last.anchor, last.nodes);
    }

    bool expects_key() const {
        return !open_.empty() && open_.back().node.kind == YamlNode::Kind::map && !open_.back().key;
    }

    // A node is complete: it becomes the key, the value or the item that its surroundings wait for. `text` is that of a
    // scalar, before it was read as a number or the like.
    void done(YamlNode node, YAML::anchor_t anchor, std::size_t nodes, const std::string* text = nullptr) {
        nodes_ += nodes;
        if (nodes_ > kMaxNodes) fail(node.line, fmt::format("more than {} nodes", kMaxNodes));
        if (anchor != YAML::NullAnchor) anchors_[anchor] = {node, nodes};
        if (open_.empty()) {
            root_ = std::move(node);
            return;
        }
        Open& parent = open_.back();
        parent.nodes += nodes;
        if (parent.node.kind == YamlNode::Kind::list) {
            parent.node.items.push_back(std::move(node));
        } else if (parent.key) {
            parent.node.members.push_back({std::move(parent.key->first), parent.key->second, std::move(node)});
            parent.key.reset();
        } else {
            add_key(parent, node, text);
        }
    }

    void add_key(Open& map, const YamlNode& node, const std::string* text) {
        std::string key;
        if (text) {
            key = *text;
        } else if (node.kind == YamlNode::Kind::scalar && node.scalar.is_string()) {
            key = node.scalar.str();
        } else {
            fail(node.line, "a key must be a plain word");
        }
        if (!map.keys.insert(key).second) fail(node.line, fmt::format("the key '{}' is given twice", key));
        map.key.emplace(std::move(key), node.line);
    }

    std::string source_;
    YamlNode root_;
    std::vector<Open> open_;
    std::map<YAML::anchor_t, std::pair<YamlNode, std::size_t>> anchors_;
    std::size_t nodes_ = 0;
};

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const noexcept {
    const auto found = std::ranges::find(members, key, &Member::key);
    return found == members.end() ? nullptr : &found->value;
}

Value YamlNode::value() const {
    if (kind == Kind::scalar) return scalar;
    if (kind == Kind::list) {
        std::vector<Value> values;
        values.reserve(items.size());
        for (const YamlNode& item : items) values.push_back(item.value());
        return Value::list(std::move(values));
    }
    std::vector<neutrino::Member> values;
    values.reserve(members.size());
    for (const Member& member : members) values.push_back({member.key, member.value.value()});
    return Value::map(std::move(values));
}

YamlNode yaml_read(std::string_view text, std::string_view source) {
    Builder builder(source);
    std::istringstream stream{std::string(text)};
    try {
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder)) {
            YamlNode empty;
            empty.line = 1;
            empty.scalar = Value::null();
            return empty;
        }
        YamlNode root = builder.take();
        Builder rest(source);
        if (parser.HandleNextDocument(rest))
            throw YamlError(fmt::format("{}:{}: a second document", source, rest.take().line));
        return root;
    } catch (const YAML::Exception& error) {
        throw YamlError(
            fmt::format("{}:{}: not YAML: {}", source, error.mark.is_null() ? 1 : error.mark.line + 1, error.msg));
    }
}

Value yaml_parse(std::string_view text, std::string_view source) { return yaml_read(text, source).value(); }

}  // namespace neutrino::resource
