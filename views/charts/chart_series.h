// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/unit.h"
#include "model/time/time_window.h"
#include "views/theme/series_style.h"

#include <QString>

#include <cstdint>
#include <optional>
#include <vector>

namespace tidemark::charts {

/// One bucket (or one record) of a series. A bucket without records has count 0 and no value; it is
/// a gap, never a zero.
struct ChartPoint
{
    TimeWindow window;           ///< half-open; a record's is [t, t + 1 ns)
    std::optional<double> value; ///< the chosen function's value, in the series' unit
    std::optional<double> min;   ///< of the bucket's records, for the band; absent without a band
    std::optional<double> max;
    std::int64_t count = 0; ///< records in the bucket
    bool isSoFar = false;   ///< the bucket has not ended yet: drawn dashed or hatched
    bool isGap = false;     ///< an explicit gap, without a value: no line crosses it

    /// False for a gap; also for a value that is not finite.
    [[nodiscard]] bool hasValue() const noexcept;
    /// A single record, not a bucket of them.
    [[nodiscard]] bool isRecord() const noexcept { return window.duration().ns() <= 1; }
    /// Where lines and points are drawn: the bucket's middle, rounded down.
    [[nodiscard]] Timestamp middle() const noexcept;

    friend bool operator==(const ChartPoint &, const ChartPoint &) = default;
};

enum class SeriesShape
{
    Line,
    Step, ///< each value over its whole bucket
    Bars,
    Points,
};

/// What parts a line.
enum class GapRule
{
    Buckets,        ///< an empty or a missing bucket
    MedianInterval, ///< more than 3 times the median distance of neighbouring values
    Nothing,        ///< no gap, however long
    Length,         ///< more than the series' longestGap_ns
};

/// One series of a panel. Points are in time order and do not overlap.
struct ChartSeries
{
    QString identity; ///< stable across panels and sessions: metric, function, tags
    QString name;     ///< for people: the metric's name
    QString function; ///< word for the value: "mean", "sum"; empty for records
    Unit unit;
    theme::SeriesStyle style;
    SeriesShape shape = SeriesShape::Line;
    GapRule gapRule = GapRule::Buckets;
    std::int64_t longestGap_ns = 0; ///< with GapRule::Length, above 0
    bool showBand = true;           ///< draw min to max where the points have them
    std::vector<ChartPoint> points;
};

/// Longest gap, from the end of a point to the begin of the next one, that a line still crosses by
/// the series' rule; for GapRule::Buckets 0, which means neighbours must touch. Linear.
[[nodiscard]] std::int64_t gapLimit_ns(const ChartSeries &series);

/// True when a line may be drawn from `left` to `right`, the next point that has a value.
[[nodiscard]] bool isJoined(const ChartPoint &left, const ChartPoint &right,
                            std::int64_t gapLimit_ns) noexcept;

} // namespace tidemark::charts
