// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "services/metrics/collector/performance_timer.h"
#include "services/metrics/collector/success_failure_tracker.h"
#include "services/metrics/metrics_aggregator.h"
#include "services/metrics/system/dashboard_data.h"
#include "services/metrics/system/dashboard_points.h"

#include <chrono>
#include <string>
#include <vector>

namespace tidemark::metrics {

/// What panels are made from; all of it outlives them.
struct DashboardSources
{
    const PerformanceTimer &timer;
    const SuccessFailureTracker &tracker;
    const MetricsAggregator &aggregator;
    const DashboardPoints &points;
    std::chrono::seconds window;
};

/// Adds panels to a dashboard, empty ones where there is nothing. Of one thread.
class DashboardMaking
{
public:
    static constexpr std::size_t kMostSeries = 50; ///< of a panel; a warning tells of more
    static constexpr int kMostBars = 10;           ///< of bars and pies
    static constexpr std::size_t kMostRows = 1'000;

    DashboardMaking(const DashboardSources &sources, DashboardData &data)
        : m_sources(sources)
        , m_data(data)
    {}

    /// Of a metric, which may be missing; the unit is the metric's, unless the panel has one.
    void addSeries(DashboardPanel panel, const std::string &metric, PointFunction function);
    /// Of a metric of percent, the largest of its series.
    void addGauge(const char *id, const char *title, const std::string &metric);
    void addTop(DashboardPanel panel, MetricType type);
    /// Where all series stand that have the tag, one row for each.
    void addTagged(DashboardPanel panel, const std::string &tag);
    void addSuccessRate();
    void addErrorRate();
    void addFailures();
    void addFailureTypes();
    void addOperations();

    /// The first of a type, and the operation with the most failures; empty: there is none.
    [[nodiscard]] std::string topName(MetricType type) const;
    [[nodiscard]] std::string worstOperation() const;

private:
    void add(DashboardPanel panel);

    const DashboardSources m_sources;
    DashboardData &m_data;
};

} // namespace tidemark::metrics
