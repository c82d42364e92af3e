#pragma once
// The types of the core resources, composed from the definitions in api/, for targets that need a type.

#include "resource/definition.h"

#include <vector>

namespace neutrino::fuzz {

inline const Catalog& core_types() {
    static const Catalog& types = *[] {
        // Kept for good, and found by the leak checker: libFuzzer ends the process without destructors.
        static auto* const definitions = new std::vector<resource::Definition>;
        for (const char* alias : {"network", "subnet", "port", "subnetpool", "address-scope", "provider", "binding",
                                  "allowed-address-pairs", "extra_dhcp_opt", "multi-provider"}) {
            definitions->push_back(
                resource::definition_read(std::string(NEUTRINO_SOURCE_DIR "/api/") + alias + ".yaml"));
        }
        std::vector<const resource::Definition*> order;
        for (const auto& definition : *definitions) order.push_back(&definition);
        auto* catalog = new Catalog;
        resource::catalog_compose(order, *catalog);
        return catalog;
    }();
    return types;
}

}  // namespace neutrino::fuzz
