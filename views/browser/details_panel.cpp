// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/browser/details_panel.h"

#include "model/core/continue_on.h"
#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/ports/aggregate_reader.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/ports/store_events.h"
#include "views/browser/fact_list.h"
#include "views/dashboards/state_view.h"
#include "views/dashboards/view_context.h"

#include <QScrollArea>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark {

DetailsPanel::DetailsPanel(const DataPorts &ports, ViewContext *context, const Formatter &formatter,
                           const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_ports(ports)
    , m_context(context)
    , m_formatter(formatter)
    , m_message(new StateView(theme, this))
    , m_panelFacts(new FactList)
    , m_metricFacts(new FactList)
    , m_bucketFacts(new FactList)
    , m_recordFacts(new FactList)
    , m_sessionFacts(new FactList)
    , m_historyFacts(new FactList)
{
    auto *content = new QWidget;
    auto *facts = new QVBoxLayout(content);
    facts->setContentsMargins(10, 10, 10, 10);
    facts->setSpacing(2);
    for (FactList *list : {m_panelFacts, m_metricFacts, m_bucketFacts, m_recordFacts,
                           m_sessionFacts, m_historyFacts})
        facts->addWidget(list);
    facts->addStretch(1);
    auto *area = new QScrollArea(this);
    area->setWidgetResizable(true);
    area->setFrameShape(QFrame::NoFrame);
    area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    area->setAccessibleName(tr("Details"));
    area->setWidget(content);
    content->setAutoFillBackground(false); // the dock's surface shows through
    area->viewport()->setAutoFillBackground(false);
    m_area = area;
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_message);
    layout->addWidget(area);
    setFocusProxy(area);
    showNothing();

    connect(context, &ViewContext::focusedMetricChanged, this,
            &DetailsPanel::onFocusedMetricChanged);
    for (const auto signal :
         {&ViewContext::selectedSpanChanged, &ViewContext::cursorChanged,
          &ViewContext::rangeChanged, &ViewContext::periodChanged, &ViewContext::filterChanged})
        connect(context, signal, this, &DetailsPanel::loadBucket);
    connect(context, &ViewContext::calendarChanged, this, &DetailsPanel::refresh);
    connect(ports.events, &StoreEvents::changed, this, [this](const StoreChange &change) {
        if (m_metric.isValid() && (change.definitions || change.touches(m_metric)))
            refresh();
    });
    onFocusedMetricChanged();
}

DetailsPanel::~DetailsPanel()
{
    m_bucketStop.request_stop();
}

void DetailsPanel::showNothing()
{
    m_area->hide();
    m_message->show();
    m_message->showEmpty(tr("Choose a metric, a record or a session to see its details."));
}

void DetailsPanel::onFocusedMetricChanged()
{
    const MetricId metric = m_context->focusedMetric();
    if (metric.isValid() && metric != m_metric)
        showMetric(metric);
}

void DetailsPanel::showMetric(MetricId metric)
{
    m_metric = metric;
    m_panelFacts->clear();
    clearRecord();
    refresh();
}

void DetailsPanel::clearRecord()
{
    m_record.reset();
    for (FactList *list : {m_recordFacts, m_sessionFacts, m_historyFacts})
        list->clear();
}

void DetailsPanel::showRecord(const Record &record)
{
    m_panelFacts->clear();
    m_metric = record.key.metric;
    m_record = record;
    showRecordFacts();
    refresh();
}

void DetailsPanel::showSession(const Session &session)
{
    m_panelFacts->clear();
    clearRecord();
    showSessionFacts(session);
    m_message->hide();
    m_area->show();
}

void DetailsPanel::refresh()
{
    if (!m_metric.isValid())
        return;
    loadDefinition();
    loadBucket();
    if (m_record) {
        loadRecord();
        loadHistory();
    }
}

void DetailsPanel::loadDefinition()
{
    const std::uint64_t generation = ++m_generation;
    continueOn(this, m_ports.catalog->summaries({}, 0),
               [this, generation](const Result<std::vector<MetricSummary>> &answer) {
                   if (generation != m_generation)
                       return;
                   if (!answer) {
                       m_area->hide();
                       m_message->show();
                       m_message->showError(answer.error(), {{tr("Retry"), [this] { refresh(); }}});
                       return;
                   }
                   const auto found = std::find_if(answer->begin(), answer->end(),
                                                   [this](const MetricSummary &summary) {
                                                       return summary.definition.id == m_metric;
                                                   });
                   if (found == answer->end()) {
                       m_metric = {};
                       clearRecord();
                       showNothing();
                       return;
                   }
                   showDefinitionFacts(*found);
                   m_message->hide();
                   m_area->show();
               });
}

TimeWindow DetailsPanel::shownWindow() const
{
    if (const auto span = m_context->selectedSpan())
        return *span;
    if (const auto cursor = m_context->cursor())
        return m_context->calendar().bucketOf(m_context->period(), *cursor);
    return m_context->window();
}

QString DetailsPanel::windowHeading() const
{
    const TimeWindow window = shownWindow();
    const bool isBucket =
        m_context->calendar().bucketOf(m_context->period(), window.begin) == window;
    if (!isBucket)
        return m_context->selectedSpan() ? tr("In the selected span") : tr("In the shown range");
    switch (m_context->period()) {
    case Period::Daily:
        return tr("In the selected day");
    case Period::Weekly:
        return tr("In the selected week");
    case Period::Monthly:
        return tr("In the selected month");
    case Period::Quarterly:
        return tr("In the selected quarter");
    case Period::Yearly:
        break;
    }
    return tr("In the selected year");
}

void DetailsPanel::loadBucket()
{
    if (!m_metric.isValid())
        return;
    m_bucketStop.request_stop();
    m_bucketStop = std::stop_source();
    const std::uint64_t generation = ++m_bucketGeneration;
    const TimeWindow window = shownWindow();
    Selection selection = m_context->selection({m_metric});
    selection.begin = window.begin;
    selection.end = window.end;
    continueOn(this, m_ports.aggregates->total(selection, m_bucketStop.get_token()),
               [this, generation, window](const Result<Aggregate> &answer) {
                   if (generation != m_bucketGeneration)
                       return;
                   if (answer)
                       showBucketFacts(window, *answer);
                   else
                       m_bucketFacts->clear();
               });
}

void DetailsPanel::loadRecord()
{
    const std::uint64_t generation = ++m_recordGeneration;
    continueOn(this, m_ports.sessions->recordsOf(m_record->key.session),
               [this, generation, key = m_record->key](const Result<std::vector<Record>> &answer) {
                   if (generation != m_recordGeneration || !m_record || m_record->key != key)
                       return;
                   if (!answer && answer.error().code != ErrorCode::NotFound)
                       return; // what was read stays
                   const std::vector<Record> records = answer.value_or(std::vector<Record>());
                   const auto found =
                       std::find_if(records.begin(), records.end(),
                                    [&key](const Record &record) { return record.key == key; });
                   if (found == records.end()) {
                       clearRecord(); // it was deleted
                       return;
                   }
                   m_record = *found;
                   showRecordFacts();
               });
}

void DetailsPanel::loadHistory()
{
    const std::uint64_t generation = ++m_historyGeneration;
    continueOn(
        this, m_ports.records->history(m_record->key),
        [this, generation, key = m_record->key](const Result<std::vector<RecordRevision>> &answer) {
            if (generation != m_historyGeneration || !m_record || m_record->key != key)
                return;
            if (answer && !answer->empty())
                showHistory(*answer);
            else
                m_historyFacts->clear();
        });
}

} // namespace tidemark
