// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/calendar.h"

#include "model/time/calendar_unit.h"

namespace tidemark {
namespace {

/// Walks over the periods of a calendar, from one that holds a given instant.
class PeriodCursor
{
public:
    PeriodCursor(const Calendar &calendar, Period period, Timestamp t)
        : m_zone(calendar.zone)
        , m_step(stepOf(period))
        , m_day(stepStartDay(m_step, daysFromCivil(m_zone.civilAt(t).date), calendar.weekStart))
    {
        m_begin = startOf(m_day);
        m_end = startOf(nextDay());
        // A clock set back over midnight shows the day before once more; the new one has begun.
        while (m_end <= t && m_end < Timestamp::max())
            advance();
    }
    /// To the next period that is not empty (a zone may have left out a day).
    void advance()
    {
        m_begin = m_end;
        do {
            m_day = nextDay();
            m_end = startOf(nextDay());
        } while (m_end <= m_begin && m_end < Timestamp::max());
    }
    [[nodiscard]] TimeWindow window() const { return TimeWindow{m_begin, m_end}; }

private:
    [[nodiscard]] std::int64_t nextDay() const { return advancedStartDay(m_step, m_day, 1); }
    [[nodiscard]] Timestamp startOf(std::int64_t day) const
    {
        return m_zone.startOfDay(civilFromDays(day));
    }

    const Zone &m_zone;
    CalendarStep m_step;
    std::int64_t m_day; ///< on which the current period begins
    Timestamp m_begin;
    Timestamp m_end;
};

} // namespace

TimeWindow Calendar::bucketOf(Period period, Timestamp t) const
{
    return PeriodCursor(*this, period, t).window();
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
    PeriodCursor cursor(*this, period, window.begin);
    for (; cursor.window().begin < window.end; cursor.advance()) {
        buckets.push_back(cursor.window());
        if (cursor.window().end == Timestamp::max())
            break;
    }
    return buckets;
}

} // namespace tidemark
