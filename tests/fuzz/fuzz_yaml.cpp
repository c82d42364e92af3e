// An API definition from a stranger: it is read, or refused with a DefinitionError, and so is its composition.

#include "resource/definition.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace neutrino;
    try {
        const resource::Definition definition =
            resource::definition_parse({reinterpret_cast<const char*>(data), size}, "fuzzed.yaml");
        const resource::Definition* const definitions[] = {&definition};
        Catalog catalog;
        resource::catalog_compose(definitions, catalog);
    } catch (const resource::DefinitionError&) {
    }
    return 0;
}
