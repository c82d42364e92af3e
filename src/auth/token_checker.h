#pragma once
// Says whose a token is. Asks Keystone once for what many ask at a time, and remembers the answer for a while.

#include "auth/keystone.h"
#include "auth/token.h"
#include "auth/token_cache.h"
#include "base/clock.h"

#include <chrono>
#include <cstddef>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>

namespace neutrino::auth {

struct CheckerOptions {
    std::chrono::seconds cache_time{300};   // a revoked token is good for as long; zero and less: nothing is remembered
    std::chrono::seconds refusal_time{10};  // for which a refusal is remembered, if that is less than cache_time
    std::size_t most_valid = 16'384;        // remembered; about a kilobyte each
    std::size_t most_refused = 8'192;

    friend bool operator==(const CheckerOptions&, const CheckerOptions&) = default;
};

// Thread-safe.
class TokenChecker {
public:
    // `keystone` outlives this.
    TokenChecker(Keystone& keystone, CheckerOptions options, base::Clock clock = {});

    // nullptr for a token that isn't valid now. `allow_expired` lets expired ones pass, as far as Keystone does: for
    // what another service forwards. Blocks while Keystone is asked. Throws Unavailable.
    std::shared_ptr<const Token> check(std::string_view token, bool allow_expired = false);

    // What check() says, if it would say so at once, now and for the second to come. Never blocks.
    std::optional<std::shared_ptr<const Token>> recall(std::string_view token, bool allow_expired = false);

private:
    using Answer = std::shared_ptr<const Token>;

    Answer still_good(const Answer& answer, bool allow_expired) const;
    Answer ask(const TokenKey& key, std::string_view token, bool allow_expired);
    void remember(const TokenKey& key, const Answer& answer);

    Keystone& keystone_;
    const CheckerOptions options_;
    const base::Clock clock_;
    TokenCache cache_;

    std::mutex mutex_;
    std::unordered_map<TokenKey, std::shared_future<Answer>, TokenKeyHash> asked_;  // Keystone is being asked now
};

}  // namespace neutrino::auth
