// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/receiver_table_model.h"

#include "model/domain/formatter.h"
#include "model/items/item_roles.h"
#include "model/items/receiver_words.h"
#include "model/ports/clock.h"

#include <algorithm>

namespace tidemark {

using namespace Qt::StringLiterals;

namespace {

bool comesBefore(const ReceiverLink &a, const ReceiverLink &b)
{
    const QString mine = receiverName(a.plan);
    const QString other = receiverName(b.plan);
    return mine != other ? mine < other : a.plan.uid < b.plan.uid;
}

} // namespace

ReceiverTableModel::ReceiverTableModel(const ReceiverLinks &links, const Formatter &formatter,
                                       const Clock &clock, QObject *parent)
    : RowTableModel(static_cast<int>(Column::Count), parent)
    , m_links(links)
    , m_formatter(formatter)
    , m_clock(clock)
{
    connect(&links, &ReceiverLinks::changed, this, &ReceiverTableModel::read);
    read();
}

void ReceiverTableModel::read()
{
    std::vector<ReceiverLink> rows = m_links.links();
    std::sort(rows.begin(), rows.end(), comesBefore);
    mergeInto(m_rows, std::move(rows), comesBefore, [](ReceiverLink &old, ReceiverLink fresh) {
        const bool isOther = old.plan != fresh.plan || old.state != fresh.state;
        old = std::move(fresh);
        return isOther;
    });
}

void ReceiverTableModel::refreshAges()
{
    if (m_rows.empty())
        return;
    const int column = static_cast<int>(Column::LastValue);
    Q_EMIT dataChanged(index(0, column), index(rowCount() - 1, column), {Qt::DisplayRole});
}

const ReceiverLink *ReceiverTableModel::link(int row) const
{
    return row >= 0 && row < rowCount() ? &m_rows[static_cast<std::size_t>(row)] : nullptr;
}

std::optional<int> ReceiverTableModel::rowOf(const QString &uid) const
{
    const auto at = std::find_if(m_rows.begin(), m_rows.end(),
                                 [&](const ReceiverLink &link) { return link.plan.uid == uid; });
    if (at == m_rows.end())
        return std::nullopt;
    return static_cast<int>(at - m_rows.begin());
}

int ReceiverTableModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}

QVariant ReceiverTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid | CheckIndexOption::ParentIsInvalid))
        return {};
    const ReceiverLink &row = m_rows[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::TextAlignmentRole:
        return alignment(index.column());
    case roleOf(ItemRole::Key):
        return row.plan.uid;
    default:
        return {};
    }
}

QString ReceiverTableModel::title(int column) const
{
    switch (static_cast<Column>(column)) {
    case Column::Name:
        return tr("Receiver");
    case Column::Address:
        return tr("Address");
    case Column::State:
        return tr("State");
    case Column::LastValue:
        return tr("Last value");
    case Column::Samples:
        return tr("Samples");
    case Column::Refused:
        return tr("Refused");
    case Column::Count:
        break;
    }
    return {};
}

bool ReceiverTableModel::isNumber(int column) const
{
    return column == static_cast<int>(Column::Samples) ||
           column == static_cast<int>(Column::Refused);
}

QString ReceiverTableModel::text(const ReceiverLink &link, Column column) const
{
    const ReceiverState &state = link.state;
    switch (column) {
    case Column::Name:
        return receiverName(link.plan);
    case Column::Address:
        return receiverAddress(link);
    case Column::State:
        return receiverStateText(link);
    case Column::LastValue:
        return state.lastAt ? m_formatter.age(*state.lastAt, m_clock.now()) : tr("none yet");
    case Column::Samples:
        return m_formatter.numbers().count(state.counts.samples);
    case Column::Refused:
        return m_formatter.numbers().count(state.counts.refusedTotal());
    case Column::Count:
        break;
    }
    return {};
}

QString ReceiverTableModel::toolTip(const ReceiverLink &link, Column column) const
{
    switch (column) {
    case Column::Name:
        return receiverKindHelp(link.plan.kind);
    case Column::LastValue:
        return link.state.lastAt ? m_formatter.exactTime(link.state.lastAt) : QString();
    case Column::Refused:
        return refusedText(link.state.counts, m_formatter);
    default:
        return text(link, column);
    }
}

} // namespace tidemark
