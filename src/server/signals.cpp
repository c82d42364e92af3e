#include "server/signals.h"

#include <pthread.h>

#include <cerrno>
#include <system_error>

namespace neutrino::server {

Signals::Signals(std::initializer_list<int> numbers) {
    sigemptyset(&set_);
    for (const int number : numbers) sigaddset(&set_, number);
    if (const int error = pthread_sigmask(SIG_BLOCK, &set_, nullptr)) {
        throw std::system_error(error, std::generic_category(), "pthread_sigmask");
    }
}

int Signals::wait() const {
    int number = 0;
    if (const int error = sigwait(&set_, &number)) throw std::system_error(error, std::generic_category(), "sigwait");
    return number;
}

void Signals::release() const { pthread_sigmask(SIG_UNBLOCK, &set_, nullptr); }

}  // namespace neutrino::server
