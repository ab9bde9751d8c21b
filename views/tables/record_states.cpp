// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/tables/record_states.h"

#include "model/domain/formatter.h"
#include "model/items/record_table_model.h"
#include "views/dashboards/view_context.h"
#include "views/tables/data_table.h"
#include "views/tables/state_overlay.h"

namespace tidemark {

RecordStates::RecordStates(RecordTableModel *model, DataTable *table, StateOverlay *overlay,
                           ViewContext *context, const Formatter &formatter, QObject *parent)
    : QObject(parent)
    , m_model(model)
    , m_table(table)
    , m_overlay(overlay)
    , m_context(context)
    , m_formatter(formatter)
{
    connect(m_model, &RecordTableModel::loadStarted, this,
            [this] { m_overlay->showLoading(tr("Reading the records…")); });
    connect(m_model, &RecordTableModel::loaded, this, &RecordStates::showState);
    connect(m_model, &RecordTableModel::loadFailed, this, &RecordStates::showError);
    connect(m_model, &RecordTableModel::totalChanged, this, [this] {
        if (m_overlay->state() == StateOverlay::State::Partial)
            showState();
    });
    connect(m_overlay, &StateOverlay::cancelled, this, [this] {
        m_model->cancel();
        showState();
    });
}

void RecordStates::showNoMetric()
{
    m_overlay->showEmpty(tr("Choose a metric to see its records."), {});
}

void RecordStates::showError(const Error &error)
{
    m_overlay->showError(error, {{tr("Retry"), [this] { Q_EMIT retryRequested(); }}});
}

void RecordStates::showState()
{
    if (m_context->selectedMetrics().empty())
        return showNoMetric(); // until the page has heard of it
    const NumberFormatter &numbers = m_formatter.numbers();
    if (m_model->recordCount() > 0 && m_model->isComplete()) {
        m_overlay->showData();
    } else if (m_model->recordCount() > 0) {
        const QString shown = numbers.fullCount(m_model->recordCount());
        m_overlay->showPartial(m_model->total()
                                   ? tr("Showing %1 of about %2 records.")
                                         .arg(shown, numbers.fullCount(*m_model->total()))
                                   : tr("Showing %1 records; there are more.").arg(shown),
                               {{tr("Load more"), [this] { m_model->fetchMore({}); }},
                                {tr("Load all"), [this] { m_model->loadAll(); }}});
    } else {
        showEmpty();
    }
    m_table->fitColumns();
}

// The row for new records stays reachable where there is one (E12).
void RecordStates::showEmpty()
{
    const bool isFiltered = m_context->filter().isActive();
    const MetricId metric = m_context->selectedMetrics().front();
    const QString text =
        isFiltered ? tr("No record passes the filter in this range.")
                   : tr("No records in %1.").arg(m_formatter.window(m_context->shownWindow()));
    const QList<StateAction> forFilter{{tr("Clear filter"), [this] { m_context->setFilter({}); }}};
    const QList<StateAction> forRange{
        {tr("Show all data"),
         [this] {
             m_context->setSelectedSpan({});
             Q_EMIT showAllDataRequested();
         }},
        {tr("Add a value"), [this, metric] { Q_EMIT entryRequested(metric); }}};
    const QList<StateAction> &actions = isFiltered ? forFilter : forRange;
    if (m_model->draftRow())
        m_overlay->showEmptyContent(text, actions);
    else
        m_overlay->showEmpty(text, actions);
}

} // namespace tidemark
