// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/table_dock.h"

#include "model/domain/formatter.h"
#include "model/items/record_table_model.h"
#include "views/dashboards/view_context.h"
#include "views/tables/aggregates_page.h"
#include "views/tables/data_table.h"
#include "views/tables/records_page.h"
#include "views/tables/samples_page.h"
#include "views/tables/scroll_place.h"
#include "views/tables/sessions_page.h"

#include <QDataStream>
#include <QEvent>
#include <QHBoxLayout>
#include <QIODevice>
#include <QPushButton>
#include <QStackedWidget>
#include <QTabBar>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

constexpr int kLeastLines = 5;   ///< a statement, the header and a row of a table
constexpr int kCrowdedLines = 4; ///< without the row

} // namespace

TableDock::TableDock(const DataPorts &ports, ViewContext *context, const Formatter &formatter,
                     const theme::Theme &theme, QWidget *parent)
    : QWidget(parent)
    , m_context(context)
    , m_formatter(formatter)
    , m_tabs(new QTabBar(this))
    , m_pages(new QStackedWidget(this))
    , m_layout(new QVBoxLayout(this))
    , m_aggregates(new AggregatesPage(ports, context, formatter, theme, m_pages))
    , m_records(new RecordsPage(ports, context, formatter, theme, m_pages))
    , m_sessions(new SessionsPage(ports, context, formatter, theme, m_pages))
    , m_samples(new SamplesPage(ports, context, formatter, theme, m_pages))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(0);
    buildHeader(m_layout);
    m_pages->addWidget(m_aggregates);
    m_pages->addWidget(m_records);
    m_pages->addWidget(m_sessions);
    m_pages->addWidget(m_samples);
    askForHeight();
    m_layout->addWidget(m_pages, 1);
    connectPages();
    updateTabTexts();
}

void TableDock::buildHeader(QVBoxLayout *layout)
{
    m_tabs->setProperty("tabs", u"underlined"_s);
    m_tabs->setAccessibleName(tr("Tables"));
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_tabs->setElideMode(Qt::ElideNone);
    m_tabs->setUsesScrollButtons(false);
    for (const QString &text : {tr("Aggregates"), tr("Records"), tr("Sessions"), tr("Samples")})
        m_tabs->addTab(text);
    auto *exportLink = new QPushButton(tr("Export CSV… Ctrl+E"), this);
    exportLink->setProperty("variant", u"link"_s);
    exportLink->setAccessibleName(tr("Export the table as CSV"));
    exportLink->setToolTip(tr("Export what this table shows (Ctrl+E)"));
    connect(exportLink, &QPushButton::clicked, this,
            [this] { Q_EMIT exportRequested(currentTab()); });
    auto *header = new QHBoxLayout;
    header->setContentsMargins(10, 4, 5, 2); // the link has margins of its own
    header->addWidget(m_tabs);
    header->addStretch(1);
    header->addWidget(exportLink);
    layout->addLayout(header);
}

void TableDock::connectPages()
{
    connect(m_tabs, &QTabBar::currentChanged, this, [this](int index) {
        m_pages->setCurrentIndex(index);
        m_sessions->setActive(currentTab() == TableTab::Sessions);
        m_samples->setActive(currentTab() == TableTab::Samples);
        Q_EMIT statisticsChanged({});
    });
    connect(m_records, &RecordsPage::totalChanged, this, &TableDock::updateTabTexts);
    connect(m_records, &RecordsPage::publishRequested, this, &TableDock::publishRequested);
    connect(m_context, &ViewContext::selectedSpanChanged, this, &TableDock::updateTabTexts);
    connect(m_aggregates, &AggregatesPage::recordsRequested, this,
            [this](const TimeWindow &window) {
                m_context->setSelectedSpan(window);
                setCurrentTab(TableTab::Records);
                m_records->table()->setFocus(Qt::OtherFocusReason);
            });
    connect(m_aggregates, &AggregatesPage::entryRequested, this, &TableDock::entryRequested);
    connect(m_aggregates, &AggregatesPage::showAllDataRequested, this,
            &TableDock::showAllDataRequested);
    connect(m_records, &RecordsPage::entryRequested, this, &TableDock::entryRequested);
    connect(m_records, &RecordsPage::showAllDataRequested, this, &TableDock::showAllDataRequested);
    connect(m_records, &RecordsPage::changeMade, this, &TableDock::changeMade);
    connect(m_records, &RecordsPage::failed, this,
            [this](const Error &error) { Q_EMIT failed(error.message, error.detail); });
    connect(m_records, &RecordsPage::statisticsChanged, this, &TableDock::statisticsChanged);
    connect(m_records, &RecordsPage::recordSelected, this, &TableDock::recordActivated);
    connect(m_samples, &SamplesPage::totalChanged, this, &TableDock::updateTabTexts);
    connect(m_samples, &SamplesPage::statisticsChanged, this, &TableDock::statisticsChanged);
    connect(m_samples, &SamplesPage::showAllDataRequested, this, &TableDock::showAllDataRequested);
    connect(m_samples, &SamplesPage::removeRequested, this, &TableDock::removeSamplesRequested);
    connect(m_sessions, &SessionsPage::changeMade, this, &TableDock::changeMade);
    connect(m_sessions, &SessionsPage::failed, this,
            [this](const QString &message) { Q_EMIT failed(message, {}); });
    connect(m_sessions, &SessionsPage::sessionSelected, this, &TableDock::sessionActivated);
}

