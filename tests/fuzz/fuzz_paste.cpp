// api-paste.ini files.

#include "pipeline/paste.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        const auto file = neutrino::pipeline::parse_paste(std::string_view(reinterpret_cast<const char*>(data), size));
        for (const auto& section : file.sections) {
            if (!file.find(section.kind, section.name)) std::abort();
        }
    } catch (const neutrino::pipeline::PasteError&) {  // what a bad file is told
    }
    return 0;
}
