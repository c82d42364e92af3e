// Query strings of lists.

#include "api/query.h"
#include "core_types.h"

#include <neutrino/fault.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace neutrino;
    std::vector<api::QueryPair> pairs;
    try {
        pairs = api::query_split(std::string_view(reinterpret_cast<const char*>(data), size));
    } catch (const Fault&) {
        return 0;
    }
    if (api::query_split(api::query_text(pairs)) != pairs) std::abort();
    for (const ResourceType* type : fuzz::core_types().all()) {
        for (const bool strict : {true, false}) {
            try {
                static_cast<void>(api::query_parse(*type, pairs, {strict, strict, strict ? 5U : 0U}));
            } catch (const Fault& fault) {
                if (fault.type().empty()) std::abort();
            }
        }
    }
    return 0;
}
