// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/distribution.h"
#include "services/metrics/windows/metrics_sink.h"
#include "services/metrics/windows/sink_series.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <mutex>

namespace tidemark::otlp {

/// What windows do not tell of single observations: where the values of a distribution lay, and
/// the last value of a gauge. Any thread adds, and waits at most while another one does, or while
/// what came is handed over, which is the exchange of a pointer; one at a time asks.
class ObservedSeries
{
public:
    struct Series
    {
        metrics::Distribution values = {}; ///< of distributions
        double last = 0;                   ///< of gauges
        std::int64_t start_ns = 0;         ///< of the first observation; UTC
        std::uint64_t observations = 0;
    };
    using Map = metrics::SinkSeriesMap<Series>;

    explicit ObservedSeries(std::size_t mostSeries)
        : m_most(mostSeries)
    {}

    /// Counters are passed over; what belongs to a series beyond the limit is counted.
    void add(const metrics::MetricEvent &event);
    /// All that came so far; as it is until it is asked for again.
    [[nodiscard]] const Map &all();
    /// The same, and begins anew.
    [[nodiscard]] Map take();
    /// Observations of series beyond the limit.
    [[nodiscard]] std::uint64_t dropped() const noexcept { return m_dropped; }

private:
    const std::size_t m_most;
    std::mutex m_mutex;
    Map m_fresh; ///< since it was asked for last; of the mutex
    Map m_all;   ///< of who asks
    std::atomic<std::uint64_t> m_dropped = 0;
};

} // namespace tidemark::otlp
