// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/calendar.h"

#include "model/time/step_cursor.h"

namespace tidemark {

TimeWindow Calendar::bucketOf(Period period, Timestamp t) const
{
    return StepCursor(*this, stepOf(period), t).window();
}

Timestamp Calendar::startOf(Period period, Timestamp t) const
{
    return bucketOf(period, t).begin;
}

Timestamp Calendar::next(Period period, Timestamp t) const
{
    return bucketOf(period, t).end;
}

Timestamp Calendar::previous(Period period, Timestamp t) const
{
    const Timestamp begin = startOf(period, t);
    return begin == Timestamp::min() ? begin : startOf(period, begin - Timedelta(1));
}

TimeWindow Calendar::widened(const TimeWindow &window, Period period) const
{
    if (window.isEmpty())
        return window;
    return TimeWindow{startOf(period, window.begin), next(period, window.end - Timedelta(1))};
}

std::vector<TimeWindow> Calendar::buckets(const TimeWindow &window, Period period) const
{
    std::vector<TimeWindow> buckets;
    if (window.isEmpty())
        return buckets;
    StepCursor cursor(*this, stepOf(period), window.begin);
    for (; cursor.window().begin < window.end; cursor.advance()) {
        buckets.push_back(cursor.window());
        if (cursor.window().end == Timestamp::max())
            break;
    }
    return buckets;
}

} // namespace tidemark
