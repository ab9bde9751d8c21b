// SPDX-License-Identifier: GPL-3.0-or-later
// How RecordTableModel takes typed, filled and pasted texts (E12).
#include "model/items/record_table_model.h"

#include "model/core/continue_on.h"
#include "model/core/value_parser.h"
#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/ports/clock.h"

#include <map>

namespace tidemark {

namespace {

using Column = RecordTableModel::Column;

// Takes over what `edit` changes; both are of one record.
void mergeEdit(RecordEdit &into, const RecordEdit &edit)
{
    into.key = edit.key;
    if (edit.value)
        into.value = edit.value;
    if (edit.device)
        into.device = edit.device;
    if (edit.at)
        into.at = edit.at;
    if (edit.tags)
        into.tags = edit.tags;
    if (edit.note)
        into.note = edit.note;
}

// Those that are edited, in the order of the edits; nothing when one is missing.
std::vector<Record> recordsOf(const std::vector<RecordEdit> &edits,
                              const std::vector<Record> &records)
{
    std::map<RecordKey, const Record *> wanted;
    for (const RecordEdit &edit : edits)
        wanted.emplace(edit.key, nullptr);
    for (const Record &record : records)
        if (const auto at = wanted.find(record.key); at != wanted.end())
            at->second = &record;
    std::vector<Record> found;
    for (const RecordEdit &edit : edits) {
        const Record *record = wanted.at(edit.key);
        if (record == nullptr)
            return {};
        found.push_back(*record);
    }
    return found;
}

Error inRow(int row, const Error &error)
{
    return {error.code, RecordTableModel::tr("Row %1: %2").arg(row + 1).arg(error.message),
            error.detail};
}

} // namespace

void RecordTableModel::connectChanges()
{
    connect(&m_changes, &RecordChanges::stored, this,
            [this](ChangeId change, const QString &label) {
                if (change.isValid())
                    Q_EMIT changeMade(change, label);
                refresh();
            });
}

Result<Timestamp> RecordTableModel::parseTime(const QString &text) const
{
    return timeFromText(m_formatter, text, m_clock.now(), m_calendar.zone);
}

Result<std::optional<RecordEdit>> RecordTableModel::editFor(const Record &record, Column column,
                                                            const QString &text) const
{
    if (text == editTextOf(record, column))
        return std::optional<RecordEdit>();
    RecordEdit edit;
    edit.key = record.key;
    switch (column) {
    case Column::Value: {
        const auto parsed = parseValue(text, Unit::of(record.unit), m_formatter.numbers().locale());
        if (!parsed)
            return failure(parsed.error());
        edit.value = parsed->value;
        break;
    }
    case Column::End: {
        const auto at = parseTime(text);
        if (!at)
            return failure(at.error());
        edit.at = *at;
        break;
    }
    case Column::Device:
        edit.device = text.trimmed().isEmpty() ? std::optional<QString>() : text.trimmed();
        break;
    case Column::Tags: {
        auto tags = tagsFromText(text);
        if (!tags)
            return failure(tags.error());
        edit.tags = *std::move(tags);
        break;
    }
    case Column::Note:
        edit.note = text;
        break;
    default:
        return std::optional<RecordEdit>();
    }
    return std::optional<RecordEdit>(std::move(edit));
}

bool RecordTableModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid) || role != Qt::EditRole ||
        !(flags(index) & Qt::ItemIsEditable))
        return false;
    const auto column = static_cast<Column>(index.column());
    const Record *at = record(index.row());
    if (at == nullptr) {
        setDraftText(column, value.toString());
        return true;
    }
    auto edit = editFor(*at, column, value.toString());
    if (!edit) {
        Q_EMIT editRefused(edit.error());
        return false;
    }
    if (*edit)
        applyEdits({**std::move(edit)}, tr("edit %n record(s)", nullptr, 1));
    return true;
}

void RecordTableModel::applyEdits(std::vector<RecordEdit> edits, const QString &label,
                                  const std::vector<Record> &shown)
{
    RecordChange change;
    change.before = recordsOf(edits, shown.empty() ? m_rows : shown);
    change.edits = std::move(edits);
    change.label = label;
    m_changes.submit(std::move(change));
}

