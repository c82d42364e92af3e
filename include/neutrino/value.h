#pragma once
// The value of an attribute: what JSON can say, plus "unset" for an attribute that the client did not give.

#include <compare>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace neutrino {

struct Member;

// Sixteen bytes. Strings, lists and maps are immutable and shared by reference count, so a copy is cheap and may be
// read from any thread. To change a list or a map, build a new one.
class Value {
public:
    enum class Kind : std::uint8_t { unset, null, boolean, integer, real, string, list, map };

    Value() noexcept : kind_(Kind::unset) { payload_.integer = 0; }
    Value(bool value) noexcept : kind_(Kind::boolean) { payload_.integer = value ? 1 : 0; }
    Value(int value) noexcept : Value(static_cast<std::int64_t>(value)) {}
    Value(std::int64_t value) noexcept : kind_(Kind::integer) { payload_.integer = value; }
    Value(double value) noexcept : kind_(Kind::real) { payload_.real = value; }
    Value(std::string_view value);
    Value(const char* value) : Value(std::string_view(value)) {}
    Value(const std::string& value) : Value(std::string_view(value)) {}
    Value(const Value& other) noexcept;
    Value(Value&& other) noexcept;
    Value& operator=(const Value& other) noexcept;
    Value& operator=(Value&& other) noexcept;
    ~Value();

    static Value null() noexcept;
    static Value list(std::vector<Value> items = {});
    static Value map();
    static Value map(std::vector<Member> members);  // keeps the order given; keys must be unique

    Kind kind() const noexcept { return kind_; }
    bool is_unset() const noexcept { return kind_ == Kind::unset; }
    bool is_null() const noexcept { return kind_ == Kind::null; }
    bool is_bool() const noexcept { return kind_ == Kind::boolean; }
    bool is_int() const noexcept { return kind_ == Kind::integer; }
    bool is_real() const noexcept { return kind_ == Kind::real; }
    bool is_string() const noexcept { return kind_ == Kind::string; }
    bool is_list() const noexcept { return kind_ == Kind::list; }
    bool is_map() const noexcept { return kind_ == Kind::map; }
    // Neither unset nor null.
    bool has_value() const noexcept { return kind_ > Kind::null; }
    // Python's truth, which Neutron's rules are written in: unset, null, false, 0, "" and empty containers are false.
    bool truthy() const noexcept;

    // Readers never throw: a value of another kind reads as false, 0, "" or empty. Views live as long as this value.
    bool as_bool() const noexcept { return kind_ == Kind::boolean && payload_.integer != 0; }
    std::int64_t as_int() const noexcept { return kind_ == Kind::integer ? payload_.integer : 0; }
    double as_real() const noexcept;
    std::string_view as_string() const noexcept;
    std::string str() const { return std::string(as_string()); }
    std::span<const Value> items() const noexcept;
    std::span<const Member> members() const noexcept;
    // The member of a map, or nullptr.
    const Value* find(std::string_view key) const noexcept;
    // The member of a map, or an unset value.
    const Value& at(std::string_view key) const noexcept;

    std::size_t hash() const noexcept;
    // Maps compare without regard to the order of their members.
    friend bool operator==(const Value& left, const Value& right) noexcept;
    // A total order for sorting: by kind (null first), then by value.
    friend std::weak_ordering operator<=>(const Value& left, const Value& right) noexcept;

private:
    struct Shared;
    struct StringRep;
    struct ListRep;
    struct MapRep;

    void retain() const noexcept;
    void release() noexcept;

    Kind kind_;
    union {
        std::int64_t integer;
        double real;
        Shared* shared;
    } payload_;
};

struct Member {
    std::string key;
    Value value;
    friend bool operator==(const Member&, const Member&) = default;
};

// A copy of the map with `key` set (added at the end, or replaced in its place).
Value map_with(const Value& map, std::string_view key, Value value);
Value map_without(const Value& map, std::string_view key);

struct ValueHash {
    std::size_t operator()(const Value& value) const noexcept { return value.hash(); }
};

}  // namespace neutrino
