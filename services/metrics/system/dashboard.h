// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/metric_history.h"
#include "services/metrics/collector/performance_timer.h"
#include "services/metrics/collector/success_failure_tracker.h"
#include "services/metrics/metrics_aggregator.h"
#include "services/metrics/system/dashboard_data.h"
#include "services/metrics/system/dashboard_points.h"

#include <chrono>
#include <string>
#include <string_view>
#include <vector>

namespace tidemark::metrics {

/// Makes the data of dashboards from what was collected. Every panel of a type is there, also when
/// there is nothing to show in it. Any thread.
/// Source: the metrics protocol, create_dashboard_data.
class Dashboard
{
public:
    /// They outlive it.
    Dashboard(const MetricHistory &history, const PerformanceTimer &timer,
              const SuccessFailureTracker &tracker, const MetricsAggregator &aggregator,
              const Clock &clock)
        : m_history(history)
        , m_timer(timer)
        , m_tracker(tracker)
        , m_aggregator(aggregator)
        , m_clock(clock)
    {}

    [[nodiscard]] static std::vector<std::string_view> types();
    /// Of the last `window`, a second to a day. Fault InvalidArgument: another type, whose message
    /// names the types, or another window.
    [[nodiscard]] Outcome<DashboardData> data(std::string_view type,
                                              std::chrono::seconds window) const;

private:
    const MetricHistory &m_history;
    const PerformanceTimer &m_timer;
    const SuccessFailureTracker &m_tracker;
    const MetricsAggregator &m_aggregator;
    const Clock &m_clock;
};

} // namespace tidemark::metrics
