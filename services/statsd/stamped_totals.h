// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/timestamp.h"

#include <QHashSeed>

#include <cstddef>
#include <cstdint>
#include <unordered_map>

namespace tidemark::statsd {

/// What counters that come with a time of their own have come to at each time. A store replaces a
/// value by one that comes later for the same time, so what it gets is the sum of all; how the
/// values fall into intervals is no matter then. A time is forgotten once nothing came for it in
/// `intervals` of them, or in as many other times as are remembered: what comes for it later begins
/// anew. At most twice as many are kept. Not for several threads at once.
class StampedTotals
{
public:
    struct Place
    {
        std::uint64_t series = 0; ///< StatsdSeries::number
        Timestamp at;

        friend bool operator==(const Place &, const Place &) = default;
    };

    /// Senders choose the times, so it is another one in each process: else they could have all of
    /// them in one bucket.
    class PlaceHash
    {
    public:
        PlaceHash() noexcept
            : PlaceHash(QHashSeed::globalSeed())
        {}
        explicit PlaceHash(std::size_t seed) noexcept
            : m_seed(seed)
        {}
        [[nodiscard]] std::size_t seed() const noexcept { return m_seed; }
        [[nodiscard]] std::size_t operator()(const Place &place) const noexcept;

    private:
        std::size_t m_seed;
    };

    StampedTotals(std::size_t most, int intervals)
        : m_most(most)
        , m_intervals(intervals)
    {}

    /// The sum with this value; one that is not finite is not kept.
    double add(const Place &place, double value);
    void endInterval();
    [[nodiscard]] std::size_t size() const noexcept { return m_new.size() + m_old.size(); }

private:
    using Totals = std::unordered_map<Place, double, PlaceHash>;
    void age();

    std::size_t m_most;
    int m_intervals;
    int m_passed = 0; ///< intervals since what is new was last made old
    Totals m_new;
    Totals m_old; ///< that got nothing since; the next time they are forgotten
};

} // namespace tidemark::statsd
