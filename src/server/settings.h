#pragma once
// What the configuration says, in the words of the rooms. Nobody below the composition root knows of options. All throw
// config::ConfigError, which names file, line, section, option and reason.

#include "api/api.h"
#include "base/log.h"
#include "config/config.h"
#include "http/server.h"
#include "pipeline/options.h"
#include "pipeline/paste.h"
#include "quota/quota.h"
#include "store/store.h"

#include <filesystem>
#include <optional>
#include <string>

namespace neutrino::server {

// Refuses options that ask for what is not built in: going on without it would be a surprise.
void settings_check(const config::Config& config);

// A file that an option names: relative names are looked for beside the configuration files, as oslo.config does.
// Nothing when it isn't there.
std::optional<std::filesystem::path> settings_file(const config::Config& config, const std::string& name);

log::Options log_options(const config::Config& config);
http::ServerOptions http_options(const config::Config& config);
pipeline::Options pipeline_options(const config::Config& config);
pipeline::PasteFile paste_file(const config::Config& config);
api::Options api_options(const config::Config& config);
store::StoreOptions store_options(const config::Config& config, const std::filesystem::path& schema);
quota::Quota quota_limits(const config::Config& config, const Catalog& catalog);

}  // namespace neutrino::server
