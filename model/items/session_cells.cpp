// SPDX-License-Identifier: GPL-3.0-or-later
// What the cells of SessionTableModel say and take.
#include "model/items/session_table_model.h"

#include "model/core/continue_on.h"
#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/items/item_roles.h"
#include "model/ports/clock.h"

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

using Column = SessionTableModel::Column;

std::optional<Timedelta> durationOf(const Session &session)
{
    if (!session.start || !session.end)
        return {};
    return *session.end - *session.start;
}

} // namespace

QStringList devicesFromText(QStringView text)
{
    QStringList devices;
    for (const QStringView part : text.split(u','))
        if (const QString name = part.trimmed().toString(); !name.isEmpty())
            devices << name;
    devices.removeDuplicates();
    return devices;
}

QString SessionTableModel::text(const SessionSummary &row, Column column) const
{
    const Session &session = row.session;
    switch (column) {
    case Column::Name:
        return session.name.value_or(tr("(no name)"));
    case Column::Start:
        return timeCell(m_formatter, session.start);
    case Column::End:
        return timeCell(m_formatter, session.end);
    case Column::Duration: {
        const auto duration = durationOf(session);
        return duration ? m_formatter.duration(*duration) : QString(NumberFormatter::kMissing);
    }
    case Column::Devices:
        return session.devices.join(u", "_s);
    case Column::Records:
        return m_formatter.numbers().count(row.recordCount);
    case Column::Tags:
        return tagsText(session.tags);
    case Column::Note:
        return session.note;
    case Column::Uid:
        return session.uid;
    case Column::CreatedBy:
        return session.createdBy;
    case Column::Count:
        break;
    }
    return {};
}

QString SessionTableModel::editTextOf(const Session &session, Column column) const
{
    const auto timeText = [this](std::optional<Timestamp> at) {
        return at ? m_formatter.editTime(*at, m_calendar.zone) : QString();
    };
    switch (column) {
    case Column::Name:
        return session.name.value_or(QString());
    case Column::Start:
        return timeText(session.start);
    case Column::End:
        return timeText(session.end);
    default:
        return text({session, 0}, column);
    }
}

QVariant SessionTableModel::rawValue(const SessionSummary &row, Column column) const
{
    switch (column) {
    case Column::Start:
        return nsKey(row.session.start);
    case Column::End:
        return nsKey(row.session.end);
    case Column::Records:
        return QVariant::fromValue<qint64>(row.recordCount);
    case Column::Duration: {
        const auto duration = durationOf(row.session);
        return duration ? QVariant::fromValue<qint64>(duration->ns()) : QVariant();
    }
    default:
        return text(row, column);
    }
}

QVariant SessionTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const SessionSummary &row = m_rows[static_cast<std::size_t>(index.row())];
    const auto column = static_cast<Column>(index.column());
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::EditRole:
        return editTextOf(row.session, column);
    case Qt::ToolTipRole:
        if (column == Column::Start)
            return exactTimeCell(m_formatter, row.session.start);
        if (column == Column::End)
            return exactTimeCell(m_formatter, row.session.end);
        return text(row, column);
    case Qt::TextAlignmentRole:
        return alignment(index.column());
    case roleOf(ItemRole::Value):
    case roleOf(ItemRole::SortKey):
        return rawValue(row, column);
    case roleOf(ItemRole::Time):
        return nsKey(row.session.start);
    case roleOf(ItemRole::Id):
        return QVariant::fromValue<qint64>(row.session.id.value());
    case roleOf(ItemRole::Key):
        return row.session.uid;
    default:
        return {};
    }
}

Result<SessionChange> SessionTableModel::changeFor(Column column, const QString &text) const
{
    const QString trimmed = text.trimmed();
    SessionChange change;
    switch (column) {
    case Column::Name:
        change.name = trimmed.isEmpty() ? std::optional<QString>() : trimmed;
        break;
    case Column::Start:
    case Column::End: {
        std::optional<Timestamp> at;
        if (!trimmed.isEmpty()) {
            const auto parsed = timeFromText(m_formatter, trimmed, m_clock.now(), m_calendar.zone);
            if (!parsed)
                return failure(parsed.error());
            at = *parsed;
        }
        (column == Column::Start ? change.start : change.end) = at;
        break;
    }
    case Column::Devices:
        change.devices = devicesFromText(text);
        break;
    case Column::Tags: {
        auto tags = tagsFromText(text);
        if (!tags)
            return failure(tags.error());
        change.tags = *std::move(tags);
        break;
    }
    case Column::Note:
        change.note = text;
        break;
    default:
        break;
    }
    return change;
}

bool SessionTableModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::EditRole ||
        !(flags(index) & Qt::ItemIsEditable))
        return false;
    const auto column = static_cast<Column>(index.column());
    const Session &session = m_rows[static_cast<std::size_t>(index.row())].session;
    const QString text = value.toString();
    if (text == editTextOf(session, column))
        return true;
    auto change = changeFor(column, text);
    if (!change) {
        Q_EMIT editRefused(change.error().message);
        return false;
    }
    continueOn(this, m_sessions.updateSession(session.id, *std::move(change)),
               [this](const Result<SessionOutcome> &answer) {
                   if (!answer)
                       Q_EMIT editRefused(answer.error().message);
                   else if (answer->change.isValid())
                       Q_EMIT changeMade(answer->change, tr("edit a session"));
                   refresh();
               });
    return true;
}

bool SessionTableModel::isNumber(int column) const
{
    return static_cast<Column>(column) == Column::Records ||
           static_cast<Column>(column) == Column::Duration;
}

QString SessionTableModel::title(int column) const
{
    switch (static_cast<Column>(column)) {
    case Column::Name:
        return tr("Name");
    case Column::Start:
        return tr("Start (%1)").arg(m_calendar.zone.id());
    case Column::End:
        return tr("End (%1)").arg(m_calendar.zone.id());
    case Column::Duration:
        return tr("Duration");
    case Column::Devices:
        return tr("Devices");
    case Column::Records:
        return tr("Records");
    case Column::Tags:
        return tr("Tags");
    case Column::Note:
        return tr("Note");
    case Column::Uid:
        return tr("Id");
    case Column::CreatedBy:
        return tr("Created by");
    case Column::Count:
        break;
    }
    return {};
}

Qt::ItemFlags SessionTableModel::flags(const QModelIndex &index) const
{
    const Qt::ItemFlags base = QAbstractTableModel::flags(index);
    if (!index.isValid() || m_isReadOnly)
        return base;
    switch (static_cast<Column>(index.column())) {
    case Column::Name:
    case Column::Start:
    case Column::End:
    case Column::Devices:
    case Column::Tags:
    case Column::Note:
        return base | Qt::ItemIsEditable;
    default:
        return base;
    }
}

} // namespace tidemark
