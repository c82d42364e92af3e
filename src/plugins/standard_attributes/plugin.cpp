#include "plugins/standard_attributes/plugin.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace neutrino::standard_attributes {
namespace {

// Supports extensions whose definitions say everything.
class DefinedPlugin : public Plugin {
public:
    DefinedPlugin(std::string type, std::string description, std::vector<std::string> aliases)
        : type_(std::move(type)), description_(std::move(description)), aliases_(std::move(aliases)) {}

    std::vector<std::string> supported_aliases() const override { return aliases_; }
    std::string type() const override { return type_; }
    std::string description() const override { return description_; }

private:
    const std::string type_;
    const std::string description_;
    const std::vector<std::string> aliases_;
};

}  // namespace

void register_plugins(Registrar& registrar) {
    registrar.plugin(
        "timestamp", "neutron.services.timestamp.timestamp_plugin.TimeStampPlugin", [](const PluginOptions&) {
            return std::make_unique<DefinedPlugin>("timestamp", "When resources were created and last changed",
                                                   std::vector<std::string>{"standard-attr-timestamp"});
        });
    registrar.plugin("revisions", "neutron.services.revisions.revision_plugin.RevisionPlugin",
                     [](const PluginOptions&) {
                         return std::make_unique<DefinedPlugin>(
                             "revision_plugin", "Revision numbers of resources, and changes under the condition of one",
                             std::vector<std::string>{"standard-attr-revisions", "revision-if-match"});
                     });
    registrar.plugin("tag", "neutron.services.tag.tag_plugin.TagPlugin", [](const PluginOptions&) {
        return std::make_unique<DefinedPlugin>("TAG", "Tag support", std::vector<std::string>{"standard-attr-tag"});
    });
}

}  // namespace neutrino::standard_attributes
