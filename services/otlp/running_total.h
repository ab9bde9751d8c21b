// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/otlp/sender_times.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark::otlp {

/// A sample of a series that holds a total.
struct TotalSample
{
    std::int64_t time_ns = 0;
    double value = 0;
};

/// The total that one series shows, to which all senders of its tags add what they counted. Times
/// are ns since 1970 UTC. Plain value.
class SeriesTotal
{
public:
    static constexpr std::int64_t kNever = SenderTimes::kNever;

    /// Goes on from what is stored: the last total and its time, which counts as now where it is
    /// ahead of our clock as of `now`.
    void begin(double total, std::int64_t time_ns, const PointTime &now);
    /// What single senders counted of it is not known any more.
    void forgetSenders();
    /// Adds to it. Its samples never go back in time, since they hold what came before them, but
    /// where our clock was set back.
    [[nodiscard]] TotalSample grow(double by, const PointTime &time);

    [[nodiscard]] double value() const noexcept { return m_value; }
    /// Until this time, kNever where there is none, it holds what nobody knows whose it was.
    [[nodiscard]] std::int64_t known_ns() const noexcept { return m_known_ns; }
    /// The total at that time.
    [[nodiscard]] double known() const noexcept { return m_known; }

private:
    double m_value = 0;
    std::int64_t m_latest_ns = kNever; ///< of the samples
    double m_known = 0;
    std::int64_t m_known_ns = kNever;
};

/// How a cumulative point follows those before it.
enum class TotalStep : std::uint8_t
{
    First,    ///< nothing of what it counts was told before
    Next,     ///< it goes on
    Unclear,  ///< some of what it counts may have been told, nobody knows how much
    Outdated, ///< a later one came before it
};

struct TotalAdvance
{
    std::optional<TotalSample> sample; ///< none when it can tell nothing new
    TotalStep step = TotalStep::Next;
};

/// What one sender adds to a total. Where it begins anew, and where it counts in several runs at
/// once, each by its own start time, nothing is lost or counted twice; what was counted while
/// nobody received may be lost where several senders share a series, never counted twice. A sender
/// whose clock is ahead counts as any other, with its samples as of when they came; only a delta of
/// it that was stored before a start of ours and comes again after that is not known. Plain value.
class RunningTotal
{
public:
    /// Of what was counted since the point before. Nothing for a point that is not after that one,
    /// for then it was counted already.
    [[nodiscard]] std::optional<TotalSample> addDelta(SeriesTotal &total, const PointTime &time,
                                                      double delta);
    /// Whether setCumulative() needs to know the total at `start_ns`, by our clock.
    [[nodiscard]] bool needsStart(const SeriesTotal &total, std::uint64_t start_ns,
                                  const PointTime &time) const;
    /// Of a point that counts since `start_ns` or, when that is 0, since it last fell. `atStart`:
    /// the total at `start_ns`, by our clock.
    [[nodiscard]] TotalAdvance setCumulative(SeriesTotal &total, std::uint64_t start_ns,
                                             const PointTime &time, double value, double atStart);

private:
    static constexpr std::size_t kMostRuns = 16;

    struct Run
    {
        std::uint64_t start_ns = 0;
        double value = 0; ///< of its latest point
        SenderTimes times = {};
        /// Until then `value` is the least that it can have been.
        std::int64_t assumed_ns = SeriesTotal::kNever;
        double total = 0;          ///< after the latest point
        std::int64_t alone_ns = 0; ///< since then no other one added anything
    };

    [[nodiscard]] const Run *find(std::uint64_t start_ns) const;
    [[nodiscard]] Run &addRun(SeriesTotal &total, std::uint64_t start_ns, const PointTime &time,
                              double atStart);
    [[nodiscard]] static TotalAdvance outdated(const Run &run, const SeriesTotal &total,
                                               const PointTime &time, double value);

    std::vector<Run> m_runs;             ///< few; the one of the latest point first
    std::optional<SenderTimes> m_deltas; ///< none before the first one
};

} // namespace tidemark::otlp
