// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/period.h"
#include "model/time/zone.h"

#include <vector>

namespace tidemark {

/// Calendar periods in a zone. Periods are half-open, follow each other without gap or overlap and
/// are as long as the clock makes them: a day has 23, 24 or 25 hours, a day that the zone left out
/// has none and does not appear. At the limits of Timestamp the outermost period is cut off there.
/// A value; any thread.
struct Calendar
{
    Zone zone;
    Qt::DayOfWeek weekStart = Qt::Monday;

    /// The first instant of the period that holds `t`.
    [[nodiscard]] Timestamp startOf(Period period, Timestamp t) const;
    /// The first instant of the period after the one that holds `t`; Timestamp::max() at the end.
    [[nodiscard]] Timestamp next(Period period, Timestamp t) const;
    /// The first instant of the period before the one that holds `t`; Timestamp::min() at the end.
    [[nodiscard]] Timestamp previous(Period period, Timestamp t) const;
    /// The period that holds `t`.
    [[nodiscard]] TimeWindow bucketOf(Period period, Timestamp t) const;
    /// The smallest window of whole periods that holds `window`; an empty one stays as it is.
    [[nodiscard]] TimeWindow widened(const TimeWindow &window, Period period) const;
    /// The whole periods of widened(window, period), ascending. About 0.3 µs each.
    [[nodiscard]] std::vector<TimeWindow> buckets(const TimeWindow &window, Period period) const;

    friend bool operator==(const Calendar &, const Calendar &) = default;
};

} // namespace tidemark
