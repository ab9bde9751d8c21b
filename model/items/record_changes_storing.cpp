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

// As it is found at the next start, when no answer came before this one ended.
RecordChanges::Waiting onItsWay(const RecordChange &change)
{
    const QString text =
        change.edits.empty()
            ? RecordChanges::tr("It was on its way when Tidemark ended. Retry it: a value that is "
                                "stored already is not stored twice.")
            : RecordChanges::tr("It was on its way when Tidemark ended and is not stored. Retry "
                                "it, or discard it.");
    return {change, RecordChanges::Question::Refused, text};
}

} // namespace

struct RecordChanges::BlockCheck
{
    std::map<MetricId, std::vector<double>> left; ///< by metric
    std::size_t suspicious = 0;
};

void RecordChanges::store(RecordChange change)
{
    const std::uint64_t number = ++m_lastNumber;
    m_onItsWay.emplace(number, onItsWay(change));
    m_toStore.push_back({number, std::move(change)});
    Q_EMIT waitingChanged();
    if (m_toStore.size() == 1)
        storeNext();
}

// A block is stored after it was looked at, else its own values would count as the usual ones; what
// comes behind it keeps its place.
void RecordChanges::storeNext()
{
    while (!m_toStore.empty()) {
        RecordChange &change = m_toStore.front().change;
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
        send(m_toStore.front());
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

// What is left of it waits: later changes may have corrected some of it meanwhile, or all.
void RecordChanges::waitNotStored(std::uint64_t number, Question question, const QString &text,
                                  const QString &detail)
{
    RecordChange change = std::move(m_onItsWay.extract(number).mapped().change);
    if (change.edits.empty() && change.entries.empty()) {
        Q_EMIT waitingChanged();
        return;
    }
    change.isJudged = true;
    wait({std::move(change), question, text, detail});
}

void RecordChanges::finish(std::uint64_t number, ChangeId change, const QString &label)
{
    m_onItsWay.erase(number);
    Q_EMIT waitingChanged();
    Q_EMIT stored(change, label);
}

void RecordChanges::send(const ToStore &next)
{
    if (!next.change.edits.empty())
        storeEdits(next);
    else if (next.change.entries.size() == 1)
        storeEntry(next);
    else
        storeEntries(next);
}

void RecordChanges::storeEdits(const ToStore &next)
{
    const RecordChange &change = next.change;
    std::vector<RecordEdit> edits = change.edits;
    for (RecordEdit &edit : edits)
        edit.duplicates = change.duplicates.value_or(DuplicatePolicy::Ask);
    continueOn(this, m_records.edit(std::move(edits), change.label),
               [this, number = next.number, label = change.label,
                mayAsk = !change.duplicates](const Result<ChangeId> &answer) {
                   if (answer)
                       return finish(number, *answer, label);
                   const Error &error = answer.error();
                   if (error.code == ErrorCode::AlreadyExists && mayAsk)
                       waitNotStored(number, Question::Duplicate, error.message);
                   else
                       waitNotStored(number, Question::Refused, error.message, error.detail);
               });
}

void RecordChanges::storeEntry(const ToStore &next)
{
    ValueEntry entry = next.change.entries.front();
    entry.duplicates = next.change.duplicates.value_or(DuplicatePolicy::Ask);
    continueOn(this, m_records.enter(std::move(entry)),
               [this, number = next.number,
                label = next.change.label](const Result<EntryOutcome> &answer) {
                   if (!answer)
                       return waitNotStored(number, Question::Refused, answer.error().message,
                                            answer.error().detail);
                   if (!answer->duplicate)
                       return finish(number, answer->change, label);
                   const Record &existing = *answer->duplicate;
                   waitNotStored(
                       number, Question::Duplicate,
                       tr("A value of %1 exists at this time.")
                           .arg(exactValueCell(m_formatter, existing.value, existing.unit)));
               });
}

void RecordChanges::storeEntries(const ToStore &next)
{
    const RecordChange &change = next.change;
    std::vector<ImportRow> rows;
    for (const ValueEntry &entry : change.entries)
        rows.push_back(importRow(entry, static_cast<std::int64_t>(rows.size()) + 1));
    ImportOptions options;
    options.label = change.label;
    options.conflicts = conflictsOf(change.duplicates);
    continueOn(
        this,
        m_records.importRows(std::make_shared<VectorRowSource>(std::move(rows)), options, {}, {}),
        [this, number = next.number, label = change.label,
         mayAsk = !change.duplicates](const Result<ImportSummary> &answer) {
            if (answer)
                return finish(number, answer->change, label);
            const Error &error = answer.error();
            if (error.code == ErrorCode::AlreadyExists && mayAsk)
                waitNotStored(number, Question::Duplicate,
                              tr("Values exist at some of these times."));
            else
                waitNotStored(number, Question::Refused, error.message, error.detail);
        });
}

} // namespace tidemark
