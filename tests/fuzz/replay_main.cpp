// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a fuzz harness without libFuzzer: over its corpus, then over seeded mutations of it.
// Usage: fuzz_NAME CORPUS_FOLDER. Prints the seed and the number of inputs.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size);

namespace {

using Bytes = std::vector<std::uint8_t>;

std::vector<Bytes> readCorpus(const char *folder)
{
    std::vector<Bytes> corpus;
    for (const auto &entry : std::filesystem::directory_iterator(folder)) {
        std::ifstream file(entry.path(), std::ios::binary);
        corpus.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    }
    return corpus;
}

Bytes mutated(Bytes input, const std::vector<Bytes> &corpus, std::mt19937_64 &random)
{
    const auto edits = 1 + random() % 4;
    for (std::uint64_t i = 0; i < edits; ++i) {
        const std::size_t at = input.empty() ? 0 : random() % input.size();
        const auto position = input.begin() + static_cast<std::ptrdiff_t>(at);
        switch (random() % 4) {
        case 0:
            input.insert(position, static_cast<std::uint8_t>(random()));
            break;
        case 1:
            if (!input.empty())
                input.erase(position);
            break;
        case 2:
            if (!input.empty())
                *position ^= static_cast<std::uint8_t>(1U << (random() % 8));
            break;
        default: {
            const Bytes &other = corpus[random() % corpus.size()];
            input.insert(position, other.begin(), other.end());
        }
        }
    }
    return input;
}

} // namespace

int main(int argc, char **argv)
{
    const std::vector<Bytes> corpus = argc > 1 ? readCorpus(argv[1]) : std::vector<Bytes>{};
    if (corpus.empty()) {
        std::fprintf(stderr, "Usage: %s CORPUS_FOLDER (with at least one file)\n", argv[0]);
        return 2;
    }
    const char *given = std::getenv("TIDEMARK_TEST_SEED");
    const std::uint64_t seed = given != nullptr ? std::strtoull(given, nullptr, 10) : 20260301;
    std::mt19937_64 random(seed);
    for (const Bytes &input : corpus)
        (void)LLVMFuzzerTestOneInput(input.data(), input.size());
    constexpr int kMutations = 2000;
    for (int i = 0; i < kMutations; ++i) {
        const Bytes input = mutated(corpus[random() % corpus.size()], corpus, random);
        (void)LLVMFuzzerTestOneInput(input.data(), input.size());
    }
    std::printf("%zu corpus files and %d mutations, seed %llu\n", corpus.size(), kMutations,
                static_cast<unsigned long long>(seed));
    return 0;
}
