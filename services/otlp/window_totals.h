// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/windows/metrics_sink.h"
#include "services/metrics/windows/sink_series.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace tidemark::otlp {

/// Windows added up for receivers that want totals. One thread at a time.
class WindowTotals
{
public:
    struct Total
    {
        std::uint64_t count = 0;
        double sum = 0;
        double min = 0;
        double max = 0;
        std::int64_t start_ns = 0; ///< of the first window; UTC
        std::uint64_t turn = 0;    ///< when it was last added to
    };
    using Map = metrics::SinkSeriesMap<Total>;

    /// Beyond so many, those that were not added to for the longest time are forgotten; such a
    /// series begins anew.
    explicit WindowTotals(std::size_t mostSeries)
        : m_most(mostSeries)
    {}

    /// The totals of the series of these windows, with them; of gauges least and largest are of
    /// these windows alone. Nothing is kept until keep(), so that
    /// windows that come again are not counted twice. The sum of a counter never falls: what would
    /// lower it is left out.
    [[nodiscard]] Map with(std::span<const metrics::MetricSnapshot> windows) const;
    void keep(const Map &totals);
    [[nodiscard]] std::size_t seriesCount() const noexcept { return m_totals.size(); }

private:
    void forgetOldest();

    std::size_t m_most;
    std::uint64_t m_turn = 0;
    Map m_totals;
};

} // namespace tidemark::otlp
