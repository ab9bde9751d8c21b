// SPDX-License-Identifier: GPL-3.0-or-later
// How a ChartPanel draws what the store answered.
#include "views/dashboards/chart_panel.h"

#include "model/domain/formatter.h"
#include "model/ports/clock.h"
#include "views/charts/chart_series.h"
#include "views/dashboards/value_line_points.h"
#include "views/dashboards/view_context.h"
#include "views/theme/series_style.h"

#include <algorithm>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr QChar kIdentityBreak = u'\x1f';

std::optional<charts::GapRule> chosenGapRule(GapMode mode)
{
    switch (mode) {
    case GapMode::Automatic:
        break;
    case GapMode::Never:
        return charts::GapRule::Buckets;
    case GapMode::Always:
        return charts::GapRule::Nothing;
    case GapMode::UpTo:
        return charts::GapRule::Length;
    }
    return std::nullopt;
}

/// What the style of a line goes by when only tags tell the lines of a chart apart: in all such
/// charts the same tags look alike.
QString styleIdentity(const TagMap &tags)
{
    return u"tags"_s % kIdentityBreak % lineLabel(tags);
}

QString identityOf(const Definition &metric, const ValueLine &line)
{
    if (!line.series)
        return metric.uid;
    return metric.uid % kIdentityBreak % u"samples"_s % kIdentityBreak % lineLabel(line.tags);
}

/// The name without the parts at its begin that all of the metrics have alike; for a chart whose
/// title says what they are.
QString shortName(const Definition &metric, const std::vector<Definition> &all)
{
    if (all.size() < 2)
        return metric.name;
    qsizetype begin = 0; // of what is left
    for (qsizetype dot = metric.name.indexOf(u'.'); dot >= 0;
         dot = metric.name.indexOf(u'.', dot + 1)) {
        const QStringView shared = QStringView(metric.name).left(dot + 1);
        if (!std::all_of(all.begin(), all.end(),
                         [&](const Definition &each) { return each.name.startsWith(shared); }))
            break;
        begin = dot + 1;
    }
    return metric.name.mid(begin);
}

} // namespace

QString ChartPanel::metricOfIdentity(const QString &series)
{
    return series.section(kIdentityBreak, 0, 0);
}

/// The band tells how far the values behind a mean lie apart; behind a sum it would mean nothing.
bool ChartPanel::hasBand(const Definition &metric) const
{
    const AggregateFunction chosen = function(metric);
    return spec().style == ChartStyle::Line && spec().showsBand &&
           (m_showsValues ? lineFunction(chosen) : chosen) == AggregateFunction::Mean;
}

charts::ChartSeries ChartPanel::styled(const Definition &metric) const
{
    charts::ChartSeries drawn;
    drawn.identity = metric.uid;
    drawn.name = spec().title.isEmpty() ? metric.name : shortName(metric, m_drawn);
    drawn.shape =
        spec().style == ChartStyle::Bars ? charts::SeriesShape::Bars : charts::SeriesShape::Line;
    drawn.gapRule = chosenGapRule(spec().gap.mode).value_or(charts::GapRule::MedianInterval);
    drawn.longestGap_ns = spec().gap.longest_s * kNsPerSecond;
    drawn.showBand = hasBand(metric);
    return drawn;
}

ChartPanel::Drawing ChartPanel::drawingOf(const Definition &metric,
                                          const AggregateSeries &series) const
{
    const AggregateFunction chosen = function(metric);
    charts::ChartSeries drawn = styled(metric);
    drawn.function = functionLabel(chosen).toLower();
    drawn.unit = chosen == AggregateFunction::Count ? Unit() : Unit::of(metric.unit);
    drawn.style = services().styles->styleFor(metric.uid, metric.id.value() - 1);
    const Timestamp now = services().context->clock().now();
    const std::vector<AggregateBucket> buckets = filled(series);
    Drawing drawing;
    drawn.points.reserve(buckets.size());
    for (const AggregateBucket &bucket : buckets) {
        const Aggregate &values = bucket.aggregate;
        charts::ChartPoint point;
        point.window = bucket.window;
        point.value = values.value(chosen);
        if (drawn.showBand && !values.isEmpty()) {
            point.min = values.min;
            point.max = values.max;
        }
        point.count = static_cast<std::int64_t>(values.count);
        point.isSoFar = bucket.window.contains(now);
        drawing.hasValues = drawing.hasValues || !values.isEmpty();
        drawn.points.push_back(point);
    }
    drawing.series.push_back(std::move(drawn));
    return drawing;
}

ChartPanel::Drawing ChartPanel::drawingOf(const Definition &metric, const ValueLines &lines) const
{
    Drawing drawing;
    drawing.hasValues = !lines.lines.empty();
    drawing.omitted = lines.omitted;
    drawing.isDamaged = !lines.damaged.empty();
    const bool hasRecords = !lines.lines.empty() && !lines.lines.front().series;
    const QStringList labels = lineLabels(lines.lines, services().context->userNames());
    qsizetype place = 0;
    for (const ValueLine &line : lines.lines) {
        charts::ChartSeries drawn = styled(metric);
        drawn.identity = identityOf(metric, line);
        if (const QString &label = labels[place]; !label.isEmpty())
            drawn.name = m_drawn.size() == 1 ? label : QString(drawn.name % u' ' % label);
        else if (hasRecords && line.series)
            drawn.name = tr("%1, samples", "a metric's name").arg(metric.name);
        drawn.unit = Unit::of(metric.unit);
        if (spec().gap.mode == GapMode::Automatic)
            drawn.gapRule = gapRuleOf(line);
        // The only line of a metric keeps the metric's colour.
        if (lines.lines.size() == 1)
            drawn.style = services().styles->styleFor(metric.uid, metric.id.value() - 1);
        else if (m_drawn.size() == 1 && line.series && !line.tags.isEmpty())
            drawn.style = services().styles->styleFor(styleIdentity(line.tags), place);
        else
            drawn.style =
                services().styles->styleFor(drawn.identity, metric.id.value() - 1 + place);
        ++place;
        drawn.points = pointsOf(line, function(metric));
        if (!line.isRaw) {
            drawn.function = functionLabel(lineFunction(function(metric))).toLower();
            drawing.columnWidth = std::max(drawing.columnWidth, line.width);
        }
        drawing.series.push_back(std::move(drawn));
    }
    return drawing;
}

} // namespace tidemark
