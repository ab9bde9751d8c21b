// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/clock.h"
#include "services/metrics/collector/metric_history.h"
#include "services/metrics/system/dashboard_data.h"

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace tidemark::metrics {

/// What is made of the values of a step.
enum class PointFunction : std::uint8_t
{
    Rate,  ///< per second: of counters what was added, of gauges by what they rose from one time
           ///< that they were set to the next, of histograms and timers how many there were
    Value, ///< of gauges what they stood at last
    P95    ///< of histograms and timers
};
/// As in "p95".
[[nodiscard]] std::string_view textOf(PointFunction function) noexcept;

/// Series of points, step by step, from a collector's history. Any thread.
class DashboardPoints
{
public:
    static constexpr std::size_t kMostPoints = 2'000; ///< of a series

    struct Range
    {
        std::int64_t from_ns = 0; ///< UTC
        std::int64_t to_ns = 0;
        std::int64_t step_s = 0;
    };

    /// They outlive it. `window`: a second to a day.
    DashboardPoints(const MetricHistory &history, const Clock &clock, std::chrono::seconds window)
        : m_history(history)
        , m_now(ClockPair::of(clock))
        , m_window(window)
    {}

    [[nodiscard]] Range range() const;
    /// One for each series of the metric that has a value in the window; a step without one is a
    /// gap, but a counter adds nothing then. Named by the values of the tags, in the unit of the
    /// metric.
    [[nodiscard]] std::vector<PanelSeries> of(std::string_view metric,
                                              PointFunction function) const;

    /// Nothing of a metric that has no series.
    [[nodiscard]] std::optional<MetricUnit> unitOf(std::string_view metric) const;

private:
    /// How many seconds of the step the series was there.
    [[nodiscard]] double lengthOf(const MetricHistory::Tracks &all, const Series &series,
                                  std::int64_t step) const;
    [[nodiscard]] PanelSeries seriesOf(const MetricHistory::Tracks &all,
                                       const MetricHistory::Track &track,
                                       PointFunction function) const;

    const MetricHistory &m_history;
    const ClockPair m_now;
    const std::chrono::seconds m_window;
};

} // namespace tidemark::metrics
