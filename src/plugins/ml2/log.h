#pragma once
#include <string_view>
namespace neutrino::ml2 {
void log_warning(std::string_view text);
void log_error(std::string_view text);
}  // namespace neutrino::ml2
