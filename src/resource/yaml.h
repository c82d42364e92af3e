#pragma once
// YAML text -> Value, and the lines that it came from, for messages.

#include <neutrino/value.h>

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::resource {

// "SOURCE:LINE: reason".
class YamlError : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

// A node of a document: one of the three is filled, by `kind`.
struct YamlNode {
    enum class Kind : unsigned char { scalar, list, map };
    struct Member;

    Kind kind = Kind::scalar;
    int line = 0;  // from 1
    Value scalar;
    std::vector<YamlNode> items;
    std::vector<Member> members;  // in the order given

    // The member of a map, or nullptr.
    const YamlNode* find(std::string_view key) const noexcept;
    Value value() const;
};

struct YamlNode::Member {
    std::string key;
    int line = 0;  // of the key
    YamlNode value;
};

// The one document of the text; an empty text is null. Plain scalars read as in YAML 1.2: null, true, false, numbers,
// else text ("yes" is text, so is a date). Safe on text from anywhere: throws YamlError for what isn't YAML, a key that
// is given twice or isn't a scalar, nesting deeper than 32, an alias within itself, or aliases that stand for more
// nodes than any honest file has. `source` names the text in messages.
YamlNode yaml_read(std::string_view text, std::string_view source);
// The same as one value.
Value yaml_parse(std::string_view text, std::string_view source);

}  // namespace neutrino::resource
