#include "store/overlay.h"

#include <algorithm>

namespace neutrino::store {
namespace {

bool by_id(const RecordPtr& left, const RecordPtr& right) { return left->id() < right->id(); }

}  // namespace

const Overlay::Entries* Overlay::entries(const ResourceType& type) const {
    const auto found = types_.find(&type);
    return found == types_.end() ? nullptr : &found->second;
}

RecordPtr Overlay::find(const ResourceType& type, std::string_view id) const {
    if (const Entries* own = entries(type)) {
        if (const auto found = own->find(id); found != own->end()) return found->second.now;
    }
    return base_->find(type, id);
}

std::vector<RecordPtr> Overlay::find_by(const ResourceType& type, std::string_view attribute,
                                        const Value& value) const {
    std::vector<RecordPtr> found = base_->find_by(type, attribute, value);
    const Entries* own = entries(type);
    if (own == nullptr) return found;
    std::erase_if(found, [&](const RecordPtr& record) { return own->find(record->id()) != own->end(); });
    const AttributePath path = AttributePath::resolve(type, attribute);
    const auto middle = static_cast<std::ptrdiff_t>(found.size());
    for (const auto& [id, entry] : *own) {
        if (entry.now && path.matches(*entry.now, value)) found.push_back(entry.now);
    }
    std::sort(found.begin() + middle, found.end(), by_id);
    std::inplace_merge(found.begin(), found.begin() + middle, found.end(), by_id);
    return found;
}

std::size_t Overlay::count_by(const ResourceType& type, std::string_view attribute, const Value& value) const {
    std::size_t count = base_->count_by(type, attribute, value);
    const Entries* own = entries(type);
    if (own == nullptr) return count;
    const AttributePath path = AttributePath::resolve(type, attribute);
    for (const auto& [id, entry] : *own) {
        if (entry.before && path.matches(*entry.before, value)) --count;
        if (entry.now && path.matches(*entry.now, value)) ++count;
    }
    return count;
}

void Overlay::each(const ResourceType& type, const std::function<bool(const RecordPtr&)>& visit) const {
    const Entries* own = entries(type);
    if (own == nullptr) return base_->each(type, visit);
    std::vector<RecordPtr> added;
    for (const auto& [id, entry] : *own) {
        if (entry.now) added.push_back(entry.now);
    }
    std::sort(added.begin(), added.end(), by_id);
    auto next = added.begin();
    bool going = true;
    base_->each(type, [&](const RecordPtr& record) {
        while (going && next != added.end() && by_id(*next, record)) going = visit(*next++);
        if (going && own->find(record->id()) == own->end()) going = visit(record);
        return going;
    });
    while (going && next != added.end()) going = visit(*next++);
}

std::size_t Overlay::count(const ResourceType& type) const {
    std::size_t count = base_->count(type);
    const Entries* own = entries(type);
    if (own == nullptr) return count;
    for (const auto& [id, entry] : *own) count = count - (entry.before ? 1 : 0) + (entry.now ? 1 : 0);
    return count;
}

void Overlay::put(const ResourceType& type, std::string_view id, RecordPtr record) {
    Entries& own = types_[&type];
    auto found = own.find(id);
    if (found == own.end()) {
        found = own.emplace(std::string(id), Entry{base_->find(type, id), nullptr}).first;
        order_.emplace_back(&type, std::string(id));
    }
    found->second.now = std::move(record);
}

void Overlay::absorb(const Overlay& upper) {
    for (const auto& [type, id] : upper.order_) put(*type, id, upper.types_.at(type).at(id).now);
}

std::vector<RecordChange> Overlay::changes() const {
    std::vector<RecordChange> changes;
    changes.reserve(order_.size());
    for (const auto& [type, id] : order_) {
        const Entry& entry = types_.at(type).at(id);
        if (entry.before || entry.now) changes.push_back({type, entry.before, entry.now});
    }
    return changes;
}

void Overlay::clear() {
    types_.clear();
    order_.clear();
}

}  // namespace neutrino::store
