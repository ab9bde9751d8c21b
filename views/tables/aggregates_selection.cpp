// SPDX-License-Identifier: GPL-3.0-or-later
// How the rows of AggregatesPage and the context's selected span follow each other (A7).
#include "views/tables/aggregates_page.h"

#include "model/items/aggregate_filter_model.h"
#include "model/items/aggregate_table_model.h"
#include "views/dashboards/view_context.h"
#include "views/tables/data_table.h"

#include <QScopedValueRollback>

namespace tidemark {

std::optional<TimeWindow> AggregatesPage::windowAt(int row) const
{
    const int sourceRow = m_filter->mapToSource(m_filter->index(row, 0)).row();
    const AggregateRow *at = m_model->row(sourceRow);
    return at != nullptr ? std::optional(at->window) : std::nullopt;
}

void AggregatesPage::onRowsSelected()
{
    if (m_isSyncing || m_isLosingRows)
        return;
    std::optional<TimeWindow> span;
    m_chosen.clear();
    for (const int row : m_table->selectedRows()) {
        if (const auto window = windowAt(row)) {
            span = span ? span->united(*window) : *window;
            m_chosen.insert(window->begin);
        }
    }
    if (span && shownIn(*span) == m_chosen.size())
        m_chosen.clear(); // all of the span, also what is hidden now
    const QScopedValueRollback syncing(m_isSyncing, true);
    m_context->setSelectedSpan(span);
}

std::size_t AggregatesPage::shownIn(const TimeWindow &span) const
{
    std::size_t shown = 0;
    for (int row = 0; row < m_filter->rowCount(); ++row) {
        const auto window = windowAt(row);
        shown += window && window->overlaps(span) ? 1U : 0U;
    }
    return shown;
}

void AggregatesPage::selectSpan()
{
    if (m_isSyncing)
        return;
    const QScopedValueRollback syncing(m_isSyncing, true);
    const auto span = m_context->selectedSpan();
    QItemSelection rows; // one range per run of neighbours: a selection of many ranges is slow
    QModelIndex first;
    QModelIndex last;
    QModelIndex runStart;
    const int count = span ? m_filter->rowCount() : 0;
    for (int row = 0; row < count; ++row) {
        const auto window = windowAt(row);
        const bool isInside = window && window->overlaps(*span) &&
                              (m_chosen.empty() || m_chosen.contains(window->begin));
        if (isInside) {
            last = m_filter->index(row, 0);
            if (!first.isValid())
                first = last;
            if (!runStart.isValid())
                runStart = last;
        }
        if (runStart.isValid() && (!isInside || row + 1 == count)) {
            rows.select(runStart, last);
            runStart = {};
        }
    }
    m_table->selectionModel()->select(rows, QItemSelectionModel::ClearAndSelect |
                                                QItemSelectionModel::Rows);
    if (!first.isValid())
        return;
    m_table->scrollTo(last);
    m_table->scrollTo(first);
}

} // namespace tidemark
