#include "api/router.h"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace neutrino::api {
namespace {

constexpr std::size_t kLongestName = 128;  // of a path segment that may be a name

// A segment with '_' for every '-'. "" for one that is longer than any name: nothing is called that.
class Spelling {
public:
    explicit Spelling(std::string_view segment) {
        if (segment.size() > text_.size()) return;
        for (const char c : segment) text_[size_++] = c == '-' ? '_' : c;
    }
    operator std::string_view() const { return {text_.data(), size_}; }

private:
    std::array<char, kLongestName> text_;
    std::size_t size_ = 0;
};

std::string spelling(std::string_view text) { return std::string(std::string_view(Spelling(text))); }

// Takes the first segment off the path, and the slashes around it.
std::string_view take_segment(std::string_view& path) {
    const auto skip = [&path] { path.remove_prefix(std::min(path.find_first_not_of('/'), path.size())); };
    skip();
    const std::string_view segment = path.substr(0, path.find('/'));
    path.remove_prefix(segment.size());
    skip();
    return segment;
}

template <class Map>
auto look_up(const Map& map, std::string_view segment) -> decltype(map.begin()->second) {
    const auto found = map.find(std::string_view(Spelling(segment)));
    return found == map.end() ? nullptr : found->second;
}

}  // namespace

Router::Router(const Catalog& catalog) {
    for (const ResourceType* type : catalog.all()) {
        if (type->api) add(catalog, *type);
    }
}

void Router::add(const Catalog& catalog, const ResourceType& type) {
    const std::string segment = spelling(type.path.empty() ? type.collection : type.path);
    const auto claim = [&](Map<const ResourceType*>& names, const std::string& name) {
        const auto [place, added] = names.emplace(name, &type);
        if (!added) {
            throw std::runtime_error("the collections '" + place->second->collection + "' and '" + type.collection +
                                     "' have the same path, " + name);
        }
    };
    if (type.parent) {
        const ResourceType* parent = catalog.find(type.parent->collection);
        if (parent != nullptr) claim(below_[parent].children, segment);
    } else {
        claim(top_, segment);
    }
    Below& below = below_[&type];
    for (const Action& action : type.actions) {
        auto& actions = action.scope == Action::Scope::member ? below.member_actions : below.collection_actions;
        actions.emplace(spelling(action.name), &action);
    }
}

Route Router::match(std::string_view path) const {
    if (path.empty() || path.front() != '/') return {};
    while (path.ends_with('/')) path.remove_suffix(1);
    if (path.empty()) return {.kind = Route::Kind::index};
    if (path.ends_with(".json")) path.remove_suffix(5);

    std::string_view rest = path;
    const std::string_view segment = take_segment(rest);
    if (segment == "extensions") {
        if (rest.empty()) return {.kind = Route::Kind::extensions};
        return {.kind = Route::Kind::extension, .id = rest};
    }
    const ResourceType* type = look_up(top_, segment);
    if (type == nullptr) {  // the prefix, then: it may be left out, but must be the right one
        type = look_up(top_, take_segment(rest));
        if (type == nullptr || type->path_prefix.empty() || std::string_view(type->path_prefix).substr(1) != segment) {
            return {};
        }
    }
    return match_below(*type, rest, {});
}

Route Router::match_below(const ResourceType& type, std::string_view rest, std::string_view parent_id) const {
    Route route{.kind = Route::Kind::collection, .type = &type, .parent_id = parent_id};
    if (rest.empty()) return route;
    const Below& below = below_.at(&type);
    route.id = take_segment(rest);
    if (rest.empty()) {
        route.action = look_up(below.collection_actions, route.id);
        route.kind = route.action != nullptr ? Route::Kind::collection_action : Route::Kind::member;
        if (route.action != nullptr) route.id = {};
        return route;
    }
    const std::string_view segment = take_segment(rest);
    if (const ResourceType* child = look_up(below.children, segment)) return match_below(*child, rest, route.id);
    if (segment == "tags" && type.find("tags") >= 0) {
        route.tag = take_segment(rest);
        route.kind = route.tag.empty() ? Route::Kind::tags : Route::Kind::tag;
        return rest.empty() ? route : Route();
    }
    if (!rest.empty()) return {};
    route.action = look_up(below.member_actions, segment);
    if (route.action != nullptr) {
        route.kind = Route::Kind::member_action;
    } else if (segment == "action") {
        route.kind = Route::Kind::body_action;
    } else {
        return {};
    }
    return route;
}

}  // namespace neutrino::api
