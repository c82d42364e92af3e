// Runs a fuzz target without libFuzzer, for `make test`: feeds it its corpus and seeded mutations of it for some
// seconds.
//   fuzz_X SECONDS CORPUS-FOLDER [SEED]
// `make fuzz` builds the same targets with clang's libFuzzer instead, which sees the coverage.

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

constexpr std::size_t kMaxSize = 4096;

using Random = std::mt19937_64;

std::size_t below(Random& random, std::size_t limit) { return limit ? random() % limit : 0; }

// One step: flip, insert, delete, repeat, or splice with another input.
void mutate(Random& random, std::string& input, const std::vector<std::string>& corpus) {
    static const std::string kSigns = "{}[]()\"'\\:;,=&?%#$/ \n\r\t\0-_.0123456789ax";
    const std::size_t at = below(random, input.size() + 1);
    switch (below(random, 6)) {
        case 0:
            if (!input.empty()) input[below(random, input.size())] = static_cast<char>(random());
            break;
        case 1: input.insert(at, 1, kSigns[below(random, kSigns.size())]); break;
        case 2: input.erase(at, 1 + below(random, 8)); break;
        case 3: {
            const std::string part = input.substr(at, 1 + below(random, 32));
            for (std::size_t n = below(random, 4); n > 0; --n) input.insert(at, part);
            break;
        }
        case 4: {
            const std::string& other = corpus[below(random, corpus.size())];
            input = input.substr(0, at) + other.substr(below(random, other.size() + 1));
            break;
        }
        default: input.insert(at, 1, static_cast<char>(random())); break;
    }
    if (input.size() > kMaxSize) input.resize(kMaxSize);
}

}  // namespace

int main(int argc, char** argv) {
    if (argc < 3) {
        std::fprintf(stderr, "usage: %s SECONDS CORPUS-FOLDER [SEED]\n", argv[0]);
        return 2;
    }
    std::vector<std::string> corpus = {""};
    for (const auto& file : std::filesystem::directory_iterator(argv[2])) {
        std::ifstream stream(file.path(), std::ios::binary);
        corpus.emplace_back(std::istreambuf_iterator<char>(stream), std::istreambuf_iterator<char>());
    }
    if (corpus.size() < 2) {
        std::fprintf(stderr, "%s: no corpus in %s\n", argv[0], argv[2]);
        return 2;
    }
    const std::uint64_t seed = argc > 3 ? std::strtoull(argv[3], nullptr, 10) : std::random_device{}();
    std::printf("seed %llu, %zu inputs\n", static_cast<unsigned long long>(seed), corpus.size());
    std::fflush(stdout);
    Random random(seed);
    const auto end = std::chrono::steady_clock::now() + std::chrono::seconds(std::strtol(argv[1], nullptr, 10));
    std::uint64_t runs = 0;
    for (const auto& input : corpus)
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
    while (std::chrono::steady_clock::now() < end) {
        std::string input = corpus[below(random, corpus.size())];
        for (std::size_t steps = 1 + below(random, 8); steps > 0; --steps) mutate(random, input, corpus);
        LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(input.data()), input.size());
        ++runs;
    }
    std::printf("%llu runs\n", static_cast<unsigned long long>(runs));
    return 0;
}
