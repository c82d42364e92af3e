#include "server/identity.h"

#include "base/log.h"

#include <utility>

namespace neutrino::server {
namespace {

// A checker and all that it needs.
struct CheckerWithSession {
    explicit CheckerWithSession(const AuthTokenSettings& settings)
        : session(settings.session), checker(session.keystone(), settings.checker) {}

    auth::Session session;
    auth::TokenChecker checker;
};

}  // namespace

std::shared_ptr<const pipeline::Authenticator> Identity::authenticator(const pipeline::PasteSection& section) {
    AuthTokenSettings settings = auth_token_settings(config_, section);
    const std::lock_guard lock(mutex_);
    for (const Made& each : made_) {
        if (each.settings == settings) return each.authenticator;
    }
    if (config_.is_given("keystone_authtoken", "memcached_servers"))
        log::info(
            "[keystone_authtoken] memcached_servers: not needed, what is known of tokens is kept in this process");
    std::erase_if(made_, [](const Made& each) { return each.authenticator.use_count() == 1; });  // nobody's any more
    auto whole = std::make_shared<CheckerWithSession>(settings);
    const std::shared_ptr<auth::TokenChecker> checker(whole, &whole->checker);
    auto authenticator = std::make_shared<const pipeline::Authenticator>(settings.filter, checker);
    made_.push_back({std::move(settings), authenticator});
    return authenticator;
}

pipeline::ProjectCheck Identity::project_check() {
    const std::lock_guard lock(mutex_);
    if (!nova_) nova_ = std::make_unique<auth::Session>(user_settings(config_, "nova"));
    return
        [keystone = &nova_->keystone()](std::string_view id_or_name) { return keystone->project_exists(id_or_name); };
}

}  // namespace neutrino::server
