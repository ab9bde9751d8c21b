// SPDX-License-Identifier: GPL-3.0-or-later
// What is typed into the last row of RecordTableModel: stored as a new record, or kept (E12).
#include "model/items/record_table_model.h"

#include "model/core/value_parser.h"
#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/ports/clock.h"

#include <QJsonDocument>
#include <QJsonObject>

#include <array>
#include <utility>

using namespace Qt::StringLiterals;

namespace tidemark {

namespace {

using Column = RecordTableModel::Column;

// Columns by names, which stay what they are in a session file.
constexpr std::array<std::pair<Column, QLatin1StringView>, 5> kDraftColumns{
    {{Column::End, "time"_L1},
     {Column::Value, "value"_L1},
     {Column::Device, "device"_L1},
     {Column::Tags, "tags"_L1},
     {Column::Note, "note"_L1}}};

} // namespace

void RecordTableModel::setDraftText(Column column, const QString &text)
{
    if (text.isEmpty())
        m_draft.remove(static_cast<int>(column));
    else
        m_draft.insert(static_cast<int>(column), text);
    const int row = *draftRow();
    Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
}

void RecordTableModel::discardDraft()
{
    if (m_draft.isEmpty())
        return;
    m_draft.clear();
    if (const auto row = draftRow())
        Q_EMIT dataChanged(index(*row, 0), index(*row, columnCount() - 1));
}

Result<ValueEntry> RecordTableModel::entryFrom(const QMap<int, QString> &texts) const
{
    const auto textOf = [&texts](Column column) {
        return texts.value(static_cast<int>(column)).trimmed();
    };
    const Definition &definition = *definitionOf(m_selection->metrics.front());
    const auto parsed = parseValue(textOf(Column::Value), Unit::of(definition.unit),
                                   m_formatter.numbers().locale());
    if (!parsed)
        return failure(parsed.error());
    ValueEntry entry;
    entry.metric = definition.name;
    entry.value = parsed->value;
    entry.at = m_clock.now();
    if (!textOf(Column::End).isEmpty()) {
        const auto at = parseTime(textOf(Column::End));
        if (!at)
            return failure(at.error());
        entry.at = *at;
    }
    auto tags = tagsFromText(textOf(Column::Tags));
    if (!tags)
        return failure(tags.error());
    entry.tags = *std::move(tags);
    if (const QString device = textOf(Column::Device); !device.isEmpty())
        entry.device = device;
    entry.note = textOf(Column::Note);
    return entry;
}

void RecordTableModel::commitDraft()
{
    if (m_draft.isEmpty() || !draftRow())
        return;
    auto entry = entryFrom(m_draft);
    if (!entry) {
        Q_EMIT editRefused(entry.error());
        return;
    }
    RecordChange change;
    change.label = tr("add a value of %1").arg(entry->metric);
    change.entries.push_back(*std::move(entry));
    discardDraft(); // it is on its way; a second Enter must not send it again
    m_changes.submit(std::move(change));
}

void RecordTableModel::putDraftAway()
{
    commitDraft();
    const Definition *metric = draftMetric();
    if (!m_draft.isEmpty() && metric != nullptr)
        m_keptDrafts.insert(metric->uid, m_draft);
    m_draft.clear();
}

void RecordTableModel::takeDraft()
{
    if (const Definition *metric = draftMetric())
        m_draft = m_keptDrafts.take(metric->uid);
}

const Definition *RecordTableModel::draftMetric() const
{
    return m_selection && m_selection->metrics.size() == 1
               ? definitionOf(m_selection->metrics.front())
               : nullptr;
}

QByteArray RecordTableModel::saveDrafts() const
{
    QMap<QString, QMap<int, QString>> drafts = m_keptDrafts;
    if (const Definition *metric = draftMetric(); metric != nullptr && !m_draft.isEmpty())
        drafts.insert(metric->uid, m_draft);
    if (drafts.isEmpty())
        return {};
    QJsonObject state;
    for (auto draft = drafts.cbegin(); draft != drafts.cend(); ++draft) {
        QJsonObject texts;
        for (const auto &[column, name] : kDraftColumns)
            if (const auto text = draft->constFind(static_cast<int>(column));
                text != draft->constEnd())
                texts.insert(name, *text);
        state.insert(draft.key(), texts);
    }
    return QJsonDocument(state).toJson(QJsonDocument::Compact);
}

void RecordTableModel::restoreDrafts(const QByteArray &state)
{
    const QJsonObject drafts = QJsonDocument::fromJson(state).object();
    for (auto draft = drafts.constBegin(); draft != drafts.constEnd(); ++draft) {
        const QJsonObject texts = draft.value().toObject();
        QMap<int, QString> kept;
        for (const auto &[column, name] : kDraftColumns)
            if (const QString text = texts.value(name).toString(); !text.isEmpty())
                kept.insert(static_cast<int>(column), text);
        if (!kept.isEmpty())
            m_keptDrafts.insert(draft.key(), kept);
    }
}

} // namespace tidemark
