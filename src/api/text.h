#pragma once
// What the API needs to know of texts that clients send.

#include <string_view>

namespace neutrino::api {

// Whether the text is well-formed UTF-8 (RFC 3629): what is not can't be put into JSON.
bool is_utf8(std::string_view text) noexcept;

}  // namespace neutrino::api
