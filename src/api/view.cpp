#include "api/view.h"

#include "resource/json.h"

#include <string_view>

namespace neutrino::api {
namespace {

bool asked_for(const Query& query, const Slot& slot) {
    if (query.fields.empty()) return true;
    switch (slot.name) {
        case Slot::Name::project_id: return query.project_id;
        case Slot::Name::tenant_id: return query.tenant_id;
        case Slot::Name::own: break;
    }
    return query.fields[static_cast<std::size_t>(slot.attribute)];
}

}  // namespace

Renderer::Renderer(const Access& access, const Query& query) : access_(access) {
    const std::vector<Slot>& slots = access.endpoint().slots;
    shown_.reserve(slots.size());
    for (const Slot& slot : slots) {
        if (!asked_for(query, slot)) continue;
        const auto verdict = slot.rule == nullptr ? policy::Verdict::allowed : access.decide(*slot.rule);
        if (verdict != policy::Verdict::denied) shown_.push_back({&slot, verdict == policy::Verdict::depends});
    }
}

void Renderer::append(const Record& record, std::string& out) const {
    const std::size_t start = out.size();
    for (const auto& [slot, depends] : shown_) {
        if (depends && !access_.allows(*slot->rule, record)) continue;
        Value computed;
        if (slot->computed != nullptr) computed = (*slot->computed)(access_.view(), record);
        const Value& value = slot->computed != nullptr ? computed : record.at(slot->attribute);
        if (value.is_unset()) continue;
        out += slot->fragment;
        resource::json_write(value, out);
    }
    // The first comma becomes the brace.
    if (out.size() == start) {
        out += '{';
    } else {
        out[start] = '{';
    }
    out += '}';
}

void Renderer::append(const std::vector<RecordPtr>& records, std::string& out) const {
    constexpr std::size_t kUsualSize = 32;  // of an attribute with its name
    out.reserve(out.size() + records.size() * (shown_.size() + 2) * kUsualSize);
    out += '[';
    for (const RecordPtr& record : records) {
        append(*record, out);
        out += ',';
    }
    if (records.empty()) {
        out += ']';
    } else {
        out.back() = ']';
    }
}

}  // namespace neutrino::api
