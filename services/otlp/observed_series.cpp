// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/observed_series.h"

#include "services/metrics/windows/kpl_names.h"

#include <cmath>
#include <utility>

namespace tidemark::otlp {

void ObservedSeries::add(const metrics::MetricEvent &event)
{
    const metrics::WindowKind kind = metrics::windowKindOf(event.name);
    if (kind == metrics::WindowKind::Counter || !std::isfinite(event.value))
        return;
    const metrics::SinkSeriesView name{event.name, event.dimensions};
    const std::lock_guard lock(m_mutex);
    if (m_series.size() >= m_most && m_series.find(name) == m_series.end()) {
        ++m_dropped;
        return;
    }
    Series &series = metrics::entryOf(m_series, name);
    if (series.start_ns == 0)
        series.start_ns = event.at_ns;
    series.last = event.value;
    if (kind == metrics::WindowKind::Histogram)
        series.values.add(event.value);
}

ObservedSeries::Map ObservedSeries::all() const
{
    const std::lock_guard lock(m_mutex);
    return m_series;
}

std::uint64_t ObservedSeries::dropped() const
{
    const std::lock_guard lock(m_mutex);
    return m_dropped;
}

ObservedSeries::Map ObservedSeries::take()
{
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_series, {});
}

} // namespace tidemark::otlp
