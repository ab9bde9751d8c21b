// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/calendar_unit.h"

namespace tidemark {

/// Walks over the stretches of a calendar step of days or longer. Stretches are half-open, never
/// empty and without gap or overlap; at the limits of Timestamp they are cut off. The calendar must
/// outlive the cursor.
class StepCursor
{
public:
    /// On the stretch that holds `t`.
    StepCursor(const Calendar &calendar, const CalendarStep &step, Timestamp t);
    StepCursor(Calendar &&, const CalendarStep &, Timestamp) = delete;

    /// To the next stretch that is not empty (a zone may have left out a day).
    void advance();
    [[nodiscard]] TimeWindow window() const { return TimeWindow{m_begin, m_end}; }

private:
    [[nodiscard]] std::int64_t nextDay() const { return advancedStartDay(m_step, m_day, 1); }
    [[nodiscard]] Timestamp startOf(std::int64_t day) const
    {
        return m_zone.startOfDay(civilFromDays(day));
    }

    const Zone &m_zone;
    CalendarStep m_step;
    std::int64_t m_day; ///< on which the current stretch begins
    Timestamp m_begin;
    Timestamp m_end;
};

} // namespace tidemark
