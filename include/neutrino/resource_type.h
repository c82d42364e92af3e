#pragma once
// A resource type as composed at start-up from the API definitions of every loaded extension (api/README.md is the
// format's reference). Immutable once composed; shared by all threads; outlives every Record.

#include <neutrino/value.h>

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace neutrino {

enum class AttributeType : std::uint8_t { any, boolean, integer, real, string, list, map, time };

// Turns what the client sent into the canonical form; throws Fault InvalidInput.
using Converter = std::function<Value(const Value&)>;
// Returns the reason why the value is refused, or nothing. May put the canonical form of a part in its place (a number
// that came as text in a map). Throws Fault where Neutron has a fault type of its own for the reason.
using Validator = std::function<std::optional<std::string>(Value&)>;

// Where an attribute lives in SQL.
struct Storage {
    enum class Kind : std::uint8_t {
        none,      // not stored: request-only (prefixlen, use_default_subnetpool)
        column,    // a column of the type's main table
        standard,  // a column of standardattributes, joined by standard_attr_id
        side,      // a column of a one-to-one side table; absent row = the attribute's `absent` value
        list,      // the rows of a one-to-many table: scalars (one column) or objects (several)
        computed,  // made by a provider that a plugin registers under the attribute's name
    };
    // A column of a list table: the object's key ("" for a list of scalars) and the SQL column.
    struct Column {
        std::string key;
        std::string column;
        AttributeType type = AttributeType::string;
        bool generated_uuid = false;  // a key of the table that is not part of the value: a new UUID a row
        std::string from;             // copied from this attribute of the owning record (ipallocations.network_id)
    };
    Kind kind = Kind::none;
    std::string table;            // side, list
    std::string key;              // side, list: the column that holds the owner's id
    std::string column;           // column, standard, side
    std::vector<Column> columns;  // list; side: further columns of the row (generated or copied)
    std::string order;            // list: the column that keeps the order given ("" = rows are ordered by all columns)
    std::map<std::string, Value> where;  // side, list: constant columns that select (and are written to) the rows
    bool json = false;                   // a map or list kept as JSON text in a string column
    bool presence = false;               // side: a row exists if and only if the attribute is true (externalnetworks)
    Value absent = Value::null();        // side: what a missing row reads as; such a value is not written
};

struct Attribute {
    std::string name;
    AttributeType type = AttributeType::any;
    bool post = false;  // allow_post
    bool put = false;   // allow_put
    bool visible = true;
    bool filter = false;
    bool sort = false;
    bool primary_key = false;
    bool required_by_policy = false;
    bool enforce_policy = false;
    bool internal = false;     // kept for behaviour code; the API neither takes nor shows it
    bool has_default = false;  // without one, an attribute with `post` is required in POST
    bool default_overrides_none = false;
    bool populate_defaults = false;  // dict_populate_defaults
    bool index = false;              // the image keeps an index, so that filters on it are quick
    std::vector<std::string>
        index_keys;             // list of objects: indexed by these keys; View::find_by takes "fixed_ips.subnet_id"
    Value default_value;        // unset = ATTR_NOT_SPECIFIED
    Converter convert;          // may be empty
    Converter convert_list;     // convert_list_to: for filters
    Validator validate;         // may be empty
    std::string validate_name;  // e.g. "type:uuid", for OpenAPI and explain
    Value validate_argument;
    Storage store;
    std::string origin;  // alias of the extension that added it ("" = the core resource)
};

struct Action {
    enum class Scope : std::uint8_t { member, collection };
    std::string name;    // as in the URL: add_prefixes
    std::string method;  // GET, PUT, POST
    Scope scope = Scope::member;
    std::string origin;
};

// A typed handle on an attribute, resolved once. An empty handle (extension not loaded) reads as unset and ignores
// writes.
template <class T>
struct Field {
    std::int16_t index = -1;
    explicit operator bool() const noexcept { return index >= 0; }
};

struct ParentRef {
    std::string collection;  // "agents"
    std::string member;      // "agent": the id is in the URL as {agent_id}
};

struct ResourceType {
    std::string collection;   // "networks": key of lists and of the attribute map
    std::string member;       // "network": key of single bodies, policy and quota name
    std::string path;         // URL segment of the collection, e.g. "address-scopes"
    std::string path_prefix;  // "" or e.g. "/qos"
    std::string fault_name;   // "Network": NetworkNotFound
    std::optional<ParentRef> parent;
    std::string table;          // main table; "" = nothing stored (the behaviour answers)
    std::string resource_type;  // standardattributes.resource_type; "" = no standard attributes
    std::string quota;          // quota name; "" = not counted
    std::string origin;         // alias, "" = core
    bool api = true;            // false: internal type without URLs (networksegments until `segment` is loaded)
    bool bulk = true;
    bool can_create = true, can_list = true, can_show = true, can_update = true, can_delete = true;
    std::vector<Attribute> attributes;
    std::vector<Action> actions;

    // Position of an attribute, or -1.
    int find(std::string_view name) const noexcept;
    const Attribute* attribute(std::string_view name) const noexcept;
    // Throws std::logic_error when the attribute is missing: a start-up error of the plugin that asks.
    template <class T>
    Field<T> field(std::string_view name) const {
        return {require(name)};
    }
    template <class T>
    Field<T> field_if(std::string_view name) const noexcept {
        return {static_cast<std::int16_t>(find(name))};
    }

    // Well-known positions, -1 when the type has none. Set by seal(), which must be called once after composition.
    int id_index = -1;
    int project_index = -1;  // project_id (tenant_id is its alias everywhere)
    int revision_index = -1;
    int created_index = -1;
    int updated_index = -1;
    void seal();

private:
    std::int16_t require(std::string_view name) const;
    std::unordered_map<std::string, int> positions_;
};

// All composed types.
class Catalog {
public:
    // Types keep their addresses; added during composition only.
    ResourceType& add(ResourceType type);
    const ResourceType* find(std::string_view collection) const noexcept;
    ResourceType* find(std::string_view collection) noexcept;
    const ResourceType& get(std::string_view collection) const;  // throws std::logic_error
    std::vector<const ResourceType*> all() const;                // in order of addition

private:
    std::map<std::string, ResourceType, std::less<>> types_;
    std::vector<const ResourceType*> order_;
};

}  // namespace neutrino
