// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/outbox_table_model.h"

#include "model/core/continue_on.h"
#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/items/item_roles.h"
#include "model/items/source_words.h"

#include <algorithm>
#include <iterator>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

constexpr std::size_t kMaxPage = 10'000;

bool comesBefore(const OutboxItem &a, const OutboxItem &b)
{
    return a.id < b.id;
}

} // namespace

OutboxTableModel::OutboxTableModel(OutboxStore &outbox, const Formatter &formatter, QObject *parent)
    : RowTableModel(static_cast<int>(Column::Count), parent)
    , m_outbox(outbox)
    , m_formatter(formatter)
{}

void OutboxTableModel::load(SourceId source, std::optional<OutboxState> state)
{
    if (source != m_source || state != m_state)
        clear();
    m_source = source;
    m_state = state;
    refresh();
}

void OutboxTableModel::refresh()
{
    if (!m_source.isValid())
        return;
    ++m_generation;
    m_isLoading = true;
    fetch({}, {}, std::max<std::size_t>(kPageRows, m_rows.size()));
}

void OutboxTableModel::clear()
{
    ++m_generation;
    m_source = {};
    m_next.reset();
    m_isLoading = false;
    mergeInto(m_rows, {}, comesBefore, [](OutboxItem &, const OutboxItem &) { return false; });
}

void OutboxTableModel::fetch(std::vector<OutboxItem> before, std::optional<OutboxItemId> after,
                             std::size_t wanted)
{
    const int limit = static_cast<int>(std::min(wanted - before.size(), kMaxPage));
    continueOn(this, m_outbox.page(m_source, m_state, after, limit),
               [this, generation = m_generation, wanted,
                rows = std::move(before)](Result<OutboxPage> answer) mutable {
                   if (generation != m_generation)
                       return;
                   if (!answer) {
                       m_isLoading = false;
                       Q_EMIT loadFailed(answer.error());
                       return;
                   }
                   rows.insert(rows.end(), std::make_move_iterator(answer->items.begin()),
                               std::make_move_iterator(answer->items.end()));
                   if (answer->next && rows.size() < wanted) {
                       fetch(std::move(rows), answer->next, wanted);
                       return;
                   }
                   m_next = answer->next;
                   m_isLoading = false;
                   mergeInto(m_rows, std::move(rows), comesBefore,
                             [](OutboxItem &old, OutboxItem fresh) {
                                 old = std::move(fresh);
                                 return true;
                             });
                   Q_EMIT loaded();
               });
}

bool OutboxTableModel::canFetchMore(const QModelIndex &parent) const
{
    return !parent.isValid() && m_next.has_value() && !m_isLoading;
}

void OutboxTableModel::fetchMore(const QModelIndex &parent)
{
    if (!canFetchMore(parent))
        return;
    m_isLoading = true;
    fetch(m_rows, m_next, m_rows.size() + kPageRows);
}

const OutboxItem *OutboxTableModel::item(int row) const
{
    return row >= 0 && row < rowCount() ? &m_rows[static_cast<std::size_t>(row)] : nullptr;
}

int OutboxTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant OutboxTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const OutboxItem &row = m_rows[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::ToolTipRole:
        return column == Column::Queued ? m_formatter.exactTime(row.queued) : text(row, column);
    case Qt::TextAlignmentRole:
        return alignment(index.column());
    case roleOf(ItemRole::Id):
        return qint64{row.id.value()};
    case roleOf(ItemRole::Value):
        return column == Column::Value && row.value ? QVariant(*row.value) : QVariant();
    default:
        return {};
    }
}

QString OutboxTableModel::title(int column) const
{
    switch (static_cast<Column>(column)) {
    case Column::Kind:
        return tr("Kind");
    case Column::Name:
        return tr("Name");
    case Column::Session:
        return tr("Session");
    case Column::Value:
        return tr("Value");
    case Column::Queued:
        return tr("Waits since");
    case Column::State:
        return tr("State");
    case Column::Reason:
        return tr("Why and what to do");
    case Column::Count:
        break;
    }
    return {};
}

bool OutboxTableModel::isNumber(int column) const
{
    return column == static_cast<int>(Column::Value);
}

QString OutboxTableModel::text(const OutboxItem &item, Column column) const
{
    switch (column) {
    case Column::Kind:
        return outboxKindName(item.key.kind);
    case Column::Name:
        return item.name.isEmpty() ? tr("(no name)") : item.name;
    case Column::Session:
        return item.key.kind == OutboxKind::Record ? item.session.value_or(QString()) : QString();
    case Column::Value:
        if (item.isRemoval)
            return tr("removed");
        return item.key.kind == OutboxKind::Record ? numberCell(m_formatter, item.value)
                                                   : QString();
    case Column::Queued:
        return timeCell(m_formatter, item.queued);
    case Column::State:
        return outboxStateText(item);
    case Column::Reason:
        return outboxReasonText(item);
    case Column::Count:
        break;
    }
    return {};
}

QString OutboxTableModel::listText(const QList<int> &rows) const
{
    const auto cell = [](QString text) { return text.replace(u'\t', u' ').replace(u'\n', u' '); };
    QStringList lines;
    QStringList titles;
    for (int column = 0; column < columnCount(); ++column)
        titles << title(column);
    lines << titles.join(u'\t');
    for (const int row : rows) {
        const OutboxItem *at = item(row);
        if (!at)
            continue;
        QStringList cells;
        for (int column = 0; column < columnCount(); ++column)
            cells << cell(text(*at, static_cast<Column>(column)));
        lines << cells.join(u'\t');
    }
    return QString(lines.join(u'\n') % u'\n');
}

} // namespace tidemark
