// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/aggregate_function.h"
#include "model/domain/definition.h"
#include "model/ports/exporter.h"

#include <QString>

#include <optional>
#include <vector>

namespace tidemark {

class ViewContext;

/// A metric as a panel shows it: by its own period and function.
struct ExportSeries
{
    MetricId metric;
    Period period = Period::Daily;
    AggregateFunction function = AggregateFunction::Mean;
};

/// What of a window can be exported (X1).
struct ExportScope
{
    enum class Range
    {
        Visible,
        SelectedSpan,
        All ///< no borders, so that nothing at an edge is left out
    };

    QString label;
    std::vector<MetricId> metrics = {}; ///< empty: every metric
    Range range = Range::Visible;
    std::vector<ExportSeries> series = {}; ///< aggregates of panels; empty: as the window has them
    /// A table as it is shown, or rows of it: everything is chosen, the content too (X2).
    std::optional<ExportRequest> shown = {};
};

/// What an exporter is asked for. `allMetrics` are those of the store: aggregates are of everything
/// or by what the kind of a metric says. What no panel or table decides is as on the command line: ascending, single entries
/// included.
[[nodiscard]] ExportRequest requestOf(const ExportScope &scope, ExportContent content,
                                      const ViewContext &context,
                                      const std::vector<Definition> &allMetrics);

} // namespace tidemark
