#include "resource/definition.h"

#include "resource/definition_attribute.h"
#include "resource/definition_node.h"
#include "resource/yaml.h"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iterator>

namespace neutrino::resource {
namespace {

std::string camel_case(std::string_view name) {
    std::string camel;
    bool upper = true;
    for (const char c : name) {
        if (c == '_' || c == '-') {
            upper = true;
            continue;
        }
        camel += upper && c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
        upper = false;
    }
    return camel;
}

std::string dashed(std::string name) {
    std::ranges::replace(name, '_', '-');
    return name;
}

// One file on its way to a Definition.
class FileReader {
public:
    FileReader(const std::filesystem::path& file, const RuleSettings& settings)
        : file_(file.string()), settings_(&settings) {}

    Definition read(std::string_view yaml) {
        const YamlNode root = tree(yaml);
        const MapReader map(root, "the file", file_,
                            {"alias", "name", "description", "updated", "module", "requires", "optional", "plugins",
                             "core", "always", "tables", "policy", "resources", "extends", "standard_attributes"});
        Definition definition;
        definition.file = file_;
        definition.alias = map.need_text("alias");
        definition.core = map.flag("core", false);
        definition.always = map.flag("always", false);
        definition.name = definition.core ? map.text("name", definition.alias) : map.need_text("name");
        definition.description = map.text("description");
        definition.updated = map.text("updated");
        definition.module = map.text("module", definition.alias);
        definition.required = map.words("requires");
        definition.optional = map.words("optional");
        definition.plugins = map.words("plugins");
        definition.tables = map.text("tables");
        if (const YamlNode* policy = map.find("policy")) definition.policy = *policy;
        origin_ = definition.core ? std::string() : definition.alias;
        if (const YamlNode* resources = map.find("resources")) {
            for (const auto& member : named_members(*resources, "'resources'", file_))
                definition.resources.push_back(resource(member));
        }
        if (const YamlNode* extends = map.find("extends")) {
            for (const auto& member : named_members(*extends, "'extends'", file_))
                definition.extends.push_back(extension(member));
        }
        if (const YamlNode* standard = map.find("standard_attributes"))
            definition.standard_attributes = attributes(*standard, "'standard_attributes'");
        return definition;
    }

private:
    YamlNode tree(std::string_view yaml) const {
        try {
            return yaml_read(yaml, file_);
        } catch (const YamlError& error) {
            throw DefinitionError(error.what());
        }
    }

    std::vector<Attribute> attributes(const YamlNode& node, std::string_view what) const {
        return attributes_read(node, what, file_, origin_, *settings_);
    }

    ResourceType resource(const YamlNode::Member& member) const {
        const std::string what = fmt::format("resource '{}'", member.key);
        const MapReader map(member.value, what, file_,
                            {"member", "path", "prefix", "fault", "parent", "table", "standard", "quota", "api", "bulk",
                             "methods", "attributes", "actions"});
        ResourceType type;
        type.collection = member.key;
        type.member = map.need_text("member");
        type.path = map.text("path", dashed(type.collection));
        type.path_prefix = map.text("prefix");
        type.fault_name = map.text("fault", camel_case(type.member));
        type.table = map.text("table");
        type.resource_type = map.text("standard");
        type.quota = map.text("quota");
        type.origin = origin_;
        type.api = map.flag("api", true);
        type.bulk = map.flag("bulk", true);
        if (const YamlNode* parent = map.find("parent")) {
            const MapReader reference(*parent, "parent of " + what, file_, {"collection", "member"});
            type.parent = ParentRef{reference.need_text("collection"), reference.need_text("member")};
        }
        methods(map, type);
        if (const YamlNode* node = map.find("attributes")) type.attributes = attributes(*node, "attributes of " + what);
        if (const YamlNode* node = map.find("actions")) type.actions = actions(*node, what);
        check(map, type);
        return type;
    }

    static void check(const MapReader& map, const ResourceType& type) {
        if (!type.path_prefix.empty() && !type.path_prefix.starts_with('/'))
            map.fail(map.find("prefix")->line,
                     fmt::format("has the prefix '{}'; it must begin with '/'", type.path_prefix));
        if (!type.resource_type.empty() && type.table.empty())
            map.fail(map.find("standard")->line, "has standard attributes but no table that could refer to them");
        const auto keys = std::ranges::count_if(type.attributes, &Attribute::primary_key);
        if (keys > 1) map.fail(map.line(), "has more than one attribute with 'primary_key'");
    }

    void methods(const MapReader& map, ResourceType& type) const {
        const YamlNode* node = map.find("methods");
        if (!node) return;
        struct Method {
            std::string_view name;
            bool ResourceType::*flag;
        };
        constexpr Method kMethods[] = {{"create", &ResourceType::can_create},
                                       {"list", &ResourceType::can_list},
                                       {"show", &ResourceType::can_show},
                                       {"update", &ResourceType::can_update},
                                       {"delete", &ResourceType::can_delete}};
        for (const Method& method : kMethods) type.*method.flag = false;
        for (const std::string& word : map.words("methods")) {
            const auto found = std::ranges::find(kMethods, word, &Method::name);
            if (found == std::end(kMethods))
                map.fail(node->line,
                         fmt::format("has no method '{}'; there are create, list, show, update, delete", word));
            type.*found->flag = true;
        }
    }

    std::vector<Action> actions(const YamlNode& node, const std::string& owner) const {
        std::vector<Action> actions;
        for (const auto& member : named_members(node, "actions of " + owner, file_)) {
            const MapReader map(member.value, fmt::format("action '{}'", member.key), file_, {"method", "scope"});
            Action action;
            action.name = member.key;
            map.need("method");
            constexpr std::string_view kVerbs[] = {"GET", "PUT", "POST", "DELETE"};
            action.method = kVerbs[map.choice("method", {"GET", "PUT", "POST", "DELETE"}, 0)];
            action.scope = map.choice("scope", {"member", "collection"}, 0) == 0 ? Action::Scope::member
                                                                                 : Action::Scope::collection;
            action.origin = origin_;
            actions.push_back(std::move(action));
        }
        return actions;
    }

    TypeExtension extension(const YamlNode::Member& member) const {
        const std::string what = fmt::format("extension of '{}'", member.key);
        const MapReader map(member.value, what, file_, {"api", "attributes", "actions"});
        TypeExtension extension;
        extension.collection = member.key;
        extension.api = map.flag("api", false);
        if (const YamlNode* node = map.find("attributes"))
            extension.attributes = attributes(*node, "attributes of " + what);
        if (const YamlNode* node = map.find("actions")) extension.actions = actions(*node, what);
        return extension;
    }

    std::string file_;
    const RuleSettings* settings_;
    std::string origin_;
};

}  // namespace

Definition definition_parse(std::string_view yaml, const std::filesystem::path& file, const RuleSettings& settings) {
    return FileReader(file, settings).read(yaml);
}

Definition definition_read(const std::filesystem::path& file, const RuleSettings& settings) {
    std::error_code error;
    std::ifstream stream;
    if (!std::filesystem::is_directory(file, error)) stream.open(file, std::ios::binary);
    if (!stream.is_open()) throw DefinitionError(fmt::format("{}: cannot be read", file.string()));
    const std::string text{std::istreambuf_iterator<char>(stream), {}};
    return definition_parse(text, file, settings);
}

}  // namespace neutrino::resource
