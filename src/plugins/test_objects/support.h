#pragma once
// A plugin for tests: out of tree, so to speak, for it sees the SDK only.

#include <neutrino/plugin.h>

#include <memory>
#include <string>
#include <vector>

class EmptyPlugin : public neutrino::Plugin {
public:
    explicit EmptyPlugin(std::string type) : type_(std::move(type)) {}
    std::vector<std::string> supported_aliases() const override { return {type_ + "-alias"}; }
    std::string type() const override { return type_; }
    std::string description() const override { return "nothing"; }

private:
    std::string type_;
};

inline void register_empty(neutrino::Registrar& registrar, const std::string& alias) {
    registrar.plugin(alias, "",
                     [alias](const neutrino::PluginOptions&) { return std::make_unique<EmptyPlugin>(alias); });
}
