// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/record_changes.h"

#include "model/domain/formatter.h"
#include "model/items/kept_edits.h"
#include "model/items/value_questions.h"
#include "model/ports/clock.h"

#include <algorithm>
#include <map>
#include <type_traits>
#include <utility>

namespace tidemark {

namespace {

bool isEmpty(const RecordEdit &edit)
{
    return !edit.value && !edit.device && !edit.at && !edit.tags && !edit.note &&
           !edit.moveToSession;
}

// Drops a part that a later edit of the record sets too. True when there was one.
template <class Part>
bool drop(std::optional<Part> &part, bool isSetLater)
{
    const bool isDropped = part && isSetLater;
    if (isDropped)
        part.reset();
    return isDropped;
}

// A session that the record moves to later has a time, tags and a note of its own.
bool dropParts(RecordEdit &edit, const RecordEdit &later)
{
    const bool moves = later.moveToSession.has_value();
    bool isChanged = drop(edit.value, later.value.has_value());
    isChanged = drop(edit.device, later.device.has_value()) || isChanged;
    isChanged = drop(edit.at, later.at || moves) || isChanged;
    isChanged = drop(edit.tags, later.tags || moves) || isChanged;
    isChanged = drop(edit.note, later.note || moves) || isChanged;
    return drop(edit.moveToSession, moves) || isChanged;
}

// Drops what a later change corrects. True when that was anything.
bool dropParts(RecordChanges::Waiting &waiting,
               const std::map<RecordKey, const RecordEdit *> &later)
{
    RecordChange &change = waiting.change;
    bool isChanged = false;
    for (RecordEdit &edit : change.edits) {
        const auto at = later.find(edit.key);
        isChanged = (at != later.end() && dropParts(edit, *at->second)) || isChanged;
    }
    if (!isChanged)
        return false;
    waiting.kept.clear();
    const bool isInStep = change.before.size() == change.edits.size();
    std::vector<RecordEdit> edits = std::exchange(change.edits, {});
    std::vector<Record> before = std::exchange(change.before, {});
    for (std::size_t i = 0; i < edits.size(); ++i) {
        if (isEmpty(edits[i]))
            continue;
        change.edits.push_back(std::move(edits[i]));
        if (isInStep)
            change.before.push_back(std::move(before[i]));
    }
    return true;
}

} // namespace

RecordChanges::RecordChanges(RecordStore &records, MetricCatalog &catalog,
                             const Formatter &formatter, const Clock &clock, QObject *parent)
    : QObject(parent)
    , m_records(records)
    , m_formatter(formatter)
    , m_clock(clock)
    , m_kept(new KeptEdits(records, catalog, formatter, this))
{
    connect(m_kept, &KeptEdits::definitionsFound, this, &RecordChanges::setDefinitions);
    connect(m_kept, &KeptEdits::found, this, &RecordChanges::wait);
    connect(m_kept, &KeptEdits::notFound, this, [this](const Error &error) {
        Q_EMIT keptAside(tr("Some corrections of the last session cannot be looked up now. They "
                            "are kept for the next start."),
                         error.message);
    });
    connect(m_kept, &KeptEdits::finished, this, [this] {
        Q_EMIT waitingChanged(); // what was done already is left out
        if (isAsking())
            Q_EMIT restored();
    });
}

RecordChanges::~RecordChanges()
{
    for (const ToStore &next : m_toStore) // nothing typed is lost
        send(next);
}

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
    Q_EMIT waitingChanged();
    if (m_waiting.size() == 1)
        askNext();
}

void RecordChanges::askNext()
{
    if (m_waiting.empty()) {
        Q_EMIT answered();
        return;
    }
    const Waiting &first = m_waiting.front();
    const bool isChanged = !first.changed.isEmpty();
    const QString &text = isChanged ? first.changed : first.text;
    const QString &place = first.change.place;
    Q_EMIT asked(isChanged ? Question::Changed : first.question,
                 place.isEmpty() ? text : tr("%1: %2").arg(place, text),
                 isChanged ? QString() : first.detail);
}

RecordChange RecordChanges::takeAsked()
{
    RecordChange change = std::move(m_waiting.front().change);
    m_waiting.pop_front();
    return change;
}

void RecordChanges::dropSuperseded(const RecordChange &change)
{
    std::map<RecordKey, const RecordEdit *> later;
    for (const RecordEdit &edit : change.edits)
        later.insert_or_assign(edit.key, &edit);
    bool isAnyChanged = false;
    for (auto &[number, waiting] : m_onItsWay) // should the store refuse it
        isAnyChanged = dropParts(waiting, later) || isAnyChanged;
    bool isFront = true;
    bool isFrontChanged = false;
    std::vector<RecordChange> unasked;
    std::deque<Waiting> before = std::exchange(m_waiting, {});
    for (Waiting &waiting : before) {
        const bool isChanged = dropParts(waiting, later);
        isAnyChanged = isAnyChanged || isChanged;
        isFrontChanged = isFrontChanged || (isFront && isChanged);
        isFront = false;
        if (!isChanged)
            m_waiting.push_back(std::move(waiting));
        else if (!waiting.change.edits.empty())
            askAgain(std::move(waiting), unasked);
    }
    for (RecordChange &rest : unasked)
        store(std::move(rest));
    if (isAnyChanged)
        Q_EMIT waitingChanged();
    if (isFrontChanged)
        askNext();
}

// The question may be about less now, or about nothing.
void RecordChanges::askAgain(Waiting waiting, std::vector<RecordChange> &unasked)
{
    if (waiting.question == Question::Refused || !waiting.changed.isEmpty())
        m_waiting.push_back(std::move(waiting));
    else if (auto question = questionAbout(waiting.change))
        m_waiting.push_back(std::move(*question));
    else
        unasked.push_back(std::move(waiting.change));
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
    const bool wasChanged = !std::exchange(m_waiting.front().changed, {}).isEmpty();
    if (wasChanged && question != Question::Refused) {
        askNext(); // what was asked before its records changed
        return;
    }
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

} // namespace tidemark
