#pragma once
// One resource: a value for each attribute of its type.

#include <neutrino/resource_type.h>
#include <neutrino/value.h>

#include <memory>
#include <string_view>
#include <vector>

namespace neutrino {

// Not thread-safe while it is being changed; RecordPtr (shared, const) may be read from any thread.
class Record {
public:
    explicit Record(const ResourceType& type) : type_(&type), values_(type.attributes.size()) {}

    const ResourceType& type() const noexcept { return *type_; }
    std::string_view id() const noexcept { return at(type_->id_index).as_string(); }
    std::string_view project_id() const noexcept { return at(type_->project_index).as_string(); }

    // By position; out of range (-1) reads as unset and ignores writes.
    const Value& at(int index) const noexcept;
    void put(int index, Value value);
    // By name: for generic code and messages; behaviour code uses fields.
    const Value& get(std::string_view attribute) const noexcept { return at(type_->find(attribute)); }
    void set(std::string_view attribute, Value value) { put(type_->find(attribute), std::move(value)); }

    // Typed: null and unset read as "", false, 0.
    std::string_view operator[](Field<std::string> field) const noexcept { return at(field.index).as_string(); }
    bool operator[](Field<bool> field) const noexcept { return at(field.index).as_bool(); }
    std::int64_t operator[](Field<std::int64_t> field) const noexcept { return at(field.index).as_int(); }
    const Value& operator[](Field<Value> field) const noexcept { return at(field.index); }
    template <class T>
    const Value& value(Field<T> field) const noexcept {
        return at(field.index);
    }
    template <class T>
    void set(Field<T> field, Value value) {
        put(field.index, std::move(value));
    }

    // Internal key of standardattributes; 0 = none.
    std::int64_t standard_attr_id = 0;

    friend bool operator==(const Record& left, const Record& right) noexcept;

private:
    const ResourceType* type_;
    std::vector<Value> values_;
};

using RecordPtr = std::shared_ptr<const Record>;

// A record on its way in, with the attributes that the client named (after defaults, the others are what they were or
// unset).
struct Draft {
    Record record;
    std::vector<bool> given;

    explicit Draft(const ResourceType& type) : record(type), given(type.attributes.size()) {}
    explicit Draft(const Record& from) : record(from), given(from.type().attributes.size()) {}
    // As a POST that names no attribute: defaults in place, nothing given.
    static Draft with_defaults(const ResourceType& type);
    template <class T>
    void give(Field<T> field, Value value) {
        if (field.index < 0) return;
        record.set(field, std::move(value));
        given[static_cast<std::size_t>(field.index)] = true;
    }
    template <class T>
    bool is_given(Field<T> field) const noexcept {
        return field.index >= 0 && given[static_cast<std::size_t>(field.index)];
    }
};

}  // namespace neutrino
