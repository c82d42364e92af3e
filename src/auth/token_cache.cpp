#include "auth/token_cache.h"

#include <openssl/evp.h>

#include <new>
#include <utility>

namespace neutrino::auth {

TokenKey TokenKey::of(std::string_view token, bool allow_expired) {
    using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;
    // Looking the algorithm up takes longer than using it.
    static const std::unique_ptr<EVP_MD, decltype(&EVP_MD_free)> sha256(EVP_MD_fetch(nullptr, "SHA256", nullptr),
                                                                        EVP_MD_free);
    thread_local const Context context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const unsigned char flag = allow_expired ? 1 : 0;
    TokenKey key;
    if (EVP_DigestInit_ex2(context.get(), sha256.get(), nullptr) != 1 ||
        EVP_DigestUpdate(context.get(), &flag, 1) != 1 ||
        EVP_DigestUpdate(context.get(), token.data(), token.size()) != 1 ||
        EVP_DigestFinal_ex(context.get(), key.digest.data(), nullptr) != 1)
        throw std::bad_alloc();  // all that can go wrong
    return key;
}

bool TokenCache::find(const TokenKey& key, Time now, Entry& found) {
    const std::lock_guard lock(mutex_);
    return valid_.find(key, now, found) || refused_.find(key, now, found);
}

void TokenCache::put(const TokenKey& key, Entry entry) {
    const std::lock_guard lock(mutex_);
    Shelf& other = entry.token ? refused_ : valid_;
    other.erase(key);
    (entry.token ? valid_ : refused_).put(key, std::move(entry));
}

std::size_t TokenCache::size() const {
    const std::lock_guard lock(mutex_);
    return valid_.entries.size() + refused_.entries.size();
}

bool TokenCache::Shelf::find(const TokenKey& key, Time now, Entry& found) {
    const auto at = by_key.find(key);
    if (at == by_key.end()) return false;
    if (at->second->second.ends <= now) {
        entries.erase(at->second);
        by_key.erase(at);
        return false;
    }
    entries.splice(entries.begin(), entries, at->second);
    found = at->second->second;
    return true;
}

void TokenCache::Shelf::put(const TokenKey& key, Entry entry) {
    erase(key);
    entries.emplace_front(key, std::move(entry));
    by_key.emplace(key, entries.begin());
    if (entries.size() <= most) return;
    by_key.erase(entries.back().first);
    entries.pop_back();
}

void TokenCache::Shelf::erase(const TokenKey& key) {
    const auto at = by_key.find(key);
    if (at == by_key.end()) return;
    entries.erase(at->second);
    by_key.erase(at);
}

}  // namespace neutrino::auth
