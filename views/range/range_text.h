// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/calendar.h"
#include "model/time/time_formatter.h"
#include "model/time/time_range.h"

#include <QLocale>
#include <QString>

namespace tidemark {

class ViewContext;

/// A window for people, in the calendar's zone: `1 – 7 Mar 2026` for whole days (the last day is
/// the last one included), else with times of day, as precise as the borders need. `style` is what
/// differs from the locale (N9).
[[nodiscard]] QString windowLabel(const TimeWindow &window, const Calendar &calendar,
                                  const QLocale &locale, const TimeStyle &style = {});

/// The range by its name where it has one (`Last 7 days`), by its expressions where it moves with
/// the clock, else by its window.
[[nodiscard]] QString rangeLabel(const TimeRange &range, const TimeWindow &window,
                                 const Calendar &calendar, const QLocale &locale,
                                 const TimeStyle &style = {});

/// rangeLabel with the zone, as on the button: `Last 7 days · UTC` (W3).
[[nodiscard]] QString rangeButtonText(const ViewContext &context, const QLocale &locale = {},
                                      const TimeStyle &style = {});
/// The window in view as dates, for sentences such as `No records in …`.
[[nodiscard]] QString rangeText(const ViewContext &context, const QLocale &locale = {},
                                const TimeStyle &style = {});

/// Shows all data of the store.
void showAllData(ViewContext &context);

/// The window one range further (`by` 1) or back (-1): whole calendar periods step to the next
/// whole period, others by their length. At the ends of time the window stays.
[[nodiscard]] TimeWindow steppedWindow(const TimeWindow &window, const Calendar &calendar, int by);
/// Twice as long around the same middle; at the ends of time as far as it goes.
[[nodiscard]] TimeWindow zoomedOut(const TimeWindow &window);

} // namespace tidemark
