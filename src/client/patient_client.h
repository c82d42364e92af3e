#pragma once
// Patience with a service that is being restarted, and none with one that is known to be down.

#include "base/clock.h"
#include "client/client.h"

#include <chrono>
#include <mutex>
#include <string>

namespace neutrino::client {

struct PatienceOptions {
    std::string service;                         // for messages: "Keystone"
    unsigned retries = 3;                        // after the first attempt
    std::chrono::milliseconds first_pause{500};  // before the first retry; each further one is twice as long
    std::chrono::milliseconds probe_every{500};
};

// Sends a request again when the service could not be reached; and once more when the connection broke, if a second
// request does no harm (GET, HEAD). A service that stays out of reach, or is silent until the time is over, counts as
// down: from then on every request fails at once, but for one in `probe_every` which goes through. An answer of any
// kind ends that. A broken connection is no sign of it: one request that the service chokes on must not keep out the
// others.
//
// The log has a line when the service goes down, and one when it is back.
class PatientClient : public Client {
public:
    // `next` outlives this.
    PatientClient(Client& next, PatienceOptions options, base::Clock clock = {});

    Response send(const Request& request) override;

private:
    class Admission;

    Response attempts(const Request& request);
    void down(const Failure& failure);
    void up();
    bool is_down() const;

    Client& next_;
    const PatienceOptions options_;
    const base::Clock clock_;

    mutable std::mutex mutex_;
    bool down_ = false;
    bool probing_ = false;  // a request that goes through although it is down is under way
    std::string reason_;    // why it is held to be down
    base::Clock::Steady next_probe_;
};

}  // namespace neutrino::client
