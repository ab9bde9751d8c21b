// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/source_table_model.h"

#include "model/domain/formatter.h"
#include "model/items/item_roles.h"
#include "model/items/source_board.h"
#include "model/items/source_words.h"
#include "model/ports/clock.h"

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

bool comesBefore(const SourceLink &a, const SourceLink &b)
{
    if (a.source.name != b.source.name)
        return a.source.name.toUtf8() < b.source.name.toUtf8();
    return a.source.id < b.source.id;
}

} // namespace

SourceTableModel::SourceTableModel(const SourceBoard &board, const Formatter &formatter,
                                   const Clock &clock, QObject *parent)
    : RowTableModel(static_cast<int>(Column::Count), parent)
    , m_board(board)
    , m_formatter(formatter)
    , m_clock(clock)
{
    connect(&board, &SourceBoard::linksChanged, this, &SourceTableModel::readBoard);
    connect(&board, &SourceBoard::linkChanged, this, &SourceTableModel::readOne);
    connect(&board, &SourceBoard::countedDown, this, [this] {
        rowsChanged(0, rowCount() - 1, {Qt::DisplayRole, Qt::ToolTipRole});
    });
    readBoard();
}

void SourceTableModel::readBoard()
{
    Q_EMIT readStarted();
    mergeInto(m_rows, m_board.links(), comesBefore, [](SourceLink &old, SourceLink fresh) {
        old = std::move(fresh);
        return true;
    });
    Q_EMIT readEnded();
}

void SourceTableModel::readOne(SourceId source)
{
    const auto row = rowOf(source);
    const SourceLink *fresh = m_board.find(source);
    if (!row || !fresh)
        return;
    m_rows[static_cast<std::size_t>(*row)] = *fresh;
    rowsChanged(*row, *row);
}

const SourceLink *SourceTableModel::link(int row) const
{
    return row >= 0 && row < rowCount() ? &m_rows[static_cast<std::size_t>(row)] : nullptr;
}

std::optional<int> SourceTableModel::rowOf(SourceId source) const
{
    const auto at = std::find_if(m_rows.begin(), m_rows.end(), [source](const SourceLink &link) {
        return link.source.id == source;
    });
    if (at == m_rows.end())
        return std::nullopt;
    return static_cast<int>(at - m_rows.begin());
}

int SourceTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant SourceTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const SourceLink &row = m_rows[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::TextAlignmentRole:
        return alignment(index.column());
    case roleOf(ItemRole::Id):
        return qint64{row.source.id.value()};
    case roleOf(ItemRole::Key):
        return row.source.uid;
    default:
        return {};
    }
}

QString SourceTableModel::title(int column) const
{
    switch (static_cast<Column>(column)) {
    case Column::Name:
        return tr("Source");
    case Column::State:
        return tr("State");
    case Column::Waiting:
        return tr("Waiting");
    case Column::Attention:
        return tr("Needs attention");
    case Column::NextSend:
        return tr("Next sending");
    case Column::LastContact:
        return tr("Last contact");
    case Column::Count:
        break;
    }
    return {};
}

bool SourceTableModel::isNumber(int column) const
{
    return column == static_cast<int>(Column::Waiting) ||
           column == static_cast<int>(Column::Attention);
}

QString SourceTableModel::text(const SourceLink &link, Column column) const
{
    const OutboxCounts &counts = link.delivery.counts;
    switch (column) {
    case Column::Name:
        return link.source.name;
    case Column::State:
        return deliveryText(link.delivery, m_board.nextIn(link.source.id), m_formatter);
    case Column::Waiting:
        return m_formatter.numbers().count(counts.waiting);
    case Column::Attention:
        return m_formatter.numbers().count(counts.attention);
    case Column::NextSend:
        return nextSendText(link.delivery, m_board.nextIn(link.source.id), m_formatter);
    case Column::LastContact:
        return link.lastContact ? m_formatter.age(*link.lastContact, m_clock.now())
                                : tr("none known");
    case Column::Count:
        break;
    }
    return {};
}

QString SourceTableModel::toolTip(const SourceLink &link, Column column) const
{
    switch (column) {
    case Column::Name:
        return link.source.endpoint;
    case Column::LastContact:
        return link.lastContact ? m_formatter.exactTime(link.lastContact) : QString();
    case Column::Waiting:
        return link.delivery.counts.oldest
                   ? tr("The first waits since %1.")
                         .arg(m_formatter.exactTime(link.delivery.counts.oldest))
                   : QString();
    default:
        return text(link, column);
    }
}

} // namespace tidemark
