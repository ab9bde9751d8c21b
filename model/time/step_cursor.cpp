// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/time/step_cursor.h"

namespace tidemark {

StepCursor::StepCursor(const Calendar &calendar, const CalendarStep &step, Timestamp t)
    : m_zone(calendar.zone)
    , m_step(step)
    , m_day(stepStartDay(step, daysFromCivil(m_zone.civilAt(t).date), calendar.weekStart))
    , m_begin(startOf(m_day))
    , m_end(startOf(nextDay()))
{
    // A clock set back over midnight shows the day before once more; the new one has begun.
    while (m_end <= t && m_end < Timestamp::max())
        advance();
}

void StepCursor::advance()
{
    m_begin = m_end;
    do {
        m_day = nextDay();
        m_end = startOf(nextDay());
    } while (m_end <= m_begin && m_end < Timestamp::max());
}

} // namespace tidemark
