// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/chart_panel.h"

#include "model/core/continue_on.h"
#include "model/domain/formatter.h"
#include "model/ports/aggregate_reader.h"
#include "model/ports/clock.h"
#include "views/charts/chart_canvas.h"
#include "views/charts/chart_widget.h"
#include "views/dashboards/view_context.h"
#include "views/range/range_text.h"
#include "views/theme/series_style.h"

#include <algorithm>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int kNamedMetrics = 3;

Unit unitOf(const Definition &metric, AggregateFunction function)
{
    return function == AggregateFunction::Count ? Unit() : Unit::of(metric.unit);
}

charts::GapRule gapRule(GapMode mode)
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
    return charts::GapRule::MedianInterval;
}

/// The band tells how far the values behind a mean lie apart; behind a sum it would mean nothing.
bool hasBand(const PanelSpec &spec, AggregateFunction function)
{
    return spec.style == ChartStyle::Line && spec.showsBand && function == AggregateFunction::Mean;
}

bool isEmpty(const AggregateSeries &series)
{
    return std::all_of(series.buckets.begin(), series.buckets.end(),
                       [](const AggregateBucket &bucket) { return bucket.aggregate.isEmpty(); });
}

} // namespace

ChartPanel::ChartPanel(PanelSpec spec, const PanelServices &services, QWidget *parent)
    : PanelCard(std::move(spec), services, parent)
    , m_chart(new charts::ChartWidget(*services.theme, this))
{
    setContent(m_chart);
    setFocusProxy(m_chart->canvas());
    m_chart->setTitleVisible(false);
    m_chart->setNumberFormatter(services.formatter->numbers());
    connectChart();
}

void ChartPanel::connectChart()
{
    using charts::ChartWidget;
    ViewContext *context = services().context;
    connect(m_chart, &ChartWidget::rangeChangeRequested, context, &ViewContext::setWindow);
    connect(m_chart, &ChartWidget::stepRequested, this, [context](int ranges) {
        context->setWindow(steppedWindow(context->window(), context->calendar(), ranges));
    });
    connect(m_chart, &ChartWidget::fitAllRequested, this, [context] { showAllData(*context); });
    connect(m_chart, &ChartWidget::cursorMoved, context, &ViewContext::setCursor);
    connect(m_chart, &ChartWidget::spanSelected, context, &ViewContext::setSelectedSpan);
    connect(m_chart, &ChartWidget::bucketSelected, this, &ChartPanel::onBucketSelected);
    connect(m_chart, &ChartWidget::bucketActivated, this,
            [context](const QString &, const TimeWindow &bucket) { context->setWindow(bucket); });
    connect(m_chart, &ChartWidget::tableRequested, this, &ChartPanel::tableRequested);
    connect(m_chart, &ChartWidget::maximiseRequested, this, &ChartPanel::maximiseRequested);
    connect(m_chart, &ChartWidget::axisWidthsChanged, this, &ChartPanel::axisWidthsChanged);
    connect(context, &ViewContext::rangeChanged, this, [this, context] {
        m_chart->setTimeWindow(context->window(), context->isZoomed()
                                                      ? charts::RangeOrigin::Zoomed
                                                      : charts::RangeOrigin::Chosen);
    });
    connect(context, &ViewContext::cursorChanged, this, [this, context] {
        if (!m_chart->canvas()->underMouse())
            m_chart->setCursor(context->cursor());
    });
    connect(context, &ViewContext::selectedSpanChanged, this,
            [this, context] { m_chart->setSelectedSpan(context->selectedSpan()); });
}

void ChartPanel::setWheelZooms(bool zooms)
{
    m_chart->setWheelScrolls(!zooms);
}

void ChartPanel::onBucketSelected(const QString &series, const TimeWindow &bucket)
{
    ViewContext *context = services().context;
    const auto found = std::find_if(m_drawn.begin(), m_drawn.end(),
                                    [&](const Definition &metric) { return metric.uid == series; });
    if (found != m_drawn.end()) {
        if (spec().followsSelection) // another selection would take the other series away
            context->setFocusedMetric(found->id);
        else
            context->setSelectedMetrics({found->id});
    }
    context->setSelectedSpan(bucket);
}

void ChartPanel::chooseDrawn()
{
    m_drawn.clear();
    std::vector<Unit> units;
    for (const Definition &metric : metrics()) {
        const Unit unit = unitOf(metric, function(metric));
        auto place = std::find(units.begin(), units.end(), unit);
        if (place == units.end())
            place = units.insert(units.end(), unit);
        if (place - units.begin() < static_cast<std::ptrdiff_t>(charts::kMaximumAxes))
            m_drawn.push_back(metric);
    }
    m_unitCount = static_cast<int>(units.size());
}

