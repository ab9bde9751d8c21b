// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/calendar_unit.h"
#include "views/charts/time_form.h"

#include <QString>

#include <optional>

namespace tidemark::charts {

/// Short words for instants on charts, in the order and the 12 or 24 hours of the form. Read
/// from whole nanoseconds. Any thread.

/// The label of a tick of this step: "14:05", "14 Aug", "Aug", "2026", "05.123456".
[[nodiscard]] QString tickLabel(Timestamp at, const CalendarStep &step, const Calendar &calendar,
                                const TimeForm &form);

/// What ticks of this step leave unsaid: the date under clock times, the year under dates and
/// months; empty under years.
[[nodiscard]] QString contextLabel(Timestamp at, const CalendarStep &step, const Calendar &calendar,
                                   const TimeForm &form);

/// The step at which the context changes; nothing when there is none.
[[nodiscard]] std::optional<CalendarStep> contextStep(const CalendarStep &step);

/// Date and time to the second: "14 Aug 2026 10:00:05".
[[nodiscard]] QString fullSecondLabel(Timestamp at, const Calendar &calendar, const TimeForm &form);

/// Date and time with as many fraction digits (0, 3, 6, 9) as the instant has, and with the offset
/// where the wall clock shows this time twice.
[[nodiscard]] QString instantLabel(Timestamp at, const Calendar &calendar, const TimeForm &form);

/// The same beside what tells of `other`: without the date where both are of one day.
[[nodiscard]] QString instantBeside(Timestamp at, Timestamp other, const Calendar &calendar,
                                    const TimeForm &form);

/// The name of a bucket: "Week 33 · 10–16 Aug 2026", "Fri 14 Aug 2026", "August 2026", "Q3 2026",
/// "2026"; without a period the instants of its begin and its last nanosecond's end, or the one
/// instant of a record.
[[nodiscard]] QString bucketLabel(const TimeWindow &bucket, std::optional<Period> period,
                                  const Calendar &calendar, const TimeForm &form);

/// "10–16 Aug 2026", "28 Sep – 4 Oct 2026", "29 Dec 2025 – 4 Jan 2026"; both days included.
[[nodiscard]] QString daysLabel(const CivilDate &first, const CivilDate &last,
                                const TimeForm &form);

} // namespace tidemark::charts
