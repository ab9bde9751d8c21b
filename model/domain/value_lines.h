// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/aggregate.h"
#include "model/domain/selection.h"
#include "model/domain/series.h"
#include "model/time/time_window.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace tidemark {

/// A metric's values in a window, as finely as a drawing of so many columns shows them.
struct LineQuery
{
    Selection selection; ///< exactly one metric; its borders are not looked at
    TimeWindow window;   ///< not empty
    int columns = 1000;  ///< 1 to TimelineQuery::kMaxColumns
    int mostLines = 20;  ///< at least 1
};

/// One line of a metric: its records, or the samples of one of its series. It is either the values
/// themselves or, where there are too many to be seen, aggregates of columns.
struct ValueLine
{
    std::optional<SeriesId> series = {}; ///< absent: the records
    TagMap tags = {};                    ///< those of the series
    bool isRaw = true;                   ///< `samples` has all, else `columns`
    /// Ascending; besides those of the window the last one before and the first one after it, so
    /// that a line is drawn to its edges. NaN is an explicit gap.
    std::vector<Sample> samples = {};
    Timestamp begin = {};                ///< of the first column; not after the window's
    Timedelta width = {};                ///< of each column
    std::vector<Aggregate> columns = {}; ///< they follow each other and cover the window
};

struct ValueLines
{
    /// Up to so many values for each column a line is told raw.
    static constexpr int kRawPerColumn = 4;

    MetricId metric;
    std::vector<ValueLine> lines; ///< that have something to draw; records first, then by tags
    std::size_t omitted = 0;      ///< series beyond LineQuery::mostLines, which were not read
    std::vector<TimeWindow> damaged = {}; ///< where stored samples cannot be read
};

} // namespace tidemark
