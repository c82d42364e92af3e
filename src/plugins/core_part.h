#pragma once
// A piece of the core plugin that has a folder of its own: Neutron's core plugin serves security groups, agents, RBAC
// and more beside networks and ports.

#include <neutrino/plugin.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace neutrino::plugins {

// Life: as a Plugin's, which it is a part of. Parts compose after the core plugin itself, in the order of the list, and
// stop in the opposite one.
class CorePart {
public:
    virtual ~CorePart() = default;
    // Extensions that it makes good on, in the core plugin's name.
    virtual std::vector<std::string> aliases() const = 0;
    virtual void compose(Composition& composition) = 0;
    virtual void start() {}
    virtual void stop() {}
};

using CoreParts = std::vector<std::unique_ptr<CorePart>>;
using CorePartsMaker = std::function<CoreParts(const PluginOptions&)>;

}  // namespace neutrino::plugins
