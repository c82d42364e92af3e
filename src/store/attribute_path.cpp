#include "store/attribute_path.h"

namespace neutrino::store {

AttributePath AttributePath::resolve(const ResourceType& type, std::string_view path) {
    // Some attributes have dots or colons in their own names.
    if (const int whole = type.find(path == "tenant_id" ? "project_id" : path); whole >= 0) return {whole, {}};
    const std::size_t dot = path.rfind('.');
    if (dot == std::string_view::npos) return {};
    return {type.find(path.substr(0, dot)), std::string(path.substr(dot + 1))};
}

bool AttributePath::matches(const Record& record, const Value& value) const {
    if (attribute < 0) return false;
    bool found = false;
    each_value(record, [&](const Value& own) { found = found || own == value; });
    return found;
}

}  // namespace neutrino::store
