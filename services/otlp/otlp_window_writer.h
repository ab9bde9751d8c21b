// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/otlp/observed_series.h"
#include "services/otlp/otlp_window_sink.h"
#include "services/otlp/window_totals.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <unordered_map>
#include <vector>

namespace tidemark::otlp {

/// Writes series of windows as OTLP, those of one name together. One thread.
class OtlpWindowWriter
{
public:
    /// All outlive it.
    OtlpWindowWriter(const OtlpWindowOptions &options, const ObservedSeries::Map &observed)
        : m_options(options)
        , m_observed(observed)
    {}

    /// What windows tell, up to a time.
    void addWindows(const WindowTotals::Map &windows, std::int64_t at_ns);
    /// What the observed distributions tell. `from_ns`: when each began, where they are deltas.
    void addObserved(std::int64_t from_ns, std::int64_t at_ns);
    [[nodiscard]] OtlpMetrics take();

private:
    using Total = WindowTotals::Total;
    [[nodiscard]] OtlpMetric &metricOf(const std::string &name);
    template <class Data>
    [[nodiscard]] Data &dataOf(const std::string &name);

    const OtlpWindowOptions &m_options;
    const ObservedSeries::Map &m_observed;
    std::vector<OtlpMetric> m_metrics;
    std::unordered_map<std::string, std::size_t> m_places; ///< by the name of a window
};

} // namespace tidemark::otlp
