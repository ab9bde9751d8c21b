// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/dashboards/value_panel.h"

#include "model/core/continue_on.h"
#include "model/domain/formatter.h"
#include "model/ports/aggregate_reader.h"
#include "model/ports/clock.h"
#include "model/ports/line_reader.h"
#include "views/charts/single_value_panel.h"
#include "views/dashboards/view_context.h"
#include "views/range/range_text.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr int kLastColumns = 100;

/// The last part of a dotted name; the whole one is the panel's accessible name.
QString shortName(const QString &name)
{
    const qsizetype dot = std::max(name.lastIndexOf(u'.'), name.lastIndexOf(u'/'));
    return name.mid(dot + 1);
}

/// The latest value in the window; gaps are passed over.
std::optional<Sample> lastIn(const ValueLine &line, const TimeWindow &window)
{
    for (auto column = line.columns.rbegin(); column != line.columns.rend(); ++column) {
        if (!column->isEmpty())
            return Sample{column->lastAt, column->last};
    }
    for (auto sample = line.samples.rbegin(); sample != line.samples.rend(); ++sample) {
        if (window.contains(sample->at) && !std::isnan(sample->value))
            return *sample;
    }
    return std::nullopt;
}

/// The bucket's days, without the year where it is this one.
QString bucketText(const TimeWindow &window, const ViewContext &context,
                   const FormatChoices &choices)
{
    QString text = windowLabel(window, context.calendar(), choices.locale, choices.timeStyle);
    const int year = context.calendar().zone.civilAt(context.clock().now()).date.year;
    const QString ending = u' ' % QString::number(year);
    if (text.endsWith(ending) && text.count(ending) == 1)
        text.chop(ending.size());
    return text.endsWith(u',') ? text.chopped(1) : text; // of "Mar 1, 2026"
}

} // namespace

ValuePanel::ValuePanel(PanelSpec spec, const PanelServices &services, QWidget *parent)
    : PanelCard(std::move(spec), services, parent)
    , m_value(new charts::SingleValuePanel(*services.theme, this))
{
    hideHeader();
    setContent(m_value);
    setFocusProxy(m_value);
    connect(m_value, &charts::SingleValuePanel::activated, this, &ValuePanel::selectBucket);
}

void ValuePanel::query()
{
    m_value->setNumberFormatter(services().formatter->numbers()); // as it is now
    if (spec().detail == PanelDetail::Values)
        queryLast();
    else
        queryPeriods();
}

void ValuePanel::queryLast()
{
    const ViewContext &context = *services().context;
    LineQuery query;
    query.selection = context.selection({metrics().front().id});
    query.window = context.window();
    query.columns = kLastColumns;
    query.mostLines = 1;
    const std::uint64_t generation = beginRequest();
    continueOn(this, services().ports.lines->lines(std::move(query), stopToken()),
               [this, generation](const Result<ValueLines> &answer) {
                   if (!isCurrent(generation))
                       return;
                   if (answer)
                       showLast(*answer);
                   else
                       showError(answer.error());
               });
}

void ValuePanel::showLast(const ValueLines &lines)
{
    charts::SingleValue shown = captioned(Unit::of(metrics().front().unit));
    m_bucket.reset();
    const auto last = lines.lines.empty()
                          ? std::nullopt
                          : lastIn(lines.lines.front(), services().context->window());
    if (last) {
        shown.value = last->value;
        shown.detail =
            tr("last, %1", "and when").arg(services().formatter->times().clock(last->at, true));
        m_bucket = TimeWindow{last->at, last->at + Timedelta(1)};
    }
    m_value->setValue(shown);
    showData();
}

void ValuePanel::queryPeriods()
{
    const ViewContext &context = *services().context;
    const Definition &metric = metrics().front();
    AggregateQuery query{context.selection({metric.id}), period(), context.calendar()};
    // One period more, so that the first one in view has something to be compared with.
    const Timestamp first = context.calendar().startOf(period(), context.window().begin);
    query.selection.begin = context.calendar().previous(period(), first);
    const std::uint64_t generation = beginRequest();
    continueOn(this, services().ports.aggregates->aggregate(std::move(query), stopToken()),
               [this, generation](const Result<AggregateSeries> &answer) {
                   if (!isCurrent(generation))
                       return;
                   if (answer)
                       showSeries(*answer);
                   else
                       showError(answer.error());
               });
}

charts::SingleValue ValuePanel::captioned(const Unit &unit)
{
    const Definition &metric = metrics().front();
    setTitle(spec().title.isEmpty() ? metric.name : spec().title, {});
    charts::SingleValue shown;
    shown.caption = spec().title.isEmpty() ? shortName(metric.name) : spec().title;
    shown.unit = unit;
    return shown;
}

void ValuePanel::showSeries(const AggregateSeries &series)
{
    const ViewContext &context = *services().context;
    const FormatChoices &choices = services().formatter->choices();
    const Definition &metric = metrics().front();
    const auto newest =
        std::find_if(series.buckets.rbegin(), series.buckets.rend(),
                     [](const AggregateBucket &bucket) { return !bucket.aggregate.isEmpty(); });
    const bool isInView =
        newest != series.buckets.rend() && newest->window.end > context.window().begin;
    const AggregateFunction used = function(metric);
    charts::SingleValue shown =
        captioned(used == AggregateFunction::Count ? Unit() : Unit::of(metric.unit));
    shown.isChangeRelative = metric.unit != "%"_L1;
    m_bucket.reset();
    if (isInView) {
        m_bucket = newest->window;
        shown.detail =
            functionLabel(used).toLower() % u", "_s % bucketText(newest->window, context, choices);
        shown.value = newest->aggregate.value(used);
        const auto before = std::next(newest);
        if (before != series.buckets.rend() && before->window.end == newest->window.begin) {
            shown.before = before->aggregate.value(used);
            shown.comparedWith =
                windowLabel(before->window, context.calendar(), choices.locale, choices.timeStyle);
        }
    }
    m_value->setValue(shown);
    showData();
}

void ValuePanel::selectBucket()
{
    services().context->setSelectedMetrics({metrics().front().id});
    if (m_bucket)
        services().context->setSelectedSpan(m_bucket);
}

} // namespace tidemark
