// Heads of requests, as they come from the network.

#include "http/head.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    const auto head = neutrino::http::parse_head(text);
    // A head is refused, or complete, or waits for more; never two of these.
    if (head.status != 0 && head.complete) std::abort();
    if (head.status == 0 && head.complete && head.request.method.empty()) std::abort();
    return 0;
}
