#include "client/patient_client.h"

#include "base/log.h"

#include <utility>

namespace neutrino::client {

PatientClient::PatientClient(Client& next, PatienceOptions options, base::Clock clock)
    : next_(next), options_(std::move(options)), clock_(std::move(clock)) {}

// Lets a request through, or throws; ends with the request.
class PatientClient::Admission {
public:
    explicit Admission(PatientClient& owner) : owner_(owner) {
        const std::lock_guard lock(owner_.mutex_);
        if (!owner_.down_) return;
        if (owner_.probing_ || owner_.clock_.steady() < owner_.next_probe_)
            throw Failure(Failure::Kind::unreachable, owner_.options_.service + " is down: " + owner_.reason_);
        is_probe_ = owner_.probing_ = true;
    }
    ~Admission() {
        if (!is_probe_) return;
        const std::lock_guard lock(owner_.mutex_);
        owner_.probing_ = false;
        owner_.next_probe_ = owner_.clock_.steady() + owner_.options_.probe_every;
    }
    Admission(const Admission&) = delete;
    Admission& operator=(const Admission&) = delete;

private:
    PatientClient& owner_;
    bool is_probe_ = false;
};

Response PatientClient::send(const Request& request) {
    const Admission admission(*this);
    try {
        Response response = attempts(request);
        up();
        return response;
    } catch (const Failure& failure) {
        if (failure.kind() == Failure::Kind::broken) {
            up();
        } else {
            down(failure);
        }
        throw;
    }
}

Response PatientClient::attempts(const Request& request) {
    const bool harmless = request.method == "GET" || request.method == "HEAD";
    bool broke = false;
    auto pause = options_.first_pause;
    for (unsigned left = options_.retries;; --left) {
        try {
            return next_.send(request);
        } catch (const Failure& failure) {
            const bool breaks = failure.kind() == Failure::Kind::broken;
            const bool again = breaks ? harmless && !std::exchange(broke, true)
                                      : failure.kind() == Failure::Kind::unreachable && !is_down();
            if (left == 0 || !again) throw;
            if (breaks) continue;
        }
        clock_.sleep(pause);
        pause *= 2;
    }
}

void PatientClient::down(const Failure& failure) {
    const std::lock_guard lock(mutex_);
    if (!down_) {
        reason_ = failure.what();
        next_probe_ = clock_.steady() + options_.probe_every;
        log::error("{} is down: {}", options_.service, reason_);
    }
    down_ = true;
}

void PatientClient::up() {
    const std::lock_guard lock(mutex_);
    if (down_) log::info("{} is back", options_.service);
    down_ = false;
}

bool PatientClient::is_down() const {
    const std::lock_guard lock(mutex_);
    return down_;
}

}  // namespace neutrino::client
