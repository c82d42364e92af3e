#pragma once
// Changes that are not committed yet, over the state that they started from.

#include "store/image.h"

#include <functional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace neutrino::store {

// A view of `base` with changes of its own on top. Not thread-safe. `base` outlives it and must not change meanwhile,
// but by absorb() of this overlay's changes.
class Overlay : public View {
public:
    explicit Overlay(const View& base) : base_(&base) {}
    Overlay(const Overlay&) = delete;  // so that an overlay on an overlay is not taken for a copy of it
    Overlay& operator=(const Overlay&) = delete;

    RecordPtr find(const ResourceType& type, std::string_view id) const override;
    std::vector<RecordPtr> find_by(const ResourceType& type, std::string_view attribute,
                                   const Value& value) const override;
    std::size_t count_by(const ResourceType& type, std::string_view attribute, const Value& value) const override;
    void each(const ResourceType& type, const std::function<bool(const RecordPtr&)>& visit) const override;
    std::size_t count(const ResourceType& type) const override;

    // The record as it is from now on; nullptr = removed.
    void put(const ResourceType& type, std::string_view id, RecordPtr record);
    // Takes the changes of an overlay that lies on top of this one.
    void absorb(const Overlay& upper);
    // The net changes, in the order in which the records were first touched. A record that came and went is left out.
    std::vector<RecordChange> changes() const;
    void clear();

private:
    struct Entry {
        RecordPtr before;  // in base
        RecordPtr now;
    };
    struct Hash : std::hash<std::string_view> {
        using is_transparent = void;
    };
    using Entries = std::unordered_map<std::string, Entry, Hash, std::equal_to<>>;

    const Entries* entries(const ResourceType& type) const;

    const View* base_;
    std::unordered_map<const ResourceType*, Entries> types_;
    std::vector<std::pair<const ResourceType*, std::string>> order_;
};

}  // namespace neutrino::store
