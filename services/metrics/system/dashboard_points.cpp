// SPDX-License-Identifier: GPL-3.0-or-later
#include "services/metrics/system/dashboard_points.h"

#include "services/metrics/collector/metrics_snapshot.h"
#include "services/metrics/system/point_reduction.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

namespace tidemark::metrics {
namespace {

constexpr std::int64_t kSecond_ns = 1'000'000'000;
constexpr std::int64_t kMillisecond_ns = 1'000'000;
constexpr std::array<std::string_view, 3> kFunctions{"rate", "value", "p95"};

using Steps = std::vector<std::pair<std::int64_t, HistorySlice>>;

/// The value of one step of `width_s`, of a gauge where it stood last.
std::optional<double> valueOf(const Series &series, PointFunction function,
                              const HistorySlice &slice, double width_s)
{
    switch (function) {
    case PointFunction::Value:
        return slice.last * toFamilyUnit(series).value_or(1);
    case PointFunction::P95: {
        const auto p95 = slice.values.quantile(0.95);
        return p95 ? std::optional(*p95 * toFamilyUnit(series).value_or(toOwnUnit(series)))
                   : std::nullopt;
    }
    case PointFunction::Rate:
        break;
    }
    if (series.family->type == MetricType::Counter)
        return slice.values.sum * toFamilyUnit(series).value_or(1) / width_s;
    return static_cast<double>(slice.values.count()) / width_s;
}

/// By what a gauge that holds a total rose, for the steps from after one in which it was set up to
/// the next one: nothing is known of those before and after.
std::map<std::int64_t, double> risesOf(const Series &series, const Steps &steps)
{
    std::map<std::int64_t, double> rises;
    const std::pair<std::int64_t, HistorySlice> *before = nullptr;
    for (const auto &step : steps) {
        if (step.second.setAt_s < 0)
            continue;
        if (before != nullptr) {
            // A total that fell began anew.
            const double grown = step.second.last - before->second.last;
            const auto passed_s = static_cast<double>(step.second.setAt_s - before->second.setAt_s);
            const double rate = (grown < 0 ? step.second.last : grown) *
                                toFamilyUnit(series).value_or(1) / passed_s;
            for (std::int64_t number = before->first + 1; number <= step.first; ++number)
                rises.emplace(number, rate);
        }
        before = &step;
    }
    return rises;
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

std::optional<MetricUnit> DashboardPoints::unitOf(std::string_view metric) const
{
    const auto all = m_history.tracks(metric, m_window);
    return all.tracks.empty() ? std::nullopt
                              : std::optional(all.tracks.front().series->family->unit);
}

// The step that is on and the one in which a series began are shorter.
double DashboardPoints::lengthOf(const MetricHistory::Tracks &all, const Series &series,
                                 std::int64_t step) const
{
    const std::int64_t begin_s = step * all.width_s;
    const std::int64_t end_s = std::min(begin_s + all.width_s, all.now_s + 1);
    const std::int64_t seriesBegan_ns = series.start_ns - m_now.wallOf(begin_s * kSecond_ns);
    const double before_s = std::max(
        0.0, std::floor(static_cast<double>(seriesBegan_ns) / static_cast<double>(kSecond_ns)));
    return std::max(1.0, static_cast<double>(end_s - begin_s) - before_s);
}

PanelSeries DashboardPoints::seriesOf(const MetricHistory::Tracks &all,
                                      const MetricHistory::Track &track,
                                      PointFunction function) const
{
    const Series &series = *track.series;
    const bool isRate = function == PointFunction::Rate;
    const bool isRise = isRate && series.family->type == MetricType::Gauge;
    const auto rises = isRise ? risesOf(series, track.steps) : std::map<std::int64_t, double>();
    std::vector<PanelPoint> points;
    auto step = track.steps.begin();
    for (std::int64_t number = all.first; number <= all.last; ++number) {
        const std::int64_t at_ns = m_now.wallOf(number * all.width_s * kSecond_ns);
        PanelPoint point{at_ns / kMillisecond_ns};
        if (isRise) {
            if (const auto rise = rises.find(number); rise != rises.end())
                point.value = rise->second;
        } else if (step != track.steps.end() && step->first == number) {
            point.value = valueOf(series, function, step->second, lengthOf(all, series, number));
            ++step;
        } else if (isRate && at_ns >= series.start_ns) {
            point.value = 0;
        }
        points.push_back(point);
    }
    return {nameOf(series), series.tags, reducedTo(kMostPoints, std::move(points))};
}

} // namespace tidemark::metrics
