// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/ports/metric_catalog.h"
#include "views/dashboards/dashboard.h"

#include <vector>

namespace tidemark {

/// A dashboard of what the store holds: the metrics with most records as single values, a large
/// chart that follows the selection and begins with the first of them, and two smaller charts.
/// Metrics of more samples than records are drawn as they are, not by period. Archived metrics and
/// those without records are left out; without any the dashboard has no panel. The same catalogue
/// gives the same dashboard. Any thread.
[[nodiscard]] Dashboard automaticDashboard(std::vector<MetricSummary> metrics);

/// The uid of every automatic dashboard, so that a window has one of them at most.
[[nodiscard]] QString automaticDashboardUid();

} // namespace tidemark
