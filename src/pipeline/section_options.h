#pragma once
// Settings of a section of api-paste.ini that go before the option of the same name in neutron.conf. Internal to this
// room.

#include "pipeline/options.h"
#include "pipeline/paste.h"

#include <string_view>
#include <vector>

namespace neutrino::pipeline {

// Each gives `otherwise` when the section doesn't have the key, and throws PasteError when its value cannot be used.
bool bool_setting(const PasteSection& section, std::string_view key, bool otherwise);
std::size_t size_setting(const PasteSection& section, std::string_view key, std::size_t otherwise);
std::vector<std::string> list_setting(const PasteSection& section, std::string_view key,
                                      const std::vector<std::string>& otherwise);

std::vector<CorsOptions> cors_options(const PasteSection& section, std::vector<CorsOptions> options);
HealthcheckOptions healthcheck_options(const PasteSection& section, HealthcheckOptions options);

}  // namespace neutrino::pipeline
