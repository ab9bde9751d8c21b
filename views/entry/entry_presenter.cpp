// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/entry/entry_presenter.h"

#include "model/core/continue_on.h"
#include "model/core/robust_stats.h"
#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/items/value_questions.h"
#include "model/ports/clock.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/ports/store_events.h"
#include "views/dashboards/view_context.h"

namespace tidemark {

namespace {

constexpr int kSessionChoices = 200;

} // namespace

EntryPresenter::EntryPresenter(const DataPorts &ports, ViewContext *context,
                               const Formatter &formatter, QObject *parent)
    : QObject(parent)
    , m_ports(ports)
    , m_context(context)
    , m_formatter(formatter)
{
    connect(ports.events, &StoreEvents::changed, this, [this](const StoreChange &change) {
        if (!m_isJudging)
            m_lastValuesOf = {};
        if (change.definitions)
            loadDefinitions();
        if (change.sessions)
            loadChoices();
    });
    loadDefinitions();
    loadChoices();
}

void EntryPresenter::loadDefinitions()
{
    const std::uint64_t asked = ++m_definitionsAsked;
    continueOn(this, m_ports.catalog->definitions(),
               [this, asked](Result<std::vector<Definition>> answer) {
                   if (!answer || asked != m_definitionsAsked)
                       return;
                   m_definitions = *std::move(answer);
                   Q_EMIT choicesChanged();
               });
}

void EntryPresenter::loadChoices()
{
    const std::uint64_t asked = ++m_choicesAsked;
    continueOn(this, m_ports.sessions->sessions({}, {}, kSessionChoices),
               [this, asked](Result<SessionPage> page) {
                   if (!page || asked != m_choicesAsked)
                       return;
                   m_sessions.clear();
                   for (SessionSummary &row : page->sessions)
                       m_sessions.push_back(std::move(row.session));
                   Q_EMIT choicesChanged();
               });
    continueOn(this, m_ports.sessions->devices(), [this, asked](Result<QStringList> names) {
        if (!names || asked != m_choicesAsked)
            return;
        m_devices = *std::move(names);
        Q_EMIT choicesChanged();
    });
}

void EntryPresenter::loadLastValues(const std::optional<Definition> &definition)
{
    const MetricId metric = definition ? definition->id : MetricId();
    if (metric == m_lastValuesOf)
        return;
    m_lastValuesOf = metric;
    m_lastValues.clear();
    m_isJudging = false;
    const std::uint64_t asked = ++m_lastValuesAsked;
    if (!metric.isValid())
        return;
    m_isJudging = true;
    continueOn(this, m_ports.records->lastValues(metric, static_cast<int>(kSuspicionMaxValues)),
               [this, asked](Result<std::vector<double>> answer) {
                   if (asked != m_lastValuesAsked)
                       return;
                   if (answer)
                       m_lastValues = *std::move(answer);
                   m_isJudging = false;
               });
}

EntryCheck EntryPresenter::check(const EntryInput &input) const
{
    return checkEntry(input, {m_definitions, m_context->clock().now(), m_context->calendar().zone},
                      m_formatter);
}

void EntryPresenter::inputChanged(const EntryInput &input)
{
    m_answers = {};
    loadLastValues(check(input).definition);
}

void EntryPresenter::save(const EntryInput &input)
{
    m_input = input;
    advance();
}

void EntryPresenter::advance()
{
    m_input.fold = m_answers.fold;
    const EntryCheck checked = check(m_input);
    if (checked.isRepeatedTime) {
        Q_EMIT asked(Question::RepeatedTime, checked.time.text);
        return;
    }
    if (!checked.entry) {
        Q_EMIT refused(checked.firstProblem.value_or(EntryField::Value));
        return;
    }
    if (const auto question = nextQuestion(checked)) {
        Q_EMIT asked(question->first, question->second);
        return;
    }
    m_answers = {};
    if (m_isJudging && checked.definition)
        judgeAndSend(*checked.entry, *checked.definition);
    else
        send(*checked.entry);
    Q_EMIT submitted();
}

std::optional<std::pair<EntryPresenter::Question, QString>>
EntryPresenter::nextQuestion(const EntryCheck &checked)
{
    const ValueEntry &entry = *checked.entry;
    if (checked.isNewMetric && !m_answers.createsMetric)
        return std::pair(Question::CreateMetric,
                         tr("There is no metric named \"%1\" yet.").arg(entry.metric));
    if (!entry.sessionUid && !m_answers.acceptsFuture)
        if (const QString text = futureQuestion(entry.at, m_context->clock().now());
            !text.isEmpty())
            return std::pair(Question::Future, text);
    if (checked.definition && !m_answers.acceptsRange)
        if (const QString text = rangeQuestion(entry.value, *checked.definition, m_formatter);
            !text.isEmpty())
            return std::pair(Question::OutOfRange, text);
    if (m_answers.wasWarned)
        return {};
    if (const auto doubt = suspicion(entry.value, m_lastValues)) {
        m_answers.wasWarned = true;
        return std::pair(Question::Suspicious,
                         suspicionText(*doubt, m_formatter.numbers(), Unit::of(checked.unit)));
    }
    return {};
}

void EntryPresenter::confirm(Question question)
{
    switch (question) {
    case Question::CreateMetric:
        m_answers.createsMetric = true;
        break;
    case Question::Future:
        m_answers.acceptsFuture = true;
        break;
    case Question::OutOfRange:
        m_answers.acceptsRange = true;
        break;
    case Question::Suspicious:
    case Question::RepeatedTime:
        break;
    }
    advance();
}

void EntryPresenter::chooseFold(Fold fold)
{
    m_answers.fold = fold;
    advance();
}

void EntryPresenter::send(const ValueEntry &entry)
{
    const std::uint64_t number = ++m_sent;
    m_inFlight.emplace(number, entry);
    continueOn(this, m_ports.records->enter(entry),
               [this, entry, number](const Result<EntryOutcome> &answer) {
                   m_inFlight.erase(number);
                   if (answer)
                       onAnswer(entry, *answer);
                   else
                       Q_EMIT failed(entry, answer.error());
               });
}

// The fields take the next entry meanwhile.
void EntryPresenter::judgeAndSend(const ValueEntry &entry, const Definition &definition)
{
    const std::uint64_t number = ++m_sent;
    m_inFlight.emplace(number, entry);
    Q_EMIT judgementBegan();
    continueOn(
        this, m_ports.records->lastValues(definition.id, static_cast<int>(kSuspicionMaxValues)),
        [this, entry, number, unit = definition.unit](const Result<std::vector<double>> &last) {
            m_inFlight.erase(number);
            const auto doubt = last ? suspicion(entry.value, *last) : std::nullopt;
            if (doubt)
                Q_EMIT doubted(entry, suspicionText(*doubt, m_formatter.numbers(), Unit::of(unit)));
            else
                send(entry);
            Q_EMIT judgementEnded(!doubt);
        });
}

void EntryPresenter::retry(const ValueEntry &entry)
{
    send(entry);
}

void EntryPresenter::onAnswer(const ValueEntry &entry, const EntryOutcome &outcome)
{
    if (outcome.duplicate) {
        m_duplicates.emplace_back(entry, *outcome.duplicate);
        if (m_duplicates.size() == 1)
            askNextDuplicate();
        return;
    }
    if (!outcome.saved)
        return;
    const Record &record = *outcome.saved;
    Q_EMIT changeMade(outcome.change, tr("add %1 to %2", "value and metric")
                                          .arg(valueCell(m_formatter, record.value, record.unit),
                                               record.metricName));
    Q_EMIT saved(record);
}

void EntryPresenter::askNextDuplicate()
{
    if (m_duplicates.empty()) {
        Q_EMIT duplicatesAnswered();
        return;
    }
    const auto &[entry, existing] = m_duplicates.front();
    const QString value = exactValueCell(m_formatter, existing.value, existing.unit);
    Q_EMIT duplicateFound(entry.sessionUid ? tr("The session already has a value of %1.").arg(value)
                                           : tr("A value of %1 exists at this time.").arg(value));
}

void EntryPresenter::answerDuplicate(DuplicatePolicy policy)
{
    if (m_duplicates.empty())
        return;
    ValueEntry entry = m_duplicates.front().first;
    m_duplicates.pop_front();
    entry.duplicates = policy;
    send(entry);
    askNextDuplicate();
}

std::optional<ValueEntry> EntryPresenter::cancelDuplicate()
{
    if (m_duplicates.empty())
        return {};
    ValueEntry entry = std::move(m_duplicates.front().first);
    m_duplicates.pop_front();
    askNextDuplicate();
    return entry;
}

std::vector<ValueEntry> EntryPresenter::unanswered() const
{
    std::vector<ValueEntry> entries;
    for (const auto &[entry, existing] : m_duplicates)
        entries.push_back(entry);
    return entries;
}

std::vector<ValueEntry> EntryPresenter::inFlight() const
{
    std::vector<ValueEntry> entries;
    for (const auto &[number, entry] : m_inFlight)
        entries.push_back(entry);
    return entries;
}

bool EntryPresenter::isDuplicateInSession() const
{
    return !m_duplicates.empty() && m_duplicates.front().first.sessionUid.has_value();
}

} // namespace tidemark
