#include "resource/definition.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <tuple>
#include <utility>

namespace neutrino::resource {
namespace {

// Composes once. Refers to definitions and catalog, which outlive it.
class Composer {
public:
    Composer(std::span<const Definition* const> definitions, Catalog& catalog)
        : definitions_(definitions), catalog_(catalog) {}

    void run() {
        for (const Definition* definition : definitions_) {
            for (const ResourceType& type : definition->resources) add(*definition, type);
        }
        for (const Definition* definition : definitions_) {
            for (const TypeExtension& extension : definition->extends) extend(*definition, extension);
        }
        for (const Definition* definition : definitions_) {
            for (const Attribute& attribute : definition->standard_attributes) add_standard(*definition, attribute);
        }
        for (ResourceType* type : added_) {
            for (Attribute& attribute : type->attributes) settle_storage(*type, attribute);
            check_copies(*type);
            type->seal();
        }
    }

private:
    enum class Part { type, attribute, action };

    [[noreturn]] static void fail(const Definition& definition, std::string_view reason) {
        throw DefinitionError(fmt::format("{}: {}", definition.file.string(), reason));
    }

    void add(const Definition& definition, const ResourceType& type) {
        if (catalog_.find(type.collection))
            fail(definition, fmt::format("resource '{}' is already defined by {}", type.collection,
                                         owner(Part::type, type.collection, {}).file.string()));
        added_.push_back(&catalog_.add(type));
        own(definition, Part::type, type.collection, {});
        for (const Attribute& attribute : type.attributes)
            own(definition, Part::attribute, type.collection, attribute.name);
        for (const Action& action : type.actions) own(definition, Part::action, type.collection, action.name);
    }

    void extend(const Definition& definition, const TypeExtension& extension) {
        ResourceType* type = catalog_.find(extension.collection);
        if (!type) return;
        type->api = type->api || extension.api;
        for (const Attribute& attribute : extension.attributes)
            put(definition, Part::attribute, *type, type->attributes, attribute);
        for (const Action& action : extension.actions) put(definition, Part::action, *type, type->actions, action);
    }

    // Adds the item, or puts it in the place of one that the definition may replace.
    template <class Item>
    void put(const Definition& definition, Part part, const ResourceType& type, std::vector<Item>& items,
             const Item& item) {
        const auto place = std::ranges::find(items, item.name, &Item::name);
        if (place == items.end()) {
            items.push_back(item);
        } else {
            const Definition& first = owner(part, type.collection, item.name);
            if (&first != &definition && !first.core && !requires_alias(definition, first.alias))
                fail(definition,
                     fmt::format("'{}' of '{}' is already defined by {}; to replace it, name '{}' in 'requires'",
                                 item.name, type.collection, first.file.string(), first.alias));
            *place = item;
        }
        own(definition, part, type.collection, item.name);
    }

    void add_standard(const Definition& definition, const Attribute& attribute) {
        const auto [first, added] = standard_.emplace(attribute.name, &definition);
        if (!added)
            fail(definition, fmt::format("standard attribute '{}' is already defined by {}", attribute.name,
                                         first->second->file.string()));
        for (ResourceType* type : added_) {
            if (type->resource_type.empty() || type->attribute(attribute.name)) continue;
            type->attributes.push_back(attribute);
            own(definition, Part::attribute, type->collection, attribute.name);
        }
    }

    // Directly or through others; a cycle, which the selection of extensions refuses, ends the search too.
    bool requires_alias(const Definition& definition, std::string_view alias) const {
        std::set<std::string_view> seen;
        std::vector<const Definition*> open = {&definition};
        while (!open.empty()) {
            const Definition* next = open.back();
            open.pop_back();
            for (const std::string& required : next->required) {
                if (required == alias) return true;
                if (!seen.insert(required).second) continue;
                const auto found =
                    std::ranges::find_if(definitions_, [&](const Definition* d) { return d->alias == required; });
                if (found != definitions_.end()) open.push_back(*found);
            }
        }
        return false;
    }

    void settle_storage(const ResourceType& type, Attribute& attribute) const {
        Storage& store = attribute.store;
        const auto refuse = [&](std::string_view reason) {
            fail(owner(Part::attribute, type.collection, attribute.name),
                 fmt::format("attribute '{}' of '{}' {}", attribute.name, type.collection, reason));
        };
        switch (store.kind) {
            case Storage::Kind::column:
                if (type.table.empty() && (!store.column.empty() || store.json))
                    refuse("is kept in a column, but the resource has no table");
                if (type.table.empty()) store.kind = Storage::Kind::none;
                if (store.column.empty() && !type.table.empty()) store.column = attribute.name;
                break;
            case Storage::Kind::standard:
                if (type.resource_type.empty())
                    refuse("is a standard attribute, but the resource has none (it needs 'standard')");
                break;
            case Storage::Kind::side:
            case Storage::Kind::list:
                if (type.table.empty()) refuse("is kept in a table beside, but the resource has none itself");
                break;
            case Storage::Kind::none:
            case Storage::Kind::computed: break;
        }
    }

    // Columns that are copied from an attribute need that attribute.
    void check_copies(const ResourceType& type) const {
        for (const Attribute& attribute : type.attributes) {
            for (const Storage::Column& column : attribute.store.columns) {
                if (column.from.empty() || type.find(column.from) >= 0) continue;
                fail(owner(Part::attribute, type.collection, attribute.name),
                     fmt::format("attribute '{}' of '{}' copies the column '{}' from '{}', which the resource lacks",
                                 attribute.name, type.collection, column.column, column.from));
            }
        }
    }

    using Name = std::tuple<Part, std::string, std::string>;
    void own(const Definition& definition, Part part, const std::string& collection, const std::string& name) {
        owners_[Name(part, collection, name)] = &definition;
    }
    const Definition& owner(Part part, const std::string& collection, const std::string& name) const {
        return *owners_.at(Name(part, collection, name));
    }

    std::span<const Definition* const> definitions_;
    Catalog& catalog_;
    std::vector<ResourceType*> added_;
    std::map<Name, const Definition*> owners_;
    std::map<std::string, const Definition*> standard_;
};

}  // namespace

void catalog_compose(std::span<const Definition* const> definitions, Catalog& catalog) {
    if (!catalog.all().empty()) throw std::logic_error("types are composed once");
    Composer(definitions, catalog).run();
}

}  // namespace neutrino::resource
