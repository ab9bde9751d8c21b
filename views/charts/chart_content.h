// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/number_format.h"
#include "model/time/calendar.h"
#include "views/charts/chart_series.h"
#include "views/charts/time_form.h"
#include "views/charts/value_scale.h"

#include <QString>

#include <array>
#include <optional>
#include <set>
#include <vector>

namespace tidemark::charts {

/// Value axes of a chart: left, and right for series of a second unit.
inline constexpr std::size_t kMaximumAxes = 2;

/// Everything a chart shows, without pixels: what the owner set and what the person changed.
struct ChartContent
{
    QString title;    ///< the metric or the panel's name
    QString subtitle; ///< what is drawn: "weekly mean, min–max band"
    std::vector<ChartSeries> series;
    std::set<QString> hidden; ///< identities switched off in the legend
    TimeWindow window{Timestamp(0), Timestamp(kNsPerDay)};
    Calendar calendar;
    std::optional<Period> period; ///< of the buckets; nothing for records
    NumberFormatter numbers;
    TimeStyle times; ///< what differs from the locale of `numbers`
    std::array<ValueAxisSettings, kMaximumAxes> axisSettings;
    double minimumLeft = 0;  ///< logical px that the left axis takes at least (shared edges)
    double minimumRight = 0; ///< the same at the right

    [[nodiscard]] TimeForm timeForm() const { return {numbers.locale(), times}; }
    [[nodiscard]] bool isVisible(const ChartSeries &one) const
    {
        return !hidden.contains(one.identity);
    }
    [[nodiscard]] std::vector<const ChartSeries *> visibleSeries() const;
    /// Units of the visible series in order of appearance, at most kMaximumAxes; series of a
    /// further unit share the last axis.
    [[nodiscard]] std::vector<Unit> units() const;
    [[nodiscard]] std::size_t axisOf(const ChartSeries &one) const;
    /// True when no visible series has a value in the window.
    [[nodiscard]] bool isEmpty() const;
};

} // namespace tidemark::charts
