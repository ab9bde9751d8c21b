// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/record_changes.h"

#include "model/core/continue_on.h"
#include "model/core/robust_stats.h"
#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/items/value_questions.h"
#include "model/items/vector_row_source.h"
#include "model/ports/clock.h"

#include <algorithm>
#include <type_traits>
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

bool correctsTheSame(const RecordChange &a, const RecordChange &b)
{
    if (a.edits.size() != 1 || b.edits.size() != 1)
        return false;
    const RecordEdit &first = a.edits.front();
    const RecordEdit &second = b.edits.front();
    return first.key == second.key && ((first.value && second.value) || (first.at && second.at) ||
                                       (first.device && second.device));
}

} // namespace

RecordChanges::RecordChanges(RecordStore &records, const Formatter &formatter, const Clock &clock,
                             QObject *parent)
    : QObject(parent)
    , m_records(records)
    , m_formatter(formatter)
    , m_clock(clock)
{}

void RecordChanges::setDefinitions(const QHash<MetricId, Definition> &definitions)
{
    m_definitions.insert(definitions); // what waits may be of metrics shown before
}

void RecordChanges::submit(RecordChange change)
{
    if (change.edits.empty() && change.entries.empty())
        return;
    dropSuperseded(change);
    if (auto waiting = questionAbout(change))
        wait(std::move(*waiting));
    else
        store(std::move(change));
}

void RecordChanges::wait(Waiting waiting)
{
    m_waiting.push_back(std::move(waiting));
    if (m_waiting.size() == 1)
        askNext();
}

void RecordChanges::waitRefused(const RecordChange &change, const Error &error)
{
    wait({change, Question::Refused, error.message, error.detail});
}

void RecordChanges::askNext()
{
    if (m_waiting.empty())
        Q_EMIT answered();
    else
        Q_EMIT asked(m_waiting.front().question, m_waiting.front().text, m_waiting.front().detail);
}

RecordChange RecordChanges::takeAsked()
{
    RecordChange change = std::move(m_waiting.front().change);
    m_waiting.pop_front();
    return change;
}

void RecordChanges::dropSuperseded(const RecordChange &change)
{
    const bool wasAsking = isAsking();
    const bool isAboutFront = wasAsking && correctsTheSame(m_waiting.front().change, change);
    std::erase_if(m_waiting, [&change](const Waiting &waiting) {
        return correctsTheSame(waiting.change, change);
    });
    if (isAboutFront)
        askNext();
}

bool RecordChanges::canKeepBoth() const
{
    return isAsking() && std::none_of(m_waiting.front().change.edits.begin(),
                                      m_waiting.front().change.edits.end(),
                                      [](const RecordEdit &edit) { return edit.moveToSession; });
}

void RecordChanges::saveAnyway()
{
    if (!isAsking())
        return;
    const Question question = m_waiting.front().question;
    RecordChange change = takeAsked();
    change.acceptsFuture = change.acceptsFuture || question == Question::Future;
    change.acceptsRange = change.acceptsRange || question == Question::OutOfRange;
    if (auto next = questionAbout(change))
        m_waiting.push_front(std::move(*next));
    else
        store(std::move(change));
    askNext();
}

void RecordChanges::retry()
{
    if (!isAsking())
        return;
    store(takeAsked());
    askNext();
}

void RecordChanges::answerDuplicate(DuplicatePolicy policy)
{
    if (!isAsking())
        return;
    RecordChange change = takeAsked();
    change.duplicates = policy;
    store(std::move(change));
    askNext();
}

void RecordChanges::cancel()
{
    if (!isAsking())
        return;
    m_waiting.pop_front();
    askNext();
}

const Definition *RecordChanges::definitionNamed(const QString &metric) const
{
    const auto at =
        std::find_if(m_definitions.begin(), m_definitions.end(),
                     [&metric](const Definition &definition) { return definition.name == metric; });
    return at == m_definitions.end() ? nullptr : &*at;
}

std::vector<std::pair<const Definition *, double>>
RecordChanges::valuesOf(const RecordChange &change) const
{
    std::vector<std::pair<const Definition *, double>> values;
    for (const RecordEdit &edit : change.edits) {
        const auto at = m_definitions.constFind(edit.key.metric);
        if (edit.value && at != m_definitions.constEnd())
            values.emplace_back(&*at, *edit.value);
    }
    if (change.entries.empty())
        return values;
    // The new records of one change are all of one metric.
    if (const Definition *definition = definitionNamed(change.entries.front().metric))
        for (const ValueEntry &entry : change.entries)
            values.emplace_back(definition, entry.value);
    return values;
}

QString RecordChanges::futureText(const RecordChange &change) const
{
    const Timestamp now = m_clock.now();
    const auto late = [now](const auto &one) {
        if constexpr (std::is_same_v<std::decay_t<decltype(one)>, RecordEdit>)
            return one.at && isInFuture(*one.at, now);
        else
            return isInFuture(one.at, now);
    };
    const auto count = std::count_if(change.edits.begin(), change.edits.end(), late) +
                       std::count_if(change.entries.begin(), change.entries.end(), late);
    if (count == 0)
        return {};
    if (change.edits.size() + change.entries.size() == 1)
        return futureQuestion(
            change.edits.empty() ? change.entries.front().at : *change.edits.front().at, now);
    return tr("%n time(s) lie in the future. Save anyway?", nullptr, static_cast<int>(count));
}

QString RecordChanges::rangeText(const RecordChange &change) const
{
    const auto values = valuesOf(change);
    const auto count = std::count_if(values.begin(), values.end(), [](const auto &one) {
        return isOutOfRange(one.second, *one.first);
    });
    if (count == 0)
        return {};
    if (values.size() == 1)
        return rangeQuestion(values.front().second, *values.front().first, m_formatter);
    return tr("%n value(s) lie outside the valid range. Save anyway?", nullptr,
              static_cast<int>(count));
}

std::optional<RecordChanges::Waiting> RecordChanges::questionAbout(const RecordChange &change) const
{
    if (!change.acceptsFuture)
        if (const QString text = futureText(change); !text.isEmpty())
            return Waiting{change, Question::Future, text, {}};
    if (!change.acceptsRange)
        if (const QString text = rangeText(change); !text.isEmpty())
            return Waiting{change, Question::OutOfRange, text, {}};
    return {};
}

void RecordChanges::store(RecordChange change)
{
    warnOfSuspicion(change);
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

void RecordChanges::warnOfSuspicion(const RecordChange &change)
{
    const auto values = valuesOf(change);
    if (values.size() != 1 || change.duplicates)
        return; // a block is seen as a whole before it is pasted; an answer was warned about before
    const Definition definition = *values.front().first;
    continueOn(
        this, m_records.lastValues(definition.id, static_cast<int>(kSuspicionMaxValues)),
        [this, definition, value = values.front().second](const Result<std::vector<double>> &last) {
            const auto doubt = last ? suspicion(value, *last) : std::nullopt;
            if (doubt)
                Q_EMIT warned(
                    suspicionNote(*doubt, m_formatter.numbers(), Unit::of(definition.unit)));
        });
}

} // namespace tidemark
