// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/dashboard_points.h"

#include "services/metrics/collector/metrics_snapshot.h"
#include "services/metrics/system/point_reduction.h"

#include <algorithm>
#include <array>

namespace tidemark::metrics {
namespace {

constexpr std::int64_t kSecond_ns = 1'000'000'000;
constexpr std::int64_t kMillisecond_ns = 1'000'000;
constexpr std::array<std::string_view, 3> kFunctions{"rate", "value", "p95"};

/// The value of one step. `before`: the last one before it that holds something, if any.
std::optional<double> valueOf(const Series &series, PointFunction function,
                              const HistorySlice &slice, const HistorySlice *before, double width_s)
{
    switch (function) {
    case PointFunction::Value:
        return slice.last;
    case PointFunction::P95: {
        const auto p95 = slice.values.quantile(0.95);
        return p95 ? std::optional(*p95 * toOwnUnit(series)) : std::nullopt;
    }
    case PointFunction::Rate:
        break;
    }
    if (series.family->type == MetricType::Counter)
        return slice.values.sum / width_s;
    if (series.family->type != MetricType::Gauge)
        return static_cast<double>(slice.values.count()) / width_s;
    if (before == nullptr)
        return std::nullopt;
    // A total that fell began anew.
    const double grown = slice.last - before->last;
    return (grown < 0 ? slice.last : grown) / width_s;
}

std::string nameOf(const Series &series)
{
    std::string name;
    for (const auto &[key, value] : series.tags)
        name += (name.empty() ? "" : ", ") + value;
    return name.empty() ? series.family->name : name;
}

} // namespace

std::string_view textOf(PointFunction function) noexcept
{
    return kFunctions[static_cast<std::size_t>(function)];
}

DashboardPoints::Range DashboardPoints::range() const
{
    const auto all = m_history.tracks({}, m_window);
    const auto wallOf = [&](std::int64_t step) {
        return m_now.wallOf(step * all.width_s * kSecond_ns);
    };
    return {wallOf(all.first), wallOf(all.last + 1), all.width_s};
}

std::vector<PanelSeries> DashboardPoints::of(std::string_view metric, PointFunction function) const
{
    std::vector<PanelSeries> found;
    const auto all = m_history.tracks(metric, m_window);
    for (const MetricHistory::Track &track : all.tracks) {
        if (!track.steps.empty())
            found.push_back(seriesOf(all, track, function));
    }
    return found;
}

PanelSeries DashboardPoints::seriesOf(const MetricHistory::Tracks &all,
                                      const MetricHistory::Track &track,
                                      PointFunction function) const
{
    const Series &series = *track.series;
    const bool isAdding =
        function == PointFunction::Rate && series.family->type != MetricType::Gauge;
    std::vector<PanelPoint> points;
    const HistorySlice *before = nullptr;
    auto step = track.steps.begin();
    for (std::int64_t number = all.first; number <= all.last; ++number) {
        const std::int64_t at_ns = m_now.wallOf(number * all.width_s * kSecond_ns);
        PanelPoint point{at_ns / kMillisecond_ns};
        if (step != track.steps.end() && step->first == number) {
            point.value =
                valueOf(series, function, step->second, before, static_cast<double>(all.width_s));
            before = &step->second;
            ++step;
        } else if (isAdding && at_ns >= series.start_ns) {
            point.value = 0;
        }
        points.push_back(point);
    }
    return {nameOf(series), series.tags, reducedTo(kMostPoints, std::move(points))};
}

} // namespace tidemark::metrics
