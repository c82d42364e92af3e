#include <neutrino/record.h>

namespace neutrino {
namespace {

const Value kUnset;

}  // namespace

const Value& Record::at(int index) const noexcept {
    return index < 0 || static_cast<std::size_t>(index) >= values_.size() ? kUnset
                                                                          : values_[static_cast<std::size_t>(index)];
}

void Record::put(int index, Value value) {
    if (index >= 0 && static_cast<std::size_t>(index) < values_.size())
        values_[static_cast<std::size_t>(index)] = std::move(value);
}

bool operator==(const Record& left, const Record& right) noexcept {
    return left.type_ == right.type_ && left.standard_attr_id == right.standard_attr_id &&
           left.values_ == right.values_;
}

Draft Draft::with_defaults(const ResourceType& type) {
    Draft draft(type);
    for (std::size_t i = 0; i < type.attributes.size(); ++i) {
        const Attribute& attribute = type.attributes[i];
        if (attribute.post && attribute.has_default) draft.record.put(static_cast<int>(i), attribute.default_value);
    }
    return draft;
}

}  // namespace neutrino
