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
    if (m_fresh.size() >= m_most && m_fresh.find(name) == m_fresh.end()) {
        ++m_dropped;
        return;
    }
    Series &series = metrics::entryOf(m_fresh, name);
    if (series.observations++ == 0)
        series.start_ns = event.at_ns;
    series.last = event.value;
    if (kind == metrics::WindowKind::Histogram)
        series.values.add(event.value);
}

const ObservedSeries::Map &ObservedSeries::all()
{
    Map fresh;
    {
        const std::lock_guard lock(m_mutex);
        fresh.swap(m_fresh);
    }
    while (!fresh.empty()) {
        auto more = fresh.extract(fresh.begin());
        const auto known = m_all.find(more.key());
        if (known == m_all.end()) {
            if (m_all.size() < m_most)
                m_all.insert(std::move(more));
            else
                m_dropped += more.mapped().observations;
            continue;
        }
        Series &series = known->second;
        series.values += more.mapped().values;
        series.last = more.mapped().last;
        series.observations += more.mapped().observations;
    }
    return m_all;
}

ObservedSeries::Map ObservedSeries::take()
{
    (void)all();
    return std::exchange(m_all, {});
}

} // namespace tidemark::otlp
