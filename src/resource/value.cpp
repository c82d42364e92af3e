#include <neutrino/value.h>

#include <algorithm>
#include <atomic>
#include <cstring>
#include <functional>
#include <new>
#include <utility>

namespace neutrino {

// Reference-counted and immutable once made. A string is one allocation: the head and its bytes.
struct Value::Shared {
    mutable std::atomic<std::uint32_t> references{1};
};

struct Value::StringRep : Value::Shared {
    std::uint32_t size = 0;
    char* bytes() noexcept { return reinterpret_cast<char*>(this + 1); }
    const char* bytes() const noexcept { return reinterpret_cast<const char*>(this + 1); }
};

struct Value::ListRep : Value::Shared {
    std::vector<Value> items;
};

struct Value::MapRep : Value::Shared {
    std::vector<Member> members;
};

namespace {

const Value kUnset;

template <class Items>
std::weak_ordering compare_sizes_last(const Items& left, const Items& right, auto&& compare) noexcept {
    for (std::size_t i = 0; i < left.size() && i < right.size(); ++i) {
        if (const std::weak_ordering order = compare(left[i], right[i]); order != 0) return order;
    }
    return left.size() <=> right.size();
}

// The members of a map in the order of their keys: what equal maps share.
std::vector<const Member*> by_key(const Value& map) {
    std::vector<const Member*> members;
    for (const Member& member : map.members()) members.push_back(&member);
    std::ranges::sort(members, {}, &Member::key);
    return members;
}

}  // namespace

Value::Value(std::string_view value) : kind_(Kind::string) {
    void* memory = ::operator new(sizeof(StringRep) + value.size());
    auto* rep = new (memory) StringRep;
    rep->size = static_cast<std::uint32_t>(value.size());
    if (!value.empty()) std::memcpy(rep->bytes(), value.data(), value.size());
    payload_.shared = rep;
}

Value::Value(const Value& other) noexcept : kind_(other.kind_), payload_(other.payload_) { retain(); }

Value::Value(Value&& other) noexcept : kind_(other.kind_), payload_(other.payload_) { other.kind_ = Kind::unset; }

// Both take what they need of `other` before they let go of the old value, which may own it.
Value& Value::operator=(const Value& other) noexcept { return *this = Value(other); }

Value& Value::operator=(Value&& other) noexcept {
    if (this != &other) {
        Value taken(std::move(other));
        std::swap(kind_, taken.kind_);
        std::swap(payload_, taken.payload_);
    }
    return *this;
}

Value::~Value() { release(); }

void Value::retain() const noexcept {
    if (kind_ >= Kind::string) payload_.shared->references.fetch_add(1, std::memory_order_relaxed);
}

void Value::release() noexcept {
    if (kind_ < Kind::string || payload_.shared->references.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
    if (kind_ == Kind::string) {
        auto* rep = static_cast<StringRep*>(payload_.shared);
        rep->~StringRep();
        ::operator delete(rep);
    } else if (kind_ == Kind::list) {
        delete static_cast<ListRep*>(payload_.shared);
    } else {
        delete static_cast<MapRep*>(payload_.shared);
    }
}

Value Value::null() noexcept {
    Value value;
    value.kind_ = Kind::null;
    return value;
}

Value Value::list(std::vector<Value> items) {
    auto* rep = new ListRep;
    rep->items = std::move(items);
    Value value;
    value.payload_.shared = rep;
    value.kind_ = Kind::list;
    return value;
}

Value Value::map() { return map(std::vector<Member>()); }

Value Value::map(std::vector<Member> members) {
    auto* rep = new MapRep;
    rep->members = std::move(members);
    Value value;
    value.payload_.shared = rep;
    value.kind_ = Kind::map;
    return value;
}

bool Value::truthy() const noexcept {
    switch (kind_) {
        case Kind::unset:
        case Kind::null: return false;
        case Kind::boolean:
        case Kind::integer: return payload_.integer != 0;
        case Kind::real: return payload_.real != 0;
        case Kind::string: return !as_string().empty();
        case Kind::list: return !items().empty();
        case Kind::map: return !members().empty();
    }
    return false;
}

double Value::as_real() const noexcept {
    if (kind_ == Kind::real) return payload_.real;
    return kind_ == Kind::integer ? static_cast<double>(payload_.integer) : 0;
}

std::string_view Value::as_string() const noexcept {
    if (kind_ != Kind::string) return {};
    const auto* rep = static_cast<const StringRep*>(payload_.shared);
    return {rep->bytes(), rep->size};
}

std::span<const Value> Value::items() const noexcept {
    if (kind_ != Kind::list) return {};
    return static_cast<const ListRep*>(payload_.shared)->items;
}

std::span<const Member> Value::members() const noexcept {
    if (kind_ != Kind::map) return {};
    return static_cast<const MapRep*>(payload_.shared)->members;
}

const Value* Value::find(std::string_view key) const noexcept {
    for (const auto& member : members()) {
        if (member.key == key) return &member.value;
    }
    return nullptr;
}

const Value& Value::at(std::string_view key) const noexcept {
    const Value* found = find(key);
    return found ? *found : kUnset;
}

std::size_t Value::hash() const noexcept {
    std::size_t result = static_cast<std::size_t>(kind_) * 0x9e3779b97f4a7c15ULL;
    switch (kind_) {
        case Kind::unset:
        case Kind::null: break;
        case Kind::boolean:
        case Kind::integer: result ^= std::hash<std::int64_t>{}(payload_.integer); break;
        case Kind::real: result ^= std::hash<double>{}(payload_.real); break;
        case Kind::string: result ^= std::hash<std::string_view>{}(as_string()); break;
        case Kind::list:
            for (const auto& item : items()) result = result * 31 + item.hash();
            break;
        case Kind::map:  // a sum: the order of members doesn't count
            for (const auto& [key, value] : members())
                result += std::hash<std::string_view>{}(key) ^ (value.hash() * 31);
            break;
    }
    return result;
}

bool operator==(const Value& left, const Value& right) noexcept {
    if (left.kind_ != right.kind_) return false;
    switch (left.kind_) {
        case Value::Kind::unset:
        case Value::Kind::null: return true;
        case Value::Kind::boolean:
        case Value::Kind::integer: return left.payload_.integer == right.payload_.integer;
        case Value::Kind::real: return left.payload_.real == right.payload_.real;
        case Value::Kind::string:
            return left.payload_.shared == right.payload_.shared || left.as_string() == right.as_string();
        case Value::Kind::list: return std::ranges::equal(left.items(), right.items());
        case Value::Kind::map:
            return left.members().size() == right.members().size() &&
                   std::ranges::all_of(left.members(), [&right](const Member& member) {
                       const Value* other = right.find(member.key);
                       return other && *other == member.value;
                   });
    }
    return false;
}

std::weak_ordering operator<=>(const Value& left, const Value& right) noexcept {
    if (left.kind_ != right.kind_) return left.kind_ <=> right.kind_;
    switch (left.kind_) {
        case Value::Kind::unset:
        case Value::Kind::null: return std::weak_ordering::equivalent;
        case Value::Kind::boolean:
        case Value::Kind::integer: return left.payload_.integer <=> right.payload_.integer;
        case Value::Kind::real:
            if (left.payload_.real < right.payload_.real) return std::weak_ordering::less;
            return left.payload_.real > right.payload_.real ? std::weak_ordering::greater
                                                            : std::weak_ordering::equivalent;
        case Value::Kind::string: return left.as_string() <=> right.as_string();
        case Value::Kind::list:
            return compare_sizes_last(left.items(), right.items(),
                                      [](const Value& a, const Value& b) { return a <=> b; });
        case Value::Kind::map:
            return compare_sizes_last(by_key(left), by_key(right), [](const Member* a, const Member* b) {
                const std::weak_ordering keys = a->key <=> b->key;
                return keys != 0 ? keys : a->value <=> b->value;
            });
    }
    return std::weak_ordering::equivalent;
}

Value map_with(const Value& map, std::string_view key, Value value) {
    std::vector<Member> members(map.members().begin(), map.members().end());
    const auto place = std::ranges::find(members, key, &Member::key);
    if (place != members.end()) {
        place->value = std::move(value);
    } else {
        members.push_back({std::string(key), std::move(value)});
    }
    return Value::map(std::move(members));
}

Value map_without(const Value& map, std::string_view key) {
    std::vector<Member> members;
    std::ranges::copy_if(map.members(), std::back_inserter(members),
                         [key](const Member& member) { return member.key != key; });
    return Value::map(std::move(members));
}

}  // namespace neutrino
