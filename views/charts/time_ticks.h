// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/time/calendar.h"
#include "views/charts/time_form.h"
#include "views/charts/time_scale.h"

#include <QString>

#include <functional>
#include <vector>

namespace tidemark::charts {

/// A labelled instant of a time axis.
struct TimeTick
{
    Timestamp at;
    QString label; ///< empty for a mark between labels

    friend bool operator==(const TimeTick &, const TimeTick &) = default;
};

/// What the labels to its right do not say: the date under hours, the year under months.
struct TimeContext
{
    Timestamp at; ///< where its stretch begins, or the window's begin
    QString label;

    friend bool operator==(const TimeContext &, const TimeContext &) = default;
};

/// Ticks and words of a time axis (N6, N7).
struct TimeTicks
{
    std::vector<TimeTick> ticks;
    std::vector<TimeContext> contexts;      ///< the second row; labels do not overlap
    std::vector<OffsetChange> clockChanges; ///< in the window, when ticks are finer than a day
    QString corner; ///< the full second, where ticks are finer than that; else empty
};

/// Width of a label in logical pixels.
using MeasureText = std::function<double(const QString &)>;

/// Ticks on calendar boundaries of the zone, 4 to 10 where the window has room for them, their
/// labels at least 12 px apart. Times come from whole nanoseconds, never from pixels.
[[nodiscard]] TimeTicks timeTicks(const TimeScale &scale, const Calendar &calendar,
                                  const TimeForm &form, const MeasureText &measure);

} // namespace tidemark::charts
