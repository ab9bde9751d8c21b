// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <limits>
#include <span>

namespace tidemark::series {

/// The summary of the samples whose stamps lie in a stretch of time. A sample holds for the time
/// before its stamp, back to the stamp before; the time before a gap (NaN) is not active, and gaps
/// are not counted. `integral` and `active` are of the time between the first and the last stamp:
/// what lies before the first one belongs to whoever knows the stamp before it.
///
/// Later stretches are appended with `+=`, which adds the time between the two: an aggregate says
/// nothing of samples outside it, so a late sample changes that of its own stretch only. Counts,
/// min, max, first and last are exact whatever the order of merging; sums and integrals are plain
/// doubles, n of them within n·2^-53 of the sum of magnitudes. The empty aggregate is neutral. Any
/// thread.
struct SampleAggregate
{
    static constexpr std::int64_t kNoFirst = std::numeric_limits<std::int64_t>::max();
    static constexpr std::int64_t kNoLast = std::numeric_limits<std::int64_t>::min();

    std::uint64_t count = 0;
    double min = std::numeric_limits<double>::infinity();
    double max = -std::numeric_limits<double>::infinity();
    double sum = 0;
    double integral = 0;             ///< value · ns
    std::int64_t active = 0;         ///< ns
    double first = 0;                ///< where count > 0
    double last = 0;                 ///< where count > 0
    std::int64_t firstAt = kNoFirst; ///< ns; of a value
    std::int64_t lastAt = kNoLast;
    std::int64_t firstStamp = kNoFirst; ///< ns; of a value or a gap
    std::int64_t lastStamp = kNoLast;

    [[nodiscard]] bool isEmpty() const noexcept { return count == 0; }
    [[nodiscard]] bool hasStamps() const noexcept { return firstStamp <= lastStamp; }
    /// Whether the earliest stamp is one of a gap.
    [[nodiscard]] bool beginsWithGap() const noexcept
    {
        return hasStamps() && (isEmpty() || firstAt != firstStamp);
    }

    /// Appends what comes later: `later.firstStamp` is greater than `lastStamp`.
    SampleAggregate &operator+=(const SampleAggregate &later) noexcept;

    friend bool operator==(const SampleAggregate &, const SampleAggregate &) = default;
};

/// The length of a time in ns, at most what an int64 holds.
[[nodiscard]] std::int64_t lengthOf(std::int64_t from, std::int64_t to) noexcept;

/// Of samples in rising order.
[[nodiscard]] SampleAggregate aggregateOf(std::span<const std::int64_t> times,
                                          std::span<const double> values) noexcept;
/// Of those of them from `first` to `last`, both included.
[[nodiscard]] SampleAggregate aggregateBetween(std::span<const std::int64_t> times,
                                               std::span<const double> values, std::int64_t first,
                                               std::int64_t last) noexcept;

} // namespace tidemark::series
