// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/aggregate.h"
#include "model/domain/selection.h"
#include "model/time/calendar.h"
#include "model/time/period.h"
#include "model/time/time_window.h"

#include <vector>

namespace tidemark {

/// Records of one metric by calendar period. The selection's window is widened to whole periods of
/// the calendar; an open border means the first or last record.
struct AggregateQuery
{
    Selection selection; ///< exactly one metric
    Period period = Period::Daily;
    Calendar calendar;
};

struct AggregateBucket
{
    TimeWindow window;
    Aggregate aggregate;
};

/// The answer: ascending buckets that hold records. Empty buckets are left out; `filled` puts them in.
struct AggregateSeries
{
    MetricId metric;
    Period period = Period::Daily;
    Calendar calendar;
    TimeWindow window; ///< what was asked for, widened to whole periods; empty without any record
    std::vector<AggregateBucket> buckets;
};

/// The same buckets with every period of the window present, empty ones with count 0 (A6). At most
/// `maxBuckets`; beyond, the series is returned as it is.
[[nodiscard]] std::vector<AggregateBucket> filled(const AggregateSeries &series,
                                                  std::size_t maxBuckets = 200'000);

/// All buckets merged.
[[nodiscard]] Aggregate total(const AggregateSeries &series);

} // namespace tidemark
