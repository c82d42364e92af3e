#include "api/select.h"

#include <neutrino/fault.h>

#include <algorithm>
#include <limits>
#include <optional>

namespace neutrino::api {
namespace {

bool holds(const Value& list, const Value& item) { return std::ranges::find(list.items(), item) != list.items().end(); }

// Whether `value`, or an item of it, is one of those that the filter looks for.
template <class Same>
bool any_is(const Filter& filter, const Value& value, Same&& same) {
    const auto one_is = [&](const Value& item) {
        const Value& compared = filter.key.empty() ? item : item.at(filter.key);
        return std::ranges::any_of(filter.values, [&](const Value& wanted) { return same(compared, wanted); });
    };
    return value.is_list() ? std::ranges::any_of(value.items(), one_is) : one_is(value);
}

bool matches(const Filter& filter, const Value& value) {
    const auto all_tags = [&] {
        return std::ranges::all_of(filter.values, [&](const Value& tag) { return holds(value, tag); });
    };
    const auto any_tag = [&] {
        return std::ranges::any_of(filter.values, [&](const Value& tag) { return holds(value, tag); });
    };
    switch (filter.kind) {
        case Filter::Kind::equal:
            return any_is(filter, value, [](const Value& left, const Value& right) { return left == right; });
        case Filter::Kind::substring:
            return any_is(filter, value, [](const Value& text, const Value& part) {
                return text.as_string().find(part.as_string()) != std::string_view::npos;
            });
        case Filter::Kind::tags_all: return all_tags();
        case Filter::Kind::tags_any: return any_tag();
        case Filter::Kind::not_tags_all: return !all_tags();
        case Filter::Kind::not_tags_any: return !any_tag();
    }
    return false;
}

class Selection {
public:
    Selection(const Access& access, const Query& query, std::string_view parent_id)
        : access_(access),
          endpoint_(access.endpoint()),
          type_(endpoint_.type),
          query_(query),
          parent_id_(parent_id),
          forward_(!query.page_reverse) {}

    std::vector<RecordPtr> run() {
        if (type_.table.empty()) return run_without_table();
        marker_find();
        collect();
        if (!by_id()) {
            const auto before = [this](const RecordPtr& left, const RecordPtr& right) { return less(*left, *right); };
            if (query_.limit != 0 && query_.limit < found_.size()) {
                const auto end = found_.begin() + static_cast<std::ptrdiff_t>(query_.limit);
                std::partial_sort(found_.begin(), end, found_.end(), before);
            } else {
                std::sort(found_.begin(), found_.end(), before);
            }
        } else if (!forward_) {
            std::reverse(found_.begin(), found_.end());
        }
        cut();
        return std::move(found_);
    }

private:
    // Look-ups in indexes that together find all that is wanted, and how many records they leave to look at.
    struct Narrowing {
        std::vector<Behaviour::LookUp> places;
        std::size_t cost = std::numeric_limits<std::size_t>::max();
    };

    bool by_id() const { return query_.sorts.empty(); }
    // Without sorting, records come in the order of the page, and what follows a full page is of no interest.
    bool is_full() const { return by_id() && forward_ && query_.limit != 0 && found_.size() == query_.limit; }

    bool wanted(const Record& record) const {
        if (!parent_id_.empty() && !type_.table.empty() &&
            record.at(endpoint_.parent_index).as_string() != parent_id_) {
            return false;
        }
        Value scratch;
        for (const Filter& filter : query_.filters) {
            if (!matches(filter, endpoint_.value(access_.view(), record, filter.attribute, scratch))) return false;
        }
        return access_.sees(record);
    }

    // Negative, zero or positive, in the order that the client asked for.
    int compare(const Record& left, const Record& right) const {
        for (const auto& [attribute, ascending] : query_.sorts) {
            Value left_scratch;
            Value right_scratch;
            const auto order = endpoint_.value(access_.view(), left, attribute, left_scratch) <=>
                               endpoint_.value(access_.view(), right, attribute, right_scratch);
            if (order != 0) return (order < 0) == ascending ? -1 : 1;
        }
        return left.id().compare(right.id());
    }
    // In the order of the page's direction.
    bool less(const Record& left, const Record& right) const {
        const int order = compare(left, right);
        return forward_ ? order < 0 : order > 0;
    }

    void marker_find() {
        if (query_.marker.empty()) return;
        marker_ = access_.view().find(type_, query_.marker);
        if (!marker_ || !access_.sees(*marker_)) throw not_found(type_.fault_name, query_.marker);
    }

    // Returns false when there is no need for more.
    bool take(const RecordPtr& record) {
        if (marker_ && !less(*marker_, *record)) return true;
        if (wanted(*record)) found_.push_back(record);
        return !is_full();
    }

