// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a fuzz harness without libFuzzer: over its corpus, then over seeded mutations of it. An
// input that takes more than 100 ms of the processor fails, but for sanitizers, which slow
// everything down. Usage: fuzz_NAME CORPUS_FOLDER. Prints the seed, the number of inputs and the
// longest time.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
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
    // A folder has no order of its own, and a seed must make the same mutations everywhere.
    const std::filesystem::directory_iterator entries(folder);
    std::vector<std::filesystem::path> paths;
    std::transform(begin(entries), end(entries), std::back_inserter(paths),
                   [](const auto &entry) { return entry.path(); });
    std::sort(paths.begin(), paths.end());
    std::vector<Bytes> corpus;
    for (const auto &path : paths) {
        std::ifstream file(path, std::ios::binary);
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

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kAreTimesJudged = false;
#else
constexpr bool kAreTimesJudged = true;
#endif
constexpr double kMost_ms = 100;

double processorTime_ms()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

/// Of up to three runs the shortest: the first may load what all later ones use.
double timeOf_ms(const Bytes &input)
{
    double least_ms = 0;
    for (int run = 0; run < 3; ++run) {
        const double begun_ms = processorTime_ms();
        (void)LLVMFuzzerTestOneInput(input.data(), input.size());
        const double took_ms = processorTime_ms() - begun_ms;
        least_ms = run == 0 ? took_ms : std::min(least_ms, took_ms);
        if (!kAreTimesJudged || least_ms <= kMost_ms)
            break;
    }
    return least_ms;
}

/// False, with the input on the standard error, when it takes too long.
bool runs(const Bytes &input, double &longest_ms)
{
    const double took_ms = timeOf_ms(input);
    longest_ms = std::max(longest_ms, took_ms);
    if (!kAreTimesJudged || took_ms <= kMost_ms)
        return true;
    std::fprintf(stderr, "%.0f ms for an input of %zu bytes:\n", took_ms, input.size());
    for (const std::uint8_t byte : input)
        std::fprintf(stderr, "%02x", byte);
    std::fputc('\n', stderr);
    return false;
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
    bool areShort = true;
    double longest_ms = 0;
    for (const Bytes &input : corpus)
        areShort = runs(input, longest_ms) && areShort;
    constexpr int kMutations = 2000;
    for (int i = 0; i < kMutations; ++i) {
        const Bytes input = mutated(corpus[random() % corpus.size()], corpus, random);
        areShort = runs(input, longest_ms) && areShort;
    }
    std::printf("%zu corpus files and %d mutations, seed %llu, at most %.1f ms each\n",
                corpus.size(), kMutations, static_cast<unsigned long long>(seed), longest_ms);
    return areShort ? 0 : 1;
}
