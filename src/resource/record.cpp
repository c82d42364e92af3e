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

}  // namespace neutrino
