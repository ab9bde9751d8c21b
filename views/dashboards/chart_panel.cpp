// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/chart_panel.h"

#include "model/core/continue_on.h"
#include "model/domain/formatter.h"
#include "model/ports/aggregate_reader.h"
#include "model/ports/line_reader.h"
#include "model/time/duration_format.h"
#include "views/charts/chart_canvas.h"
#include "views/charts/chart_widget.h"
#include "views/dashboards/value_line_points.h"
#include "views/dashboards/view_context.h"
#include "views/range/range_text.h"

#include <algorithm>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int kNamedMetrics = 3;
constexpr int kFewPeriods = 3;
constexpr int kFewestColumns = 50; // also before the panel has been laid out
constexpr int kMostColumns = 8'000;
constexpr int kResizeRest_ms = 80;

Unit unitOf(const Definition &metric, AggregateFunction function)
{
    return function == AggregateFunction::Count ? Unit() : Unit::of(metric.unit);
}

} // namespace

ChartPanel::ChartPanel(PanelSpec spec, const PanelServices &services, QWidget *parent)
    : PanelCard(std::move(spec), services, parent)
    , m_chart(new charts::ChartWidget(*services.theme, this))
{
    setContent(m_chart);
    setFocusProxy(m_chart->canvas());
    m_chart->setTitleVisible(false);
    m_resizeTimer.setSingleShot(true);
    m_resizeTimer.setInterval(kResizeRest_ms);
    connect(&m_resizeTimer, &QTimer::timeout, this, [this] {
        if (columnCount() != m_askedColumns)
            scheduleQuery();
    });
    m_chart->canvas()->addCommands(services.chartCommands);
    m_chart->canvas()->setMeter(services.meter);
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
        m_chart->setTimeWindow(context->window(),
                               context->isZoomed() ? charts::RangeOrigin::Zoomed
                                                   : charts::RangeOrigin::Chosen,
                               context->zoomMove());
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
    const auto found = std::find_if(m_drawn.begin(), m_drawn.end(), [&](const Definition &metric) {
        return metric.uid == metricOfIdentity(series);
    });
    if (found != m_drawn.end()) {
        if (spec().followsSelection) // another selection would take the other series away
            context->setFocusedMetric(found->id);
        else
            context->setSelectedMetrics({found->id});
    }
    context->setSelectedSpan(bucket);
    context->chooseCursor();
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
    if (m_showsValues)
        subtitle =
            m_columnWidth.ns() > 0
                ? tr("%1 of %2 each", "function and width, as in mean of 5 s each")
                      .arg(valuesFunctionText(),
                           formatDuration(m_columnWidth, services().formatter->numbers().locale()))
                : tr("values");
    const bool isBanded = (!m_showsValues || m_columnWidth.ns() > 0) &&
                          std::any_of(m_drawn.begin(), m_drawn.end(),
                                      [this](const Definition &metric) { return hasBand(metric); });
    if (isBanded)
        subtitle = tr("%1, min–max band").arg(subtitle);
    setTitle(title, subtitle);
    m_chart->setTitle(title, subtitle);
}

void ChartPanel::query()
{
    chooseDrawn();
    m_showsValues = showsValues();
    m_askedColumns = columnCount();
    showTitle();
    applyValueRange();
    const ViewContext &context = *services().context;
    const Formatter &formatter = *services().formatter; // as it is now
    m_chart->setFormat(formatter.numbers(), formatter.choices().timeStyle);
    m_chart->setCalendar(context.calendar());
    m_chart->setPeriod(m_showsValues ? std::nullopt : std::optional(period()));
    m_chart->setDataExtent(context.dataExtent());
    const std::uint64_t generation = beginRequest();
    auto answers = std::make_shared<Answers>();
    answers->drawings.resize(m_drawn.size());
    answers->missing = m_drawn.size();
    for (std::size_t place = 0; place < m_drawn.size(); ++place) {
        if (m_showsValues)
            queryValues(place, generation, answers);
        else
            queryPeriods(place, generation, answers);
    }
}

// A range of less than three periods has too few of them to draw. What adds up by period would be
// another number for each width of the window, so it stays by period unless values are asked for.
bool ChartPanel::showsValues() const
{
    if (spec().style == ChartStyle::Bars || spec().detail == PanelDetail::Periods)
        return false;
    if (spec().detail == PanelDetail::Values)
        return true;
    const bool addsUp =
        std::any_of(m_drawn.begin(), m_drawn.end(), [this](const Definition &metric) {
            return lineFunction(function(metric)) != function(metric);
        });
    const ViewContext &context = *services().context;
    const Calendar &calendar = context.calendar();
    Timestamp border = context.window().begin;
    for (int i = 0; i < kFewPeriods; ++i)
        border = calendar.next(period(), border);
    return !addsUp && context.window().end < border;
}

