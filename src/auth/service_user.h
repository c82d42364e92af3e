#pragma once
// The service's own user: its token, and the catalog that comes with it.

#include "auth/credentials.h"
#include "base/clock.h"
#include "client/client.h"

#include <chrono>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace neutrino::auth {

// Keystone, or what is needed of it, cannot be had now. The message is for the log: the reason.
class Unavailable : public std::runtime_error {
public:
    using std::runtime_error::runtime_error;
};

struct Endpoint {
    std::string service_type;  // "identity", "compute"
    std::string interface;     // "public", "internal", "admin"
    std::string region;
    std::string url;
};

// What Keystone has granted to the user. Immutable.
struct Grant {
    std::string token;
    std::chrono::system_clock::time_point expires;
    std::vector<Endpoint> endpoints;

    // The URL of a service; any region when `region` is empty. Throws Unavailable when the catalog has none.
    const std::string& url(std::string_view service_type, std::string_view interface, std::string_view region) const;
};

// Thread-safe.
class ServiceUser {
public:
    // `client` outlives this.
    ServiceUser(Credentials credentials, client::Client& client, base::Clock clock = {});

    // The grant in force. Asks Keystone when there is none or it is about to end: one thread does, others wait for it.
    // A failure is theirs too, and for a second everybody's. Throws Unavailable.
    std::shared_ptr<const Grant> grant();
    // A service has refused the grant's token: the next grant() is a new one. Has no effect on a later grant.
    void grant_refused(const std::shared_ptr<const Grant>& grant);

    const Credentials& credentials() const { return credentials_; }

private:
    std::shared_ptr<const Grant> current() const;
    std::shared_ptr<const Grant> authenticate() const;

    const Credentials credentials_;
    client::Client& client_;
    const base::Clock clock_;

    std::mutex asking_;  // held while Keystone is asked; locked before mutex_
    mutable std::mutex mutex_;
    std::shared_ptr<const Grant> grant_;
    std::string failure_;               // of the last attempt, "" when it succeeded
    base::Clock::Steady failure_ends_;  // until then it is not tried again
};

}  // namespace neutrino::auth
