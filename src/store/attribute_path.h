#pragma once
// What a look-up by attribute compares: an attribute, or a member of the objects in a list ("fixed_ips.subnet_id").

#include <neutrino/record.h>

#include <string>
#include <string_view>

namespace neutrino::store {

struct AttributePath {
    int attribute = -1;  // -1: the type has no such attribute, and nothing matches
    std::string key;     // "" = the value itself, or an item of a list of scalars

    static AttributePath resolve(const ResourceType& type, std::string_view path);
    bool matches(const Record& record, const Value& value) const;

    // Calls `visit` for each value that the record can be found by; the same value may come twice.
    template <class Visit>
    void each_value(const Record& record, Visit&& visit) const {
        const Value& value = record.at(attribute);
        if (!value.is_list()) {
            if (key.empty()) visit(value);
            return;
        }
        for (const Value& item : value.items()) {
            if (key.empty()) {
                visit(item);
            } else if (const Value* member = item.find(key)) {
                visit(*member);
            }
        }
    }

    friend bool operator==(const AttributePath&, const AttributePath&) = default;
};

}  // namespace neutrino::store
