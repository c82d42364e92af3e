#pragma once
// How option texts read as values.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::config {

// Comma-separated, blanks around items dropped, empty items too.
std::vector<std::string> split_list(std::string_view text);
std::string join(const std::vector<std::string>& items, std::string_view separator);
std::optional<bool> parse_bool(std::string_view text);  // true, 1, yes, on; false, 0, no, off; any case
std::optional<std::int64_t> parse_int(std::string_view text);
std::optional<double> parse_real(std::string_view text);

}  // namespace neutrino::config
