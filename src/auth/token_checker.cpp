#include "auth/token_checker.h"

#include <algorithm>
#include <utility>

namespace neutrino::auth {

namespace {

// Keystone's are shorter than 2,000 characters, and web servers refuse heads with much longer ones.
constexpr std::size_t kLongest = 8'192;

bool is_token(std::string_view text) {
    return !text.empty() && text.size() <= kLongest &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

TokenChecker::TokenChecker(Keystone& keystone, CheckerOptions options, base::Clock clock)
    : keystone_(keystone),
      options_(options),
      clock_(std::move(clock)),
      cache_(options.most_valid, options.most_refused) {}

std::shared_ptr<const Token> TokenChecker::check(std::string_view token, bool allow_expired) {
    if (!is_token(token)) return nullptr;
    const TokenKey key = TokenKey::of(token, allow_expired);
    TokenCache::Entry known;
    if (cache_.find(key, clock_.steady(), known)) return still_good(known.token, allow_expired);
    return still_good(ask(key, token, allow_expired), allow_expired);
}

std::optional<std::shared_ptr<const Token>> TokenChecker::recall(std::string_view token, bool allow_expired) {
    if (!is_token(token)) return nullptr;
    TokenCache::Entry known;
    const auto soon = clock_.steady() + std::chrono::seconds(1);
    if (!cache_.find(TokenKey::of(token, allow_expired), soon, known)) return std::nullopt;
    return still_good(known.token, allow_expired);
}

TokenChecker::Answer TokenChecker::still_good(const Answer& answer, bool allow_expired) const {
    return answer && (allow_expired || answer->expires >= clock_.wall()) ? answer : nullptr;
}

TokenChecker::Answer TokenChecker::ask(const TokenKey& key, std::string_view token, bool allow_expired) {
    std::promise<Answer> mine;
    std::unique_lock lock(mutex_);
    if (const auto others = asked_.find(key); others != asked_.end()) {
        const std::shared_future<Answer> answer = others->second;
        lock.unlock();
        return answer.get();
    }
    TokenCache::Entry known;  // by now, when another thread was quicker
    if (cache_.find(key, clock_.steady(), known)) return known.token;
    asked_.emplace(key, mine.get_future().share());
    lock.unlock();
    try {
        const auto valid = keystone_.token_validate(token, allow_expired);
        const Answer answer = valid ? std::make_shared<const Token>(*valid) : nullptr;
        remember(key, answer);
        mine.set_value(answer);
    } catch (...) {
        mine.set_exception(std::current_exception());
    }
    lock.lock();
    const std::shared_future<Answer> answer = std::move(asked_.extract(key).mapped());
    lock.unlock();
    return answer.get();
}

void TokenChecker::remember(const TokenKey& key, const Answer& answer) {
    const auto time = answer ? options_.cache_time : std::min(options_.cache_time, options_.refusal_time);
    if (time > std::chrono::seconds(0)) cache_.put(key, {answer, clock_.steady() + time});
}

}  // namespace neutrino::auth
