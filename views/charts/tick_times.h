// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/calendar_unit.h"

#include <span>
#include <vector>

namespace tidemark::charts {

/// The steps a time axis may have (N6), rising: 1-2-5 ns to 500 ms; 1, 2, 5, 10, 15, 30 s and min;
/// 1, 2, 3, 6, 12 h; 1, 2 d; 1 week; 1, 3, 6 months; 1-2-5 years up to 200.
[[nodiscard]] std::span<const CalendarStep> axisSteps();

/// About how long a step is, for choosing one; exact for clock units.
[[nodiscard]] std::int64_t typicalLength_ns(const CalendarStep &step);

/// The instants of the window, its begin included, at which a step begins. Clock steps lie on the
/// zone's wall clock, before and after a change of its offset; days and longer go by date.
/// Any thread; a window of more than 10,000 steps gives none.
[[nodiscard]] std::vector<Timestamp> tickTimes(const TimeWindow &window, const CalendarStep &step,
                                               const Calendar &calendar);

} // namespace tidemark::charts
