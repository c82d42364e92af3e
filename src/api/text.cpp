#include "api/text.h"

#include <cstddef>

namespace neutrino::api {

bool is_utf8(std::string_view text) noexcept {
    const auto byte = [text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    for (std::size_t i = 0; i < text.size();) {
        const unsigned char lead = byte(i);
        if (lead < 0x80) {
            ++i;
            continue;
        }
        const std::size_t size = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
        if (lead < 0xC2 || lead > 0xF4 || i + size > text.size()) return false;
        for (std::size_t k = 1; k < size; ++k) {
            if ((byte(i + k) & 0xC0) != 0x80) return false;
        }
        // No longer forms than needed, no surrogates, nothing beyond U+10FFFF.
        const unsigned char second = byte(i + 1);
        if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F) || (lead == 0xF0 && second < 0x90) ||
            (lead == 0xF4 && second > 0x8F)) {
            return false;
        }
        i += size;
    }
    return true;
}

}  // namespace neutrino::api
