#pragma once
// What has been learnt about tokens, for a while.

#include "auth/token.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstring>
#include <list>
#include <memory>
#include <mutex>
#include <string_view>
#include <unordered_map>

namespace neutrino::auth {

// Stands for a token where it must not be kept itself: SHA-256 of the token and of whether it may have expired.
struct TokenKey {
    std::array<unsigned char, 32> digest;

    static TokenKey of(std::string_view token, bool allow_expired);
    friend bool operator==(const TokenKey&, const TokenKey&) = default;
};

struct TokenKeyHash {
    std::size_t operator()(const TokenKey& key) const noexcept {
        std::size_t hash = 0;
        std::memcpy(&hash, key.digest.data(), sizeof hash);  // as good as random
        return hash;
    }
};

// Bounded: the entry that was used longest ago makes room. Valid and refused tokens have room of their own, so that a
// flood of garbage doesn't push out what honest clients need. Thread-safe.
class TokenCache {
public:
    using Time = std::chrono::steady_clock::time_point;

    struct Entry {
        std::shared_ptr<const Token> token;  // nullptr: refused
        Time ends;                           // from then on it has to be asked for again
    };

    TokenCache(std::size_t most_valid, std::size_t most_refused) : valid_(most_valid), refused_(most_refused) {}

    // false when nothing is known at that time.
    bool find(const TokenKey& key, Time now, Entry& found);
    void put(const TokenKey& key, Entry entry);
    std::size_t size() const;

private:
    // The newest first.
    using Entries = std::list<std::pair<TokenKey, Entry>>;
    struct Shelf {
        explicit Shelf(std::size_t bound) : most(bound) {}

        const std::size_t most;
        Entries entries;
        std::unordered_map<TokenKey, Entries::iterator, TokenKeyHash> by_key;

        bool find(const TokenKey& key, Time now, Entry& found);
        void put(const TokenKey& key, Entry entry);
        void erase(const TokenKey& key);
    };

    mutable std::mutex mutex_;
    Shelf valid_;
    Shelf refused_;
};

}  // namespace neutrino::auth
