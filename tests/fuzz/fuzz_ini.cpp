// Configuration files.

#include "config/ini.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    try {
        for (const auto& entry :
             neutrino::config::parse_ini(std::string_view(reinterpret_cast<const char*>(data), size), "fuzz.conf")) {
            if (entry.key.empty() || entry.line < 1) std::abort();
        }
    } catch (const neutrino::config::ConfigError&) {  // what a bad file is told
    }
    return 0;
}
