// What a request pays for a token that is known, or not: the budget for the first is 20 microseconds. Build with
// -DNEUTRINO_BENCH=ON.

#include "auth/fake_keystone.h"
#include "auth/token_checker.h"

#include <benchmark/benchmark.h>

#include <string>
#include <vector>

namespace neutrino::auth {
namespace {

// As long as Keystone's, and as many as a busy cloud has at a time.
struct Busy {
    static constexpr int kTokens = 10'000;

    Busy() {
        for (int i = 0; i < kTokens; ++i) {
            tokens.push_back("gAAAAA" + std::to_string(100'000 + i) + std::string(170, 'x'));
            keystone.issue(tokens.back(), "ann", test::project_scope("blue"), "member,reader");
            checker.check(tokens.back());
        }
    }

    base::test::TestClock time;
    test::FakeKeystone keystone{time};
    ServiceUser user{test::kServiceCredentials, keystone, time.clock()};
    Keystone calls{user, keystone, {}};
    TokenChecker checker{calls, {}, time.clock()};
    std::vector<std::string> tokens;
};

Busy& busy() {
    static Busy all;
    return all;
}

void BM_KnownToken(benchmark::State& state) {
    Busy& all = busy();
    std::size_t next = 0;
    for (auto _ : state) {
        benchmark::DoNotOptimize(all.checker.check(all.tokens[next]));
        next = (next + 7919) % all.tokens.size();
    }
}
BENCHMARK(BM_KnownToken)->ThreadRange(1, 4)->UseRealTime();

// Without the network: what is ours of it.
void BM_UnknownToken(benchmark::State& state) {
    Busy& all = busy();
    int next = 0;
    for (auto _ : state) benchmark::DoNotOptimize(all.checker.check("unheard-of-" + std::to_string(++next)));
}
BENCHMARK(BM_UnknownToken);

}  // namespace
}  // namespace neutrino::auth

BENCHMARK_MAIN();
