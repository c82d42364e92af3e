#include "quota/quota.h"

#include <neutrino/fault.h>

namespace neutrino::quota {

Quota::Quota(std::map<std::string, std::int64_t> limits, std::int64_t default_limit, const ResourceType* overrides)
    : limits_(limits.begin(), limits.end()), default_limit_(default_limit), overrides_(overrides) {}

std::int64_t Quota::limit(std::string_view name) const {
    const auto found = limits_.find(name);
    return found == limits_.end() ? default_limit_ : found->second;
}

std::int64_t Quota::limit(const View& view, std::string_view project_id, std::string_view name) const {
    if (overrides_ != nullptr) {
        for (const RecordPtr& own : view.find_by(*overrides_, "project_id", Value(project_id))) {
            if (own->get("resource").as_string() == name) return own->get("limit").as_int();
        }
    }
    return limit(name);
}

void Quota::enforce(const Transaction& transaction, const ResourceType& type, std::string_view project_id,
                    std::size_t additional) const {
    if (type.quota.empty()) return;
    const std::int64_t allowed = limit(transaction, project_id, type.quota);
    if (allowed < 0) return;
    const auto used = static_cast<std::int64_t>(transaction.count_by(type, "project_id", Value(project_id)));
    if (used + static_cast<std::int64_t>(additional) > allowed) {
        throw Fault("OverQuota", "Quota exceeded for resources: ['" + type.quota + "'].");
    }
}

}  // namespace neutrino::quota
