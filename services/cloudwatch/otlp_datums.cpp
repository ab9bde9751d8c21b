// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/cloudwatch/otlp_datums.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <utility>

namespace tidemark::cloudwatch {
namespace {

using otlp::Temporality;

std::string ucumOf(std::string_view unit)
{
    constexpr std::array<std::pair<std::string_view, std::string_view>, 9> kUnits{
        {{"Seconds", "s"},
         {"Milliseconds", "ms"},
         {"Microseconds", "us"},
         {"Bytes", "By"},
         {"Kilobytes", "kBy"},
         {"Megabytes", "MBy"},
         {"Percent", "%"},
         {"Count", "1"},
         {"Count/Second", "1/s"}}};
    for (const auto &[name, code] : kUnits) {
        if (name == unit)
            return std::string(code);
    }
    return {};
}

template <class Point>
Point pointOf(const CloudWatchDatum &datum)
{
    Point point;
    point.start_ns = static_cast<std::uint64_t>(std::max<std::int64_t>(datum.start_ns, 0));
    point.time_ns = static_cast<std::uint64_t>(std::max<std::int64_t>(datum.at_ns, 0));
    for (const auto &[name, value] : datum.dimensions)
        point.attributes.push_back({name, {value}});
    return point;
}

struct PointAdder
{
    otlp::OtlpMetric &metric;
    const CloudWatchDatum &datum;

    template <class Data>
    Data &data() const
    {
        if (!std::holds_alternative<Data>(metric.data))
            metric.data = Data();
        return std::get<Data>(metric.data);
    }
    void operator()(const StatisticSet &set) const
    {
        auto point = pointOf<otlp::OtlpHistogramPoint>(datum);
        point.count = set.count;
        if (set.min >= 0)
            point.sum = set.sum; // a sum of negative values is not told
        point.min = set.min;
        point.max = set.max;
        add(std::move(point));
    }
    void operator()(const ValueCounts &all) const
    {
        auto point = pointOf<otlp::OtlpHistogramPoint>(datum);
        for (const auto &[value, count] : all.values) {
            point.bounds.push_back(value);
            point.counts.push_back(count);
            point.count += count;
        }
        point.counts.push_back(0); // nothing is above the last value
        if (!all.values.empty()) {
            point.min = all.values.front().first;
            point.max = all.values.back().first;
        }
        if (point.min.value_or(0) >= 0)
            point.sum = all.sum;
        add(std::move(point));
    }
    void operator()(const Increase &increase) const
    {
        auto point = pointOf<otlp::OtlpNumberPoint>(datum);
        point.value = increase.value;
        auto &sum = data<otlp::OtlpSum>();
        sum.temporality = Temporality::Delta;
        sum.isMonotonic = true;
        sum.points.push_back(std::move(point));
    }
    void operator()(const Level &level) const
    {
        auto point = pointOf<otlp::OtlpNumberPoint>(datum);
        point.start_ns = 0;
        point.value = level.value;
        data<otlp::OtlpGauge>().points.push_back(std::move(point));
    }

private:
    void add(otlp::OtlpHistogramPoint point) const
    {
        auto &histogram = data<otlp::OtlpHistogram>();
        histogram.temporality = Temporality::Delta;
        histogram.points.push_back(std::move(point));
    }
};

} // namespace

otlp::OtlpMetrics otlpOf(std::span<const CloudWatchDatum> datums, const QString &scope)
{
    otlp::OtlpScopeMetrics metrics;
    metrics.scope.name = scope.toStdString();
    using Key = std::tuple<std::string_view, std::string_view, std::size_t>;
    std::map<Key, std::size_t> known; // what may be one metric
    for (const CloudWatchDatum &datum : datums) {
        const auto [at, isNew] = known.try_emplace({datum.name, datum.unit, datum.value.index()},
                                                   metrics.metrics.size());
        if (isNew)
            metrics.metrics.push_back({datum.name, {}, ucumOf(datum.unit), {}, {}});
        std::visit(PointAdder{metrics.metrics[at->second], datum}, datum.value);
    }
    otlp::OtlpMetrics all;
    if (!metrics.metrics.empty()) {
        otlp::OtlpResourceMetrics resource;
        resource.scopes.push_back(std::move(metrics));
        all.resources.push_back(std::move(resource));
    }
    return all;
}

} // namespace tidemark::cloudwatch