void ChartPanel::applyValueRange()
{
    const PanelValueRange &values = spec().values;
    if (values == m_appliedValues)
        return; // what the person changed in the chart since then stays
    m_appliedValues = values;
    for (std::size_t axis = 0; axis < charts::kMaximumAxes; ++axis) {
        charts::ValueAxisSettings settings;
        settings.includesZero = values.includesZero;
        settings.isLogarithmic = values.isLogarithmic;
        settings.isLocked = values.isLocked;
        if (axis == 0) {
            settings.minimum = values.min;
            settings.maximum = values.max;
        }
        m_chart->setAxisSettings(axis, settings);
    }
}

void ChartPanel::showTitle()
{
    QStringList names;
    for (const Definition &metric : m_drawn)
        names.append(metric.name);
    if (names.size() > kNamedMetrics)
        names = names.mid(0, kNamedMetrics) << u"…"_s;
    const QString title = spec().title.isEmpty() ? names.join(u", "_s) : spec().title;
    QString subtitle = tr("%1 %2", "period and function, as in weekly mean")
                           .arg(periodName(period()), functionText())
                           .toLower();
    const bool isBanded =
        std::any_of(m_drawn.begin(), m_drawn.end(),
                    [this](const Definition &metric) { return hasBand(spec(), function(metric)); });
    if (isBanded)
        subtitle = tr("%1, min–max band").arg(subtitle);
    setTitle(title, subtitle);
    m_chart->setTitle(title, subtitle);
}

void ChartPanel::query()
{
    chooseDrawn();
    showTitle();
    applyValueRange();
    const ViewContext &context = *services().context;
    m_chart->setCalendar(context.calendar());
    m_chart->setPeriod(period());
    m_chart->setDataExtent(context.dataExtent());
    const std::uint64_t generation = beginRequest();
    auto answers = std::make_shared<Answers>();
    answers->series.resize(m_drawn.size());
    answers->missing = m_drawn.size();
    for (std::size_t place = 0; place < m_drawn.size(); ++place) {
        AggregateQuery query{context.selection({m_drawn[place].id}), period(), context.calendar()};
        continueOn(this, services().ports.aggregates->aggregate(std::move(query), stopToken()),
                   [this, generation, place, answers](Result<AggregateSeries> answer) {
                       if (isCurrent(generation))
                           accept(place, std::move(answer), answers);
                   });
    }
}

void ChartPanel::accept(std::size_t place, Result<AggregateSeries> answer,
                        const std::shared_ptr<Answers> &answers)
{
    if (answer)
        answers->series[place] = std::move(*answer);
    else if (!answers->error)
        answers->error = answer.error();
    if (--answers->missing == 0) {
        showAnswers(*answers);
        return;
    }
    const std::size_t count = answers->series.size();
    showProgress(
        tr("Reading values: %1 of %2 metrics are there.").arg(count - answers->missing).arg(count));
}

void ChartPanel::showAnswers(const Answers &answers)
{
    std::vector<charts::ChartSeries> series;
    bool hasRecords = false;
    for (std::size_t place = 0; place < answers.series.size(); ++place) {
        if (!answers.series[place])
            continue;
        hasRecords = hasRecords || !isEmpty(*answers.series[place]);
        series.push_back(chartSeries(m_drawn[place], *answers.series[place]));
    }
    if (series.empty() && answers.error) {
        showError(*answers.error);
        return;
    }
    if (!hasRecords) {
        showNoRecords();
        return;
    }
    const auto shown = static_cast<int>(series.size());
    m_chart->setTimeWindow(services().context->window(), services().context->isZoomed()
                                                             ? charts::RangeOrigin::Zoomed
                                                             : charts::RangeOrigin::Chosen);
    m_chart->setSeries(std::move(series));
    QStringList notes;
    if (m_unitCount > static_cast<int>(charts::kMaximumAxes))
        notes.append(tr("Showing %1 of %2 units. Draw the others in a panel of their own.")
                         .arg(charts::kMaximumAxes)
                         .arg(m_unitCount));
    if (answers.error)
        notes.append(tr("Showing %1 of %2 metrics. %3")
                         .arg(shown)
                         .arg(answers.series.size())
                         .arg(answers.error->message));
    showData(notes.join(u' '));
}

charts::ChartSeries ChartPanel::chartSeries(const Definition &metric,
                                            const AggregateSeries &series) const
{
    const AggregateFunction chosen = function(metric);
    charts::ChartSeries drawn;
    drawn.identity = metric.uid;
    drawn.name = metric.name;
    drawn.function = functionLabel(chosen).toLower();
    drawn.unit = unitOf(metric, chosen);
    drawn.style = services().styles->styleFor(metric.uid, metric.id.value() - 1);
    drawn.shape =
        spec().style == ChartStyle::Bars ? charts::SeriesShape::Bars : charts::SeriesShape::Line;
    drawn.gapRule = gapRule(spec().gap.mode);
    drawn.longestGap_ns = spec().gap.longest_s * kNsPerSecond;
    drawn.showBand = hasBand(spec(), chosen);
    const Timestamp now = services().context->clock().now();
    const std::vector<AggregateBucket> buckets = filled(series);
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
        drawn.points.push_back(point);
    }
    return drawn;
}

} // namespace tidemark