TableTab TableDock::currentTab() const
{
    return static_cast<TableTab>(m_tabs->currentIndex());
}

void TableDock::setCurrentTab(TableTab tab)
{
    m_tabs->setCurrentIndex(static_cast<int>(tab));
}

void TableDock::setTopWidget(QWidget *widget)
{
    m_layout->insertWidget(0, widget);
    m_above << widget;
    widget->installEventFilter(this);
}

bool TableDock::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ShowToParent || event->type() == QEvent::HideToParent)
        askForHeight();
    return QWidget::eventFilter(watched, event);
}

void TableDock::askForHeight()
{
    // In a low window the tables give way, not what stands above them.
    const auto shown = std::count_if(m_above.begin(), m_above.end(),
                                     [](const QWidget *widget) { return !widget->isHidden(); });
    m_pages->setMinimumHeight(fontMetrics().lineSpacing() *
                              (shown > 1 ? kCrowdedLines : kLeastLines));
}

void TableDock::setReadOnly(bool readOnly)
{
    m_records->setReadOnly(readOnly);
    m_sessions->setReadOnly(readOnly);
}

void TableDock::setPublishing(bool isOffered)
{
    m_records->setPublishing(isOffered);
}

void TableDock::refresh()
{
    m_aggregates->refresh();
    m_records->refresh();
    m_sessions->refresh();
    m_samples->refresh();
}

void TableDock::focusTable()
{
    m_pages->currentWidget()->setFocus(Qt::OtherFocusReason);
}

void TableDock::updateTabTexts()
{
    const auto total = m_records->total();
    const QString count = total ? m_formatter.numbers().fullCount(*total) : QString();
    QString text = tr("Records");
    if (total)
        text = m_context->selectedSpan() ? tr("Records (%1 in selection)").arg(count)
                                         : tr("Records (%1)").arg(count);
    m_tabs->setTabText(static_cast<int>(TableTab::Records), text);
    const auto samples = m_samples->total();
    m_tabs->setTabText(static_cast<int>(TableTab::Samples),
                       samples ? tr("Samples (%1)").arg(m_formatter.numbers().fullCount(*samples))
                               : tr("Samples"));
    m_tabs->updateGeometry(); // a bar that is not shown yet tells nobody that it needs more room
}

std::optional<ExportRequest> TableDock::exportRequest() const
{
    switch (currentTab()) {
    case TableTab::Records:
        return m_records->exportRequest();
    case TableTab::Sessions:
        return m_sessions->exportRequest();
    case TableTab::Samples:
        return m_samples->exportRequest();
    case TableTab::Aggregates:
    case TableTab::Count:
        break;
    }
    return m_aggregates->exportRequest();
}

std::optional<ExportRequest> TableDock::selectedExport() const
{
    switch (currentTab()) {
    case TableTab::Records:
        return m_records->selectedExport();
    case TableTab::Sessions:
        return m_sessions->selectedExport();
    case TableTab::Samples:
        return m_samples->selectedExport();
    case TableTab::Aggregates:
    case TableTab::Count:
        break;
    }
    return m_aggregates->selectedExport();
}

void TableDock::finishEditing()
{
    m_records->table()->finishEditing();
    m_sessions->table()->finishEditing();
}

QByteArray TableDock::saveState() const
{
    QByteArray state;
    QDataStream stream(&state, QIODevice::WriteOnly);
    stream << m_tabs->currentIndex() << m_aggregates->table()->saveState()
           << m_records->table()->saveState() << m_sessions->table()->saveState();
    for (const DataTable *table : {m_aggregates->table(), m_records->table(), m_sessions->table()})
        stream << table->scrollPlace().place();
    stream << m_samples->table()->saveState(); // its place is of data that goes on
    stream << m_records->model()->saveDrafts() << m_records->model()->changes().saveEdits();
    return state;
}

void TableDock::restoreState(const QByteArray &state)
{
    QDataStream stream(state);
    int tab = 0;
    QByteArray aggregates;
    QByteArray records;
    QByteArray sessions;
    stream >> tab >> aggregates >> records >> sessions;
    if (stream.status() != QDataStream::Ok || tab < 0 || tab >= m_tabs->count())
        return;
    m_aggregates->table()->restoreState(aggregates);
    m_records->restoreTable(records);
    m_sessions->table()->restoreState(sessions);
    m_tabs->setCurrentIndex(tab);
    for (const DataTable *table :
         {m_aggregates->table(), m_records->table(), m_sessions->table()}) {
        int place = 0; // a session of an older version has none
        stream >> place;
        table->scrollPlace().goTo(place);
    }
    QByteArray samples;
    stream >> samples;
    if (stream.status() == QDataStream::Ok)
        m_samples->table()->restoreState(samples);
    QByteArray drafts;
    stream >> drafts;
    if (stream.status() == QDataStream::Ok)
        m_records->model()->restoreDrafts(drafts);
    QByteArray edits;
    stream >> edits;
    if (stream.status() == QDataStream::Ok)
        m_records->model()->changes().restoreEdits(edits);
}

} // namespace tidemark
