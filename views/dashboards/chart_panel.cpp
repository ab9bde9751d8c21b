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

#include <QActionGroup>
#include <QMenu>

#include <algorithm>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int kNamedMetrics = 3;

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
    connect(
        m_chart, &ChartWidget::bucketSelected, this,
        [context](const QString &, const TimeWindow &bucket) { context->setSelectedSpan(bucket); });
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

void ChartPanel::showTitle()
{
    QStringList names;
    for (const Definition &metric : metrics())
        names.append(metric.name);
    if (names.size() > kNamedMetrics)
        names = names.mid(0, kNamedMetrics) << u"…"_s;
    const QString title = spec().title.isEmpty() ? names.join(u", "_s) : spec().title;
    QString subtitle = tr("%1 %2", "period and function, as in weekly mean")
                           .arg(periodName(period()), functionLabel(function()))
                           .toLower();
    if (hasBand(spec(), function()))
        subtitle = tr("%1, min–max band").arg(subtitle);
    setTitle(title, subtitle);
    m_chart->setTitle(title, subtitle);
}

void ChartPanel::query()
{
    showTitle();
    const ViewContext &context = *services().context;
    m_chart->setCalendar(context.calendar());
    m_chart->setPeriod(period());
    m_chart->setDataExtent(context.dataExtent());
    const std::uint64_t generation = beginRequest();
    auto answers = std::make_shared<Answers>();
    answers->series.resize(metrics().size());
    answers->missing = metrics().size();
    for (std::size_t place = 0; place < metrics().size(); ++place) {
        AggregateQuery query{context.selection({metrics()[place].id}), period(),
                             context.calendar()};
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
    if (--answers->missing == 0)
        showAnswers(*answers);
}

void ChartPanel::showAnswers(const Answers &answers)
{
    std::vector<charts::ChartSeries> series;
    bool hasRecords = false;
    for (std::size_t place = 0; place < answers.series.size(); ++place) {
        if (!answers.series[place])
            continue;
        hasRecords = hasRecords || !isEmpty(*answers.series[place]);
        series.push_back(chartSeries(metrics()[place], *answers.series[place]));
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
    showData(answers.error ? tr("Showing %1 of %2 metrics. %3")
                                 .arg(shown)
                                 .arg(answers.series.size())
                                 .arg(answers.error->message)
                           : QString());
}

charts::ChartSeries ChartPanel::chartSeries(const Definition &metric,
                                            const AggregateSeries &series) const
{
    const AggregateFunction chosen = function();
    charts::ChartSeries drawn;
    drawn.identity = metric.uid;
    drawn.name = metric.name;
    drawn.function = functionLabel(chosen).toLower();
    drawn.unit = chosen == AggregateFunction::Count ? Unit() : Unit::of(metric.unit);
    drawn.style = services().styles->styleFor(metric.uid, metric.id.value() - 1);
    drawn.shape =
        spec().style == ChartStyle::Bars ? charts::SeriesShape::Bars : charts::SeriesShape::Line;
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

void ChartPanel::fillMenu(QMenu *menu)
{
    const auto addStyle = [&](const QString &text, ChartStyle style, QActionGroup *group) {
        PanelSpec changed = spec();
        changed.style = style;
        QAction *action =
            menu->addAction(text, this, [this, changed] { Q_EMIT specEdited(changed); });
        action->setCheckable(true);
        action->setChecked(spec().style == style);
        group->addAction(action);
    };
    auto *styles = new QActionGroup(menu);
    addStyle(tr("Line"), ChartStyle::Line, styles);
    addStyle(tr("Bars"), ChartStyle::Bars, styles);
    QAction *band = menu->addAction(tr("Band from minimum to maximum"), this, [this] {
        PanelSpec changed = spec();
        changed.showsBand = !changed.showsBand;
        Q_EMIT specEdited(changed);
    });
    band->setCheckable(true);
    band->setChecked(spec().showsBand);
    PanelCard::fillMenu(menu);
    menu->addMenu(tr("Chart"))->addActions(m_chart->chartActions());
}

} // namespace tidemark
