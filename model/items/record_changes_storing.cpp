// SPDX-License-Identifier: GPL-3.0-or-later
// How RecordChanges looks for suspicious values, stores, and takes the store's answers.
#include "model/items/record_changes.h"

#include "model/core/continue_on.h"
#include "model/core/robust_stats.h"
#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/items/vector_row_source.h"

#include <map>
#include <utility>

namespace tidemark {

namespace {

ImportRow importRow(const ValueEntry &entry, std::int64_t line)
{
    ImportRow row;
    row.line = line;
    row.metric = entry.metric;
    row.value = entry.value;
    row.start = entry.at;
    row.end = entry.at;
    row.device = entry.device;
    row.tags = entry.tags;
    row.note = entry.note;
    row.isEntry = true;
    return row;
}

ConflictPolicy conflictsOf(std::optional<DuplicatePolicy> duplicates)
{
    switch (duplicates.value_or(DuplicatePolicy::Ask)) {
    case DuplicatePolicy::KeepBoth:
        return ConflictPolicy::KeepBoth;
    case DuplicatePolicy::Replace:
        return ConflictPolicy::Replace;
    case DuplicatePolicy::Ask:
        break;
    }
    return ConflictPolicy::Fail;
}

} // namespace

struct RecordChanges::BlockCheck
{
    std::map<MetricId, std::vector<double>> left; ///< by metric
    std::size_t suspicious = 0;
};

void RecordChanges::store(RecordChange change)
{
    m_toStore.push_back(std::move(change));
    if (m_toStore.size() == 1)
        storeNext();
}

// A block is stored after it was looked at, else its own values would count as the usual ones; what
// comes behind it keeps its place.
void RecordChanges::storeNext()
{
    while (!m_toStore.empty()) {
        RecordChange &change = m_toStore.front();
        const auto values = valuesOf(change);
        const bool isJudged = std::exchange(change.isJudged, true);
        if (!isJudged && values.size() > 1) {
            auto check = std::make_shared<BlockCheck>();
            for (const auto &[definition, value] : values)
                check->left[definition->id].push_back(value);
            checkBlock(check);
            return;
        }
        if (!isJudged && values.size() == 1)
            warnOfSuspicion(*values.front().first, values.front().second);
        send(change);
        m_toStore.pop_front();
    }
}

void RecordChanges::checkBlock(const std::shared_ptr<BlockCheck> &check)
{
    if (check->left.empty()) {
        if (check->suspicious > 0)
            Q_EMIT warned(tr("%n saved value(s) differ much from the usual ones.", nullptr,
                             static_cast<int>(check->suspicious)));
        storeNext();
        return;
    }
    const auto next = check->left.extract(check->left.begin());
    continueOn(this, m_records.lastValues(next.key(), static_cast<int>(kSuspicionMaxValues)),
               [this, check, values = next.mapped()](const Result<std::vector<double>> &last) {
                   if (last)
                       check->suspicious += suspiciousCount(values, *last);
                   checkBlock(check);
               });
}

void RecordChanges::warnOfSuspicion(const Definition &metric, double value)
{
    continueOn(this, m_records.lastValues(metric.id, static_cast<int>(kSuspicionMaxValues)),
               [this, metric, value](const Result<std::vector<double>> &last) {
                   const auto doubt = last ? suspicion(value, *last) : std::nullopt;
                   if (doubt)
                       Q_EMIT warned(
                           suspicionNote(*doubt, m_formatter.numbers(), Unit::of(metric.unit)));
               });
}

void RecordChanges::send(const RecordChange &change)
{
    if (!change.edits.empty())
        storeEdits(change);
    else if (change.entries.size() == 1)
        storeEntry(change);
    else
        storeEntries(change);
}

void RecordChanges::storeEdits(const RecordChange &change)
{
    std::vector<RecordEdit> edits = change.edits;
    for (RecordEdit &edit : edits)
        edit.duplicates = change.duplicates.value_or(DuplicatePolicy::Ask);
    continueOn(this, m_records.edit(std::move(edits), change.label),
               [this, change](const Result<ChangeId> &answer) {
                   if (answer)
                       Q_EMIT stored(*answer, change.label);
                   else if (answer.error().code == ErrorCode::AlreadyExists && !change.duplicates)
                       wait({change, Question::Duplicate, answer.error().message, {}});
                   else
                       waitRefused(change, answer.error());
               });
}

void RecordChanges::storeEntry(const RecordChange &change)
{
    ValueEntry entry = change.entries.front();
    entry.duplicates = change.duplicates.value_or(DuplicatePolicy::Ask);
    continueOn(this, m_records.enter(std::move(entry)),
               [this, change](const Result<EntryOutcome> &answer) {
                   if (!answer)
                       return waitRefused(change, answer.error());
                   if (!answer->duplicate)
                       return stored(answer->change, change.label);
                   const Record &existing = *answer->duplicate;
                   wait({change,
                         Question::Duplicate,
                         tr("A value of %1 exists at this time.")
                             .arg(exactValueCell(m_formatter, existing.value, existing.unit)),
                         {}});
               });
}

void RecordChanges::storeEntries(const RecordChange &change)
{
    std::vector<ImportRow> rows;
    for (const ValueEntry &entry : change.entries)
        rows.push_back(importRow(entry, static_cast<std::int64_t>(rows.size()) + 1));
    ImportOptions options;
    options.label = change.label;
    options.conflicts = conflictsOf(change.duplicates);
    continueOn(
        this,
        m_records.importRows(std::make_shared<VectorRowSource>(std::move(rows)), options, {}, {}),
        [this, change](const Result<ImportSummary> &answer) {
            if (answer)
                Q_EMIT stored(answer->change, change.label);
            else if (answer.error().code == ErrorCode::AlreadyExists && !change.duplicates)
                wait({change, Question::Duplicate, tr("Values exist at some of these times."), {}});
            else
                waitRefused(change, answer.error());
        });
}

} // namespace tidemark