void RecordTableModel::removeRecords(const std::vector<int> &rows)
{
    std::vector<RecordKey> keys;
    for (const int row : rows)
        if (const Record *at = record(row))
            keys.push_back(at->key);
    if (keys.empty())
        return;
    const QString label = tr("delete %n record(s)", nullptr, static_cast<int>(keys.size()));
    continueOn(this, m_records.remove(std::move(keys), label),
               [this, label](const Result<ChangeId> &answer) {
                   if (answer)
                       Q_EMIT changeMade(*answer, label);
                   else
                       Q_EMIT editRefused(answer.error());
                   refresh();
               });
}

void RecordTableModel::fillDown(const QModelIndexList &cells)
{
    QMap<int, QModelIndex> top; // by column
    for (const QModelIndex &cell : cells)
        if (const auto at = top.constFind(cell.column());
            at == top.constEnd() || cell.row() < at->row())
            top.insert(cell.column(), cell);
    QMap<int, RecordEdit> edits; // by row, so that several columns make one change
    for (const QModelIndex &cell : cells) {
        const QModelIndex from = top.value(cell.column());
        const Record *at = record(cell.row());
        if (cell == from || at == nullptr || !(flags(cell) & Qt::ItemIsEditable))
            continue;
        const auto column = static_cast<Column>(cell.column());
        const auto edit = editFor(*at, column, from.data(Qt::EditRole).toString());
        if (!edit) {
            Q_EMIT editRefused(inRow(cell.row(), edit.error()));
            return;
        }
        if (*edit)
            mergeEdit(edits[cell.row()], **edit);
    }
    const QString label = tr("fill %n record(s)", nullptr, static_cast<int>(edits.size()));
    applyEdits({edits.cbegin(), edits.cend()}, label);
}

void RecordTableModel::paste(int firstRow, const QList<int> &columns,
                             const QList<QStringList> &block)
{
    if (firstRow < 0 || columns.isEmpty() || block.isEmpty())
        return;
    if (draftRow() == firstRow)
        pasteNew(columns, block);
    else
        pasteOver(firstRow, columns, block);
}

// Nothing when the texts leave the row as it is.
Result<std::optional<RecordEdit>> RecordTableModel::rowEdit(int row, const QList<int> &columns,
                                                            const QStringList &texts) const
{
    std::optional<RecordEdit> merged;
    for (int i = 0; i < std::min(texts.size(), columns.size()); ++i) {
        if (!(flags(index(row, columns[i])) & Qt::ItemIsEditable))
            continue;
        const auto edit = editFor(*record(row), static_cast<Column>(columns[i]), texts[i]);
        if (!edit)
            return failure(edit.error());
        if (!*edit)
            continue;
        if (!merged)
            merged.emplace();
        mergeEdit(*merged, **edit);
    }
    return merged;
}

void RecordTableModel::pasteOver(int firstRow, const QList<int> &columns,
                                 const QList<QStringList> &block)
{
    const int room = recordCount() - firstRow;
    if (block.size() > room) {
        Q_EMIT editRefused({ErrorCode::InvalidArgument,
                            tr("The block has %1 rows, but only %2 records follow here. Paste new "
                               "records into the empty last row.")
                                .arg(block.size())
                                .arg(room),
                            {}});
        return;
    }
    std::vector<RecordEdit> edits;
    for (int row = 0; row < block.size(); ++row) {
        auto edit = rowEdit(firstRow + row, columns, block[row]);
        if (!edit) {
            Q_EMIT editRefused(inRow(row, edit.error()));
            return;
        }
        if (*edit)
            edits.push_back(**std::move(edit));
    }
    const QString label = tr("paste %n record(s)", nullptr, static_cast<int>(edits.size()));
    applyEdits(std::move(edits), label);
}

void RecordTableModel::pasteNew(const QList<int> &columns, const QList<QStringList> &block)
{
    RecordChange change;
    for (int row = 0; row < block.size(); ++row) {
        QMap<int, QString> texts;
        for (int i = 0; i < std::min(block[row].size(), columns.size()); ++i)
            texts.insert(columns[i], block[row][i]);
        auto entry = entryFrom(texts);
        if (!entry) {
            Q_EMIT editRefused(inRow(row, entry.error()));
            return;
        }
        change.entries.push_back(*std::move(entry));
    }
    change.label = tr("paste %n record(s)", nullptr, static_cast<int>(change.entries.size()));
    m_changes.submit(std::move(change));
}

} // namespace tidemark
