// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/calendar_unit.h"

#include <span>

namespace tidemark {

/// The wall-clock instants at which steps of a calendar begin, for axis ticks and rounding.
///
/// Steps of hours and less count from each local midnight, so across a change of the zone's offset
/// they stay on the wall clock: a skipped hour has no tick, a repeated one has two. Longer steps
/// begin at the first instant of their first day. A value; any thread.
class CalendarSteps
{
public:
    /// `step.count` must be at least 1.
    CalendarSteps(Calendar calendar, CalendarStep step);

    [[nodiscard]] const CalendarStep &step() const noexcept { return m_step; }
    /// The last begin at or before `t`; Timestamp::min() where there is none.
    [[nodiscard]] Timestamp startOf(Timestamp t) const;
    /// The first begin at or after `t`; Timestamp::max() where there is none.
    [[nodiscard]] Timestamp atOrAfter(Timestamp t) const;
    /// The first begin after `t`; Timestamp::max() where there is none.
    [[nodiscard]] Timestamp after(Timestamp t) const;
    /// The stretch between two begins that holds `t`.
    [[nodiscard]] TimeWindow stretchOf(Timestamp t) const;
    /// The begins in the window, ascending, at most `maxCount`.
    [[nodiscard]] std::vector<Timestamp> in(const TimeWindow &window, std::size_t maxCount) const;

private:
    [[nodiscard]] Timestamp clockStartOf(Timestamp t) const;
    [[nodiscard]] Timestamp clockAtOrAfter(Timestamp t) const;

    Calendar m_calendar;
    CalendarStep m_step;
};

/// The steps of axes, ascending: 1 2 5 … 500 ns, µs and ms; 1 2 5 10 15 30 s and min; 1 2 3 6 12 h;
/// 1 2 7 d (7 d begin on the week's first day); 1 3 6 months; 1 2 5 … 100 y.
[[nodiscard]] std::span<const CalendarStep> niceSteps();
/// The finest nice step with no more than about `maxCount` begins in a window of this length.
[[nodiscard]] CalendarStep niceStep(Timedelta length, int maxCount);
/// About how long a step is: months of 30.44 days.
[[nodiscard]] Timedelta nominalLength(const CalendarStep &step);

/// The instant `count` units later (earlier, when negative). Clock units are exact durations; days
/// and longer move the wall clock: 2026-03-31 − 1 month = 2026-02-28. A skipped reading becomes the
/// first instant after the gap; of a repeated one that with the offset of `t` is taken, else the
/// first. Errors: Overflow.
[[nodiscard]] Result<Timestamp> advanced(Timestamp t, std::int64_t count, TimeUnit unit,
                                         const Zone &zone);

} // namespace tidemark
