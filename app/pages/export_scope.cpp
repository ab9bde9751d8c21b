// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/export_scope.h"

#include "views/dashboards/view_context.h"

#include <algorithm>
#include <utility>

namespace tidemark {

namespace {

Selection selectionOf(const ExportScope &scope, const ViewContext &context,
                      std::vector<MetricId> metrics)
{
    Selection selection = context.selection(std::move(metrics));
    if (scope.range == ExportScope::Range::All) {
        selection.begin.reset();
        selection.end.reset();
    } else if (scope.range == ExportScope::Range::SelectedSpan && context.selectedSpan()) {
        selection.begin = context.selectedSpan()->begin;
        selection.end = context.selectedSpan()->end;
    }
    return selection;
}

std::vector<ExportSeries> seriesOf(const ExportScope &scope, const ViewContext &context,
                                   const std::vector<Definition> &allMetrics)
{
    if (!scope.series.empty())
        return scope.series;
    std::vector<ExportSeries> series;
    for (const Definition &metric : allMetrics) {
        const bool isMeant =
            scope.metrics.empty() ||
            std::find(scope.metrics.begin(), scope.metrics.end(), metric.id) != scope.metrics.end();
        if (isMeant)
            series.push_back({metric.id, context.period(), context.functionFor(metric)});
    }
    return series;
}

// A metric that panels show by the same period with several functions is one row with each.
void addAggregates(ExportRequest &request, const ExportScope &scope, const ViewContext &context,
                   const std::vector<Definition> &allMetrics)
{
    request.functions.clear();
    for (const ExportSeries &series : seriesOf(scope, context, allMetrics)) {
        const bool isKnown =
            std::any_of(request.aggregates.begin(), request.aggregates.end(),
                        [&series](const AggregateQuery &query) {
                            return query.selection.metrics.front() == series.metric &&
                                   query.period == series.period;
                        });
        if (!isKnown)
            request.aggregates.push_back(
                {selectionOf(scope, context, {series.metric}), series.period, context.calendar()});
        if (std::find(request.functions.begin(), request.functions.end(), series.function) ==
            request.functions.end())
            request.functions.push_back(series.function);
    }
}

} // namespace

ExportRequest requestOf(const ExportScope &scope, ExportContent content, const ViewContext &context,
                        const std::vector<Definition> &allMetrics)
{
    if (scope.shown)
        return *scope.shown;
    ExportRequest request;
    request.content = content;
    request.selection = selectionOf(scope, context, scope.metrics);
    request.metrics = scope.metrics;
    addAggregates(request, scope, context, allMetrics);
    request.sessions.begin = request.selection.begin;
    request.sessions.end = request.selection.end;
    request.sessions.includeEntries = true;
    return request;
}

} // namespace tidemark
