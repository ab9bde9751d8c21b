// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/distribution.h"
#include "services/metrics/windows/metrics_sink.h"
#include "services/metrics/windows/sink_series.h"

#include <cstddef>
#include <cstdint>
#include <mutex>

namespace tidemark::otlp {

/// What windows do not tell of single observations: where the values of a distribution lay, and
/// the last value of a gauge. Any thread.
class ObservedSeries
{
public:
    struct Series
    {
        metrics::Distribution values = {}; ///< of distributions
        double last = 0;                   ///< of gauges
        std::int64_t start_ns = 0;         ///< of the first observation; UTC
    };
    using Map = metrics::SinkSeriesMap<Series>;

    explicit ObservedSeries(std::size_t mostSeries)
        : m_most(mostSeries)
    {}

    /// Counters are passed over; what belongs to a series beyond the limit is counted.
    void add(const metrics::MetricEvent &event);
    /// All that came so far.
    [[nodiscard]] Map all() const;
    /// The same, and begins anew.
    [[nodiscard]] Map take();
    [[nodiscard]] std::uint64_t dropped() const;

private:
    const std::size_t m_most;
    mutable std::mutex m_mutex;
    Map m_series;
    std::uint64_t m_dropped = 0;
};

} // namespace tidemark::otlp
