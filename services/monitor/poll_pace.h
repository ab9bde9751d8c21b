// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>

namespace tidemark::monitor {

/// How often a server is asked for its users (collectors 2.5).
struct PollIntervals
{
    std::chrono::milliseconds visible{5'000};  ///< while somebody looks
    std::chrono::milliseconds hidden{30'000};  ///< otherwise
    std::chrono::milliseconds backOff{60'000}; ///< after failures, and where there is no monitor
    int failuresBeforeBackOff = 3;
    double jitter_ratio = 0.1; ///< up to this much more or less, so that programs do not go in step

    /// `interval` while somebody looks; otherwise no more often than usual.
    [[nodiscard]] static PollIntervals whileSeen(std::chrono::milliseconds interval)
    {
        PollIntervals intervals;
        intervals.visible = interval;
        intervals.hidden = std::max(interval, intervals.hidden);
        return intervals;
    }
    /// The same whether somebody looks or not.
    [[nodiscard]] static PollIntervals every(std::chrono::milliseconds interval)
    {
        PollIntervals intervals;
        intervals.visible = interval;
        intervals.hidden = interval;
        return intervals;
    }
};

/// What follows from how polls ended. Holds no clock. One thread.
class PollPace
{
public:
    explicit PollPace(const PollIntervals &intervals);

    void succeeded();
    void failed();
    /// The server is there and has no monitor.
    void foundNoMonitor();

    /// From one poll to the next; `random` is in [0, 1).
    [[nodiscard]] std::chrono::milliseconds interval(bool isVisible, double random) const;
    [[nodiscard]] int failures() const noexcept { return m_failures; } ///< in a row

private:
    PollIntervals m_intervals;
    int m_failures = 0;
    bool m_hasNoMonitor = false;
};

} // namespace tidemark::monitor
