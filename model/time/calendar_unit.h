// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/calendar.h"

namespace tidemark {

/// A unit of calendar or clock, ascending.
enum class TimeUnit
{
    Nanosecond,
    Microsecond,
    Millisecond,
    Second,
    Minute,
    Hour,
    Day,
    Week,
    Month,
    Quarter,
    Year,
};

[[nodiscard]] constexpr bool isClockUnit(TimeUnit unit)
{
    return unit <= TimeUnit::Hour;
}

/// Nanoseconds of a clock unit or of a day or week without offset change; 0 for longer units.
[[nodiscard]] std::int64_t unitNs(TimeUnit unit);

/// A whole number of units: ticks every 6 h, buckets of 3 months.
struct CalendarStep
{
    int count = 1; ///< at least 1
    TimeUnit unit = TimeUnit::Day;

    friend bool operator==(const CalendarStep &, const CalendarStep &) = default;
};

[[nodiscard]] CalendarStep stepOf(Period period);

/// The day on or before `days` on which a step of days or longer begins. Weeks begin on
/// `weekStart`; several days or weeks count from the one that holds 1970-01-01, months from
/// January, years from year 0.
[[nodiscard]] std::int64_t stepStartDay(const CalendarStep &step, std::int64_t days,
                                        Qt::DayOfWeek weekStart);
/// The begin of the step after (before, for negative n) the one that begins on `startDay`.
[[nodiscard]] std::int64_t advancedStartDay(const CalendarStep &step, std::int64_t startDay,
                                            std::int64_t n);

} // namespace tidemark