    void collect() {
        const View& view = access_.view();
        for (const Filter& filter : query_.filters) {
            if (filter.attribute != type_.id_index || filter.kind != Filter::Kind::equal) continue;
            std::vector<RecordPtr> named;
            for (const Value& id : filter.values) {
                if (RecordPtr record = view.find(type_, id.as_string())) named.push_back(std::move(record));
            }
            return collect_from(std::move(named), filter.values.size() > 1);
        }
        const std::optional<Narrowing> best = narrowing_choose();
        if (!best) {
            view.each(type_, [this](const RecordPtr& record) { return take(record); });
            return;
        }
        std::vector<RecordPtr> narrowed;
        for (const Behaviour::LookUp& place : best->places) {
            std::vector<RecordPtr> some = view.find_by(type_, place.attribute, place.value);
            if (narrowed.empty()) {
                narrowed = std::move(some);
            } else {
                narrowed.insert(narrowed.end(), some.begin(), some.end());
            }
        }
        collect_from(std::move(narrowed), best->places.size() > 1);
    }

    void collect_from(std::vector<RecordPtr> records, bool mixed) {
        if (mixed) {
            std::ranges::sort(records, {}, [](const RecordPtr& record) { return record->id(); });
            records.erase(std::unique(records.begin(), records.end()), records.end());
        }
        for (const RecordPtr& record : records) {
            if (!take(record)) return;
        }
    }

    // The look-ups that leave fewest records to look at.
    std::optional<Narrowing> narrowing_choose() const {
        std::optional<Narrowing> best;
        for (const Filter& filter : query_.filters) {
            const Attribute& attribute = type_.attributes[static_cast<std::size_t>(filter.attribute)];
            const bool keyed = !filter.key.empty();
            const bool indexed = keyed
                                     ? std::ranges::find(attribute.index_keys, filter.key) != attribute.index_keys.end()
                                     : attribute.index || filter.attribute == type_.project_index;
            // Who has all tags has any of them: a few records too many.
            const bool positive = filter.kind == Filter::Kind::equal || filter.kind == Filter::Kind::tags_all ||
                                  filter.kind == Filter::Kind::tags_any;
            // An index knows nothing of null.
            if (!indexed || !positive || !std::ranges::all_of(filter.values, &Value::has_value)) continue;
            std::vector<Behaviour::LookUp> places;
            for (const Value& value : filter.values) {
                places.push_back({keyed ? attribute.name + "." + filter.key : attribute.name, value});
            }
            consider(best, std::move(places));
        }
        if (!parent_id_.empty() && endpoint_.parent_index >= 0) {
            const Attribute& attribute = type_.attributes[static_cast<std::size_t>(endpoint_.parent_index)];
            if (attribute.index) consider(best, {{attribute.name, Value(parent_id_)}});
        }
        if (auto scope = access_.scope()) consider(best, std::move(*scope));
        return best;
    }

    void consider(std::optional<Narrowing>& best, std::vector<Behaviour::LookUp> places) const {
        std::size_t cost = 0;
        for (const Behaviour::LookUp& place : places) {
            cost += access_.view().count_by(type_, place.attribute, place.value);
        }
        if (!best || cost < best->cost) best = {std::move(places), cost};
    }

    // From the direction of the page to the order that is shown.
    void cut() {
        if (query_.limit != 0 && found_.size() > query_.limit) found_.resize(query_.limit);
        if (!forward_) std::reverse(found_.begin(), found_.end());
    }

    // The behaviour makes the records, in an order of its own, and there is nothing to look a marker up in.
    std::vector<RecordPtr> run_without_table() {
        Behaviour& behaviour = *endpoint_.handlers.behaviour;
        found_ = parent_id_.empty() ? behaviour.list(access_.context(), access_.view())
                                    : behaviour.list_of(access_.context(), access_.view(), parent_id_);
        std::erase_if(found_, [this](const RecordPtr& record) { return !wanted(*record); });
        if (!by_id()) {
            std::stable_sort(found_.begin(), found_.end(), [this](const RecordPtr& left, const RecordPtr& right) {
                return compare(*left, *right) < 0;
            });
        }
        if (!forward_) std::reverse(found_.begin(), found_.end());
        if (!query_.marker.empty()) {
            const auto place = std::ranges::find(found_, query_.marker, [](const RecordPtr& r) { return r->id(); });
            if (place == found_.end()) throw not_found(type_.fault_name, query_.marker);
            found_.erase(found_.begin(), place + 1);
        }
        cut();
        return std::move(found_);
    }

    const Access& access_;
    const Endpoint& endpoint_;
    const ResourceType& type_;
    const Query& query_;
    std::string_view parent_id_;
    bool forward_;
    RecordPtr marker_;
    std::vector<RecordPtr> found_;
};

}  // namespace

std::vector<RecordPtr> resources_select(const Access& access, const Query& query, std::string_view parent_id) {
    return Selection(access, query, parent_id).run();
}

}  // namespace neutrino::api
