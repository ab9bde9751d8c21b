// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/tags.h"
#include "model/time/timestamp.h"

#include <QString>

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace tidemark::statsd {

/// What the types of a line come to. A name has one of them.
enum class StatsdKind
{
    Counter,
    Gauge,
    Timing, ///< timers, histograms and distributions
    Set,
};

/// Whose values these are.
struct StatsdSeries
{
    std::uint64_t number = 0; ///< no other series of the same aggregator ever has it
    QString name;
    TagMap tags;
    StatsdKind kind = StatsdKind::Counter;
    bool isMilliseconds = false; ///< a timer's
};

/// Of the values of one interval. A sampled value counts as 1/rate values.
struct TimingSummary
{
    double count = 0;
    double sum = 0;
    double min = 0;
    double max = 0;
    double mean = 0;
    double median = 0; ///< this and the percentiles as Distribution::quantile()
    double p90 = 0;
    double p95 = 0;
    double p99 = 0;
};

/// A series over one interval.
struct StatsdReading
{
    std::shared_ptr<const StatsdSeries> series;
    double value = 0;     ///< a counter's sum, a gauge's last value, how many different ones
    double perSecond = 0; ///< of counters and the count of timings
    std::optional<TimingSummary> timing = {};
};

/// A value that came with its own time.
struct StatsdPoint
{
    std::shared_ptr<const StatsdSeries> series;
    Timestamp at;
    double value = 0;
};

/// What one interval brought.
struct StatsdFlush
{
    Timestamp at;        ///< its end, by the wall clock
    double length_s = 0; ///< by the steady clock, so never negative
    std::vector<StatsdReading> readings = {};
    std::vector<StatsdPoint> points = {}; ///< one for each series and time
};

/// How many samples of a store a flush becomes.
[[nodiscard]] std::size_t sampleCount(const StatsdFlush &flush);

} // namespace tidemark::statsd