int ChartPanel::columnCount() const
{
    const double width = m_chart->controller().frame().plot.width() * devicePixelRatioF();
    return std::clamp(static_cast<int>(width), kFewestColumns, kMostColumns);
}

void ChartPanel::resizeEvent(QResizeEvent *event)
{
    PanelCard::resizeEvent(event);
    if (m_showsValues)
        m_resizeTimer.start();
}

QString ChartPanel::periodText() const
{
    return m_showsValues ? tr("Values") : PanelCard::periodText();
}

QString ChartPanel::valuesFunctionText() const
{
    QStringList labels;
    for (const Definition &metric : m_drawn)
        labels.append(functionLabel(lineFunction(function(metric))).toLower());
    labels.removeDuplicates();
    return labels.join(u", "_s);
}

void ChartPanel::queryPeriods(std::size_t place, std::uint64_t generation,
                              const std::shared_ptr<Answers> &answers)
{
    const ViewContext &context = *services().context;
    AggregateQuery query{context.selection({m_drawn[place].id}), period(), context.calendar()};
    continueOn(this, services().ports.aggregates->aggregate(std::move(query), stopToken()),
               [this, generation, place, answers](const Result<AggregateSeries> &answer) {
                   if (isCurrent(generation))
                       accept(place, answer.transform([&](const AggregateSeries &series) {
                           return drawingOf(m_drawn[place], series);
                       }),
                              answers);
               });
}

void ChartPanel::queryValues(std::size_t place, std::uint64_t generation,
                             const std::shared_ptr<Answers> &answers)
{
    const ViewContext &context = *services().context;
    LineQuery query;
    query.selection = context.selection({m_drawn[place].id});
    query.window = context.window();
    query.columns = m_askedColumns;
    continueOn(this, services().ports.lines->lines(std::move(query), stopToken()),
               [this, generation, place, answers](const Result<ValueLines> &answer) {
                   if (isCurrent(generation))
                       accept(place, answer.transform([&](const ValueLines &lines) {
                           return drawingOf(m_drawn[place], lines);
                       }),
                              answers);
               });
}

void ChartPanel::accept(std::size_t place, Result<Drawing> drawing,
                        const std::shared_ptr<Answers> &answers)
{
    if (drawing)
        answers->drawings[place] = *std::move(drawing);
    else if (!answers->error)
        answers->error = drawing.error();
    if (--answers->missing == 0) {
        showAnswers(*answers);
        return;
    }
    const std::size_t count = answers->drawings.size();
    showProgress(
        tr("Reading values: %1 of %2 metrics are there.").arg(count - answers->missing).arg(count));
}

void ChartPanel::showAnswers(const Answers &answers)
{
    std::vector<charts::ChartSeries> series;
    bool hasValues = false;
    bool isAnswered = false;
    m_columnWidth = Timedelta();
    for (const std::optional<Drawing> &drawing : answers.drawings) {
        if (!drawing)
            continue;
        isAnswered = true;
        hasValues = hasValues || drawing->hasValues;
        m_columnWidth = std::max(m_columnWidth, drawing->columnWidth);
        series.insert(series.end(), drawing->series.begin(), drawing->series.end());
    }
    if (!isAnswered && answers.error) {
        showError(*answers.error);
        return;
    }
    if (!hasValues) {
        showNoRecords();
        return;
    }
    showTitle();
    m_chart->setTimeWindow(services().context->window(), services().context->isZoomed()
                                                             ? charts::RangeOrigin::Zoomed
                                                             : charts::RangeOrigin::Chosen);
    m_chart->setSeries(std::move(series));
    showData(notesOn(answers).join(u' '));
}

QStringList ChartPanel::notesOn(const Answers &answers) const
{
    QStringList notes;
    if (m_unitCount > static_cast<int>(charts::kMaximumAxes))
        notes.append(tr("Showing %1 of %2 units. Draw the others in a panel of their own.")
                         .arg(charts::kMaximumAxes)
                         .arg(m_unitCount));
    std::size_t shown = 0;
    std::size_t omitted = 0;
    bool isDamaged = false;
    for (const std::optional<Drawing> &drawing : answers.drawings) {
        if (!drawing)
            continue;
        ++shown;
        omitted += drawing->omitted;
        isDamaged = isDamaged || drawing->isDamaged;
    }
    if (omitted > 0)
        notes.append(tr("%n more series are not drawn. Filter by a tag to see them.", nullptr,
                        static_cast<int>(omitted)));
    if (isDamaged)
        notes.append(tr("Some samples are damaged and not drawn. \"tidemark check\" tells which."));
    if (answers.error)
        notes.append(tr("Showing %1 of %2 metrics. %3")
                         .arg(shown)
                         .arg(answers.drawings.size())
                         .arg(answers.error->message));
    return notes;
}

} // namespace tidemark
