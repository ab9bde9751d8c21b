// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_window_writer.h"

#include "services/metrics/text/utf8.h"
#include "services/metrics/windows/kpl_names.h"
#include "services/otlp/ucum_unit.h"

#include <algorithm>
#include <cmath>

namespace tidemark::otlp {
namespace {

using metrics::SinkSeries;
using metrics::WindowKind;

/// A clock that was set back tells no time before the start.
template <class Point>
Point placed(Point point, const SinkSeries &series, std::int64_t start_ns, std::int64_t at_ns)
{
    point.start_ns = static_cast<std::uint64_t>(start_ns);
    point.time_ns = static_cast<std::uint64_t>(std::max(start_ns, at_ns));
    point.attributes = attributesOf(series.dimensions);
    return point;
}

/// Without buckets, of which a window knows nothing.
OtlpHistogramPoint plainPointOf(const WindowTotals::Total &total)
{
    OtlpHistogramPoint point;
    point.count = total.count;
    if (total.min >= 0)
        point.sum = total.sum;
    point.min = total.min;
    point.max = total.max;
    return point;
}

} // namespace

OtlpMetric &OtlpWindowWriter::metricOf(const std::string &name)
{
    const auto [place, isNew] = m_places.try_emplace(name, m_metrics.size());
    if (!isNew)
        return m_metrics[place->second];
    const metrics::KplName *const known = metrics::kplNameOf(name);
    const std::string description(known == nullptr ? std::string_view() : known->meaning);
    return m_metrics.emplace_back(OtlpMetric{metrics::toValidUtf8(m_options.prefix + name),
                                             description,
                                             std::string(ucumOf(metrics::windowUnitOf(name))),
                                             {},
                                             {}});
}

template <class Data>
Data &OtlpWindowWriter::dataOf(const std::string &name)
{
    OtlpMetric &metric = metricOf(name);
    if (!std::holds_alternative<Data>(metric.data))
        metric.data = Data();
    auto &data = std::get<Data>(metric.data);
    if constexpr (requires { data.temporality; })
        data.temporality = m_options.temporality;
    return data;
}

void OtlpWindowWriter::addWindows(const WindowTotals::Map &windows, std::int64_t at_ns)
{
    for (const auto &[series, total] : windows) {
        const WindowKind kind = metrics::windowKindOf(series.name);
        if (kind == WindowKind::Counter) {
            auto &sum = dataOf<OtlpSum>(series.name);
            sum.isMonotonic = true;
            OtlpNumberPoint point = placed(OtlpNumberPoint(), series, total.start_ns, at_ns);
            if (std::isfinite(total.sum))
                point.value = total.sum;
            else // more than a double holds
                point.flags = kNoRecordedValue;
            sum.points.push_back(std::move(point));
        } else if (kind == WindowKind::Gauge) {
            OtlpNumberPoint point = placed(OtlpNumberPoint(), series, 0, at_ns);
            const auto observed = m_observed.find(series.view());
            point.value = observed == m_observed.end() ? total.max : observed->second.last;
            dataOf<OtlpGauge>(series.name).points.push_back(std::move(point));
        } else if (!m_options.observesEach) {
            dataOf<OtlpHistogram>(series.name)
                .points.push_back(placed(plainPointOf(total), series, total.start_ns, at_ns));
        }
    }
}

void OtlpWindowWriter::addObserved(std::int64_t from_ns, std::int64_t at_ns)
{
    for (const auto &[series, observed] : m_observed) {
        if (observed.values.isEmpty())
            continue;
        const std::int64_t start_ns = from_ns != 0 ? from_ns : observed.start_ns;
        dataOf<OtlpExponentialHistogram>(series.name)
            .points.push_back(placed(exponentialPointOf(observed.values), series, start_ns, at_ns));
    }
}

OtlpMetrics OtlpWindowWriter::take()
{
    return requestOf(attributesOf(m_options.resource), m_options.scope, std::move(m_metrics));
}

} // namespace tidemark::otlp
