// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/core/search_query.h"
#include "model/ports/metric_catalog.h"

#include <QString>

#include <memory>
#include <optional>
#include <vector>

namespace tidemark {

class NaturalOrder;

/// A branch or a metric of the browser's tree; a metric may have others below it (`api` and
/// `api.latency`).
struct MetricNode
{
    QString path;                         ///< the name up to here; a metric's whole name
    QString label;                        ///< what of the path is shown below the parent
    std::optional<MetricSummary> summary; ///< absent for a branch
    SearchEntry search;
    MetricNode *parent = nullptr;
    int row = 0;
    std::vector<std::unique_ptr<MetricNode>> children; ///< in natural order of their labels

    /// Sets parent and row of the children after they changed.
    void adopt();
};

/// The tree of the metrics, under a root without a path. Grouped, names part at `.` and `/`, and a
/// branch with a single child is one with it (`cpu.busy`); else every metric is a child of the
/// root.
[[nodiscard]] std::unique_ptr<MetricNode> buildMetricTree(std::vector<MetricSummary> summaries,
                                                          bool grouped, const NaturalOrder &order);

/// True when both show the same in every column.
[[nodiscard]] bool isSameSummary(const std::optional<MetricSummary> &a,
                                 const std::optional<MetricSummary> &b);

} // namespace tidemark
