// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <random>
#include <vector>

namespace tidemark::test {

/// Samples for tests and benchmarks, the same for the same seed.
struct SampleData
{
    std::vector<std::int64_t> times; ///< ns, rising strictly
    std::vector<double> values;

    void add(std::int64_t time, double value)
    {
        times.push_back(time);
        values.push_back(value);
    }
};

inline constexpr std::int64_t kFirstSample_ns = 1'700'000'000'000'000'000;
inline constexpr std::int64_t kSampleStep_ns = 1'000'000;

/// A measured value with two decimals that walks, stamped once a millisecond give or take one
/// thousandth of it.
[[nodiscard]] inline SampleData decimalWalk(std::size_t count, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    std::normal_distribution<double> step(0, 0.05);
    SampleData data;
    double value = 20;
    std::int64_t time = kFirstSample_ns;
    for (std::size_t i = 0; i < count; ++i) {
        time += kSampleStep_ns - 1'000 + static_cast<std::int64_t>(random() % 2'001);
        value += step(random);
        data.add(time, std::round(value * 100) / 100);
    }
    return data;
}

/// The same walk with stamps that count whole milliseconds.
[[nodiscard]] inline SampleData onMilliseconds(SampleData data)
{
    std::int64_t before = 0;
    for (std::int64_t &time : data.times) {
        time = std::max(time / kSampleStep_ns, before + 1);
        before = time;
        time *= kSampleStep_ns;
    }
    return data;
}

/// Counts up by up to a thousand, at regular times.
[[nodiscard]] inline SampleData counter(std::size_t count, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    SampleData data;
    double value = 0;
    for (std::size_t i = 0; i < count; ++i) {
        value += static_cast<double>(random() % 1'000);
        data.add(kFirstSample_ns + static_cast<std::int64_t>(i) * kSampleStep_ns, value);
    }
    return data;
}

/// Finite doubles of any bits and signs, at regular times.
[[nodiscard]] inline SampleData anyDoubles(std::size_t count, std::uint64_t seed)
{
    std::mt19937_64 random(seed);
    SampleData data;
    while (data.times.size() < count) {
        const auto value = std::bit_cast<double>(random());
        if (std::isfinite(value))
            data.add(kFirstSample_ns +
                         static_cast<std::int64_t>(data.times.size()) * kSampleStep_ns,
                     value);
    }
    return data;
}

} // namespace tidemark::test
