// SPDX-License-Identifier: GPL-3.0-or-later
// What the cells of RecordTableModel say.
#include "model/items/record_table_model.h"

#include "model/core/value_parser.h"
#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/items/item_roles.h"
#include "model/items/pending_records.h"

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

using Column = RecordTableModel::Column;

} // namespace

QString RecordTableModel::text(const Record &record, Column column) const
{
    switch (column) {
    case Column::Metric:
        return record.metricName;
    case Column::Start:
        return timeCell(m_formatter, record.sessionStart);
    case Column::End:
        return timeCell(m_formatter, record.sessionEnd);
    case Column::Value: {
        const Definition *definition = definitionOf(record.key.metric);
        return numberCell(m_formatter, record.value,
                          definition ? definition->settings.decimals : std::nullopt);
    }
    case Column::Unit:
        return record.unit;
    case Column::Session:
        return record.isEntry ? tr("own entry") : record.sessionName.value_or(record.sessionUid);
    case Column::Device:
        return record.device.value_or(QString());
    case Column::Invocation:
        return record.invocation.value_or(QString());
    case Column::Tags:
        return tagsText(record.tags);
    case Column::Note:
        return record.note;
    case Column::Published:
        return timeCell(m_formatter, record.published);
    case Column::By:
        return record.publishedBy;
    case Column::Sending:
        return sendingText(record);
    case Column::Count:
        break;
    }
    return {};
}

QString RecordTableModel::sendingText(const Record &record) const
{
    using State = PendingRecords::State;
    switch (m_pending ? m_pending->stateOf(record.key) : State::None) {
    case State::Pending:
        return tr("pending");
    case State::Attention:
        return tr("needs attention");
    case State::None:
        break;
    }
    return {};
}

QString RecordTableModel::editTextOf(const Record &record, Column column) const
{
    switch (column) {
    case Column::Value:
        return editText(record.value, m_formatter.numbers().locale());
    case Column::End:
        return record.sessionEnd ? m_formatter.editTime(*record.sessionEnd, m_calendar.zone)
                                 : QString();
    default:
        return text(record, column);
    }
}

QVariant RecordTableModel::rawValue(const Record &record, Column column) const
{
    switch (column) {
    case Column::Start:
        return nsKey(record.sessionStart);
    case Column::End:
        return nsKey(record.sessionEnd);
    case Column::Published:
        return nsKey(record.published);
    case Column::Value:
        return record.value;
    default:
        return text(record, column);
    }
}

QVariant RecordTableModel::draftData(Column column, int role) const
{
    const QString typed = m_draft.value(static_cast<int>(column));
    switch (role) {
    case Qt::TextAlignmentRole:
        return alignment(static_cast<int>(column));
    case roleOf(ItemRole::IsDraft):
        return true;
    case Qt::EditRole:
        return typed;
    case Qt::DisplayRole:
        if (!typed.isEmpty() || !m_draft.isEmpty())
            return typed;
        return column == Column::Value ? tr("Add a value") : QString();
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return typed.isEmpty() ? tr("Empty row for a new record") : typed;
    default:
        return {};
    }
}

QVariant RecordTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const auto column = static_cast<Column>(index.column());
    const Record *at = record(index.row());
    if (at == nullptr)
        return draftData(column, role);
    switch (role) {
    case Qt::DisplayRole:
        return text(*at, column);
    case Qt::EditRole:
        return editTextOf(*at, column);
    case Qt::ToolTipRole:
        if (column == Column::Value)
            return exactValueCell(m_formatter, at->value, at->unit);
        if (column == Column::Start)
            return exactTimeCell(m_formatter, at->sessionStart);
        if (column == Column::End)
            return exactTimeCell(m_formatter, at->sessionEnd);
        if (column == Column::Published)
            return exactTimeCell(m_formatter, at->published);
        if (column == Column::Sending && !sendingText(*at).isEmpty())
            return tr("It is stored here and waits to be sent to a source.");
        return text(*at, column);
    case Qt::TextAlignmentRole:
        return alignment(index.column());
    case roleOf(ItemRole::Value):
    case roleOf(ItemRole::SortKey):
        return rawValue(*at, column);
    case roleOf(ItemRole::Unit):
        return at->unit;
    case roleOf(ItemRole::Time):
        return QVariant::fromValue<qint64>(timeOf(*at).posixNs());
    case roleOf(ItemRole::Id):
        return QVariant::fromValue<qint64>(at->key.session.value());
    case roleOf(ItemRole::IsDraft):
        return false;
    default:
        return {};
    }
}

bool RecordTableModel::isNumber(int column) const
{
    return static_cast<Column>(column) == Column::Value;
}

QString RecordTableModel::title(int column) const
{
    switch (static_cast<Column>(column)) {
    case Column::Metric:
        return tr("Metric");
    case Column::Start:
        return tr("Start (%1)").arg(m_calendar.zone.id());
    case Column::End:
        return tr("Time (%1)").arg(m_calendar.zone.id());
    case Column::Value:
        return tr("Value");
    case Column::Unit:
        return tr("Unit");
    case Column::Session:
        return tr("Session");
    case Column::Device:
        return tr("Device");
    case Column::Invocation:
        return tr("Invocation");
    case Column::Tags:
        return tr("Tags");
    case Column::Note:
        return tr("Note");
    case Column::Published:
        return tr("Published");
    case Column::By:
        return tr("By");
    case Column::Sending:
        return tr("Sending");
    case Column::Count:
        break;
    }
    return {};
}

Qt::ItemFlags RecordTableModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags base = QAbstractTableModel::flags(index);
    if (!index.isValid() || m_isReadOnly)
        return base;
    const Record *at = record(index.row());
    switch (static_cast<Column>(index.column())) {
    case Column::Value:
    case Column::Device:
        return base | Qt::ItemIsEditable;
    case Column::End:
    case Column::Tags:
    case Column::Note:
        // Of a shared session they belong to the session and are edited there.
        return at == nullptr || at->isEntry ? base | Qt::ItemIsEditable : base;
    default:
        return base;
    }
}

} // namespace tidemark
