// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/otlp/otlp_snapshot.h"

#include "services/metrics/text/utf8.h"
#include "services/otlp/otlp_json.h"
#include "services/otlp/ucum_unit.h"

#include <algorithm>
#include <cmath>

namespace tidemark::otlp {
namespace {

using metrics::Distribution;
using metrics::GaugeState;
using metrics::Number;
using metrics::Reading;

void setValue(OtlpNumberPoint &point, const Number &number)
{
    if (const auto *const whole = std::get_if<std::uint64_t>(&number);
        whole != nullptr && std::in_range<std::int64_t>(*whole))
        point.value = static_cast<std::int64_t>(*whole);
    else if (const auto *const integer = std::get_if<std::int64_t>(&number))
        point.value = *integer;
    else if (const double real = metrics::toReal(number); std::isfinite(real))
        point.value = real;
    else // more than a double holds
        point.flags = kNoRecordedValue;
}

/// Timers are kept in seconds, whatever unit they are shown in.
metrics::MetricUnit unitOf(const Reading &reading)
{
    return reading.series->family->type == metrics::MetricType::Timer ? metrics::MetricUnit::Seconds
                                                                      : reading.series->unit;
}

class SnapshotWriter
{
public:
    SnapshotWriter(const OtlpSnapshotOptions &options, std::int64_t at_ns,
                   const metrics::SnapshotDifferences *noted)
        : m_options(options)
        , m_noted(noted)
        , m_at_ns(at_ns)
    {}

    void add(const metrics::MetricsSnapshot::Family &family)
    {
        const std::size_t first = metrics.size();
        for (const Reading &reading : family.readings) {
            const std::string unit(ucumOf(unitOf(reading)));
            auto same =
                std::find_if(metrics.begin() + static_cast<std::ptrdiff_t>(first), metrics.end(),
                             [&](const OtlpMetric &one) { return one.unit == unit; });
            if (same == metrics.end())
                same = metrics.insert(metrics.end(), {metrics::toValidUtf8(family.name),
                                                      metrics::toValidUtf8(family.description),
                                                      unit,
                                                      {},
                                                      {}});
            addPoint(*same, reading);
        }
    }

    std::vector<OtlpMetric> metrics;

private:
    [[nodiscard]] Temporality temporality() const
    {
        return m_noted == nullptr ? Temporality::Cumulative : Temporality::Delta;
    }

    template <class Point>
    [[nodiscard]] Point placed(Point point, const Reading &reading) const
    {
        const metrics::Series &series = *reading.series;
        const std::int64_t start_ns =
            m_noted == nullptr ? series.start_ns : m_noted->startOf(series).wall_ns;
        // A clock that was set back tells no time before the start.
        point.time_ns = static_cast<std::uint64_t>(std::max(m_at_ns, start_ns));
        point.start_ns = static_cast<std::uint64_t>(start_ns);
        point.attributes = attributesOf(series.tags);
        return point;
    }

    template <class Data>
    [[nodiscard]] static Data &dataOf(OtlpMetric &metric)
    {
        if (!std::holds_alternative<Data>(metric.data))
            metric.data = Data();
        return std::get<Data>(metric.data);
    }

    void addPoint(OtlpMetric &metric, const Reading &reading) const
    {
        if (const auto *const total = std::get_if<Number>(&reading.value)) {
            auto &sum = dataOf<OtlpSum>(metric);
            sum.temporality = temporality();
            sum.isMonotonic = true;
            setValue(sum.points.emplace_back(placed(OtlpNumberPoint(), reading)), *total);
        } else if (const auto *const gauge = std::get_if<GaugeState>(&reading.value)) {
            OtlpNumberPoint point = placed(OtlpNumberPoint(), reading);
            point.start_ns = 0; // means nothing of a gauge
            if (std::isnan(gauge->value))
                point.flags = kNoRecordedValue;
            else
                point.value = gauge->value;
            dataOf<OtlpGauge>(metric).points.push_back(std::move(point));
        } else {
            addDistribution(metric, reading, std::get<Distribution>(reading.value));
        }
    }

    void addDistribution(OtlpMetric &metric, const Reading &reading,
                         const Distribution &values) const
    {
        if (m_options.form == HistogramForm::Exponential) {
            auto &histogram = dataOf<OtlpExponentialHistogram>(metric);
            histogram.temporality = temporality();
            histogram.points.push_back(placed(exponentialPointOf(values), reading));
        } else {
            auto &histogram = dataOf<OtlpHistogram>(metric);
            histogram.temporality = temporality();
            histogram.points.push_back(placed(explicitPointOf(values, m_options.bounds), reading));
        }
    }

    const OtlpSnapshotOptions &m_options;
    const metrics::SnapshotDifferences *m_noted; ///< null: all is told since its beginning
    std::int64_t m_at_ns;
};

OtlpMetrics writtenOf(const metrics::MetricsSnapshot &snapshot, const OtlpSnapshotOptions &options,
                      const metrics::SnapshotDifferences *noted)
{
    SnapshotWriter writer(options, snapshot.at_ns, noted);
    for (const metrics::MetricsSnapshot::Family &family : snapshot.families)
        writer.add(family);
    return requestOf(attributesOf(snapshot.resource), options.scope, std::move(writer.metrics));
}

} // namespace

OtlpMetrics cumulativeOf(const metrics::MetricsSnapshot &snapshot,
                         const OtlpSnapshotOptions &options)
{
    return writtenOf(snapshot, options, nullptr);
}

OtlpMetrics deltaOf(const metrics::MetricsSnapshot &differences,
                    const metrics::SnapshotDifferences &noted, const OtlpSnapshotOptions &options)
{
    return writtenOf(differences, options, &noted);
}

std::string otlpJsonText(const metrics::MetricsSnapshot &snapshot)
{
    return toJson(cumulativeOf(snapshot)).toStdString();
}

} // namespace tidemark::otlp
