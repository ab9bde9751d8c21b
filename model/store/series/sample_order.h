// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace tidemark::store {

/// Samples with strictly rising times. Any thread.
struct OrderedSamples
{
    std::vector<std::int64_t> times;
    std::vector<double> values;
    std::int64_t replaced = 0; ///< how many gave way to another with the same stamp
    std::int64_t refused = 0;  ///< how many were left out: infinite, or at the last ns of int64

    void push(std::int64_t time, double value);
    void append(std::span<const std::int64_t> moreTimes, std::span<const double> moreValues);
};

/// Whether times rise strictly and nothing would be left out.
[[nodiscard]] bool isOrdered(std::span<const std::int64_t> times,
                             std::span<const double> values) noexcept;
/// Of samples in any order; of equal stamps the last one counts.
[[nodiscard]] OrderedSamples ordered(std::span<const std::int64_t> times,
                                     std::span<const double> values);
/// Of two that rise; of equal stamps the newer one counts.
[[nodiscard]] OrderedSamples merged(std::span<const std::int64_t> times,
                                    std::span<const double> values,
                                    std::span<const std::int64_t> newerTimes,
                                    std::span<const double> newerValues);
/// Of samples that rise, those whose stamps are not among `stamps`, which rise too.
[[nodiscard]] OrderedSamples without(std::span<const std::int64_t> times,
                                     std::span<const double> values,
                                     std::span<const std::int64_t> stamps);
/// And those whose stamps are.
void pushCommon(OrderedSamples &found, std::span<const std::int64_t> times,
                std::span<const double> values, std::span<const std::int64_t> stamps);
/// The part of rising times from `first` to `last`, both included.
[[nodiscard]] std::span<const std::int64_t> between(std::span<const std::int64_t> times,
                                                    std::int64_t first, std::int64_t last) noexcept;

} // namespace tidemark::store
