#pragma once
// What asks Keystone: made when a pipeline wants it, and kept over reloads with all that it has learnt.

#include "auth/session.h"
#include "config/config.h"
#include "pipeline/authenticator.h"
#include "pipeline/options.h"
#include "pipeline/paste.h"
#include "server/keystone_settings.h"

#include <memory>
#include <mutex>
#include <vector>

namespace neutrino::server {

// Thread-safe.
class Identity {
public:
    // `config` outlives this.
    explicit Identity(const config::Config& config) : config_(config) {}

    // For the filter authtoken; the same as before for a section that says the same. Throws config::ConfigError or
    // pipeline::PasteError.
    std::shared_ptr<const pipeline::Authenticator> authenticator(const pipeline::PasteSection& section);

    // For the filter project_id. Asks as the user of [nova], as Neutron does: it may read projects. Throws
    // config::ConfigError. The check must not outlive this.
    pipeline::ProjectCheck project_check();

private:
    struct Made {
        AuthTokenSettings settings;
        std::shared_ptr<const pipeline::Authenticator> authenticator;
    };

    const config::Config& config_;
    std::mutex mutex_;
    std::vector<Made> made_;  // one for each way in which sections of api-paste.ini say it: one, as a rule
    std::unique_ptr<auth::Session> nova_;
};

}  // namespace neutrino::server
