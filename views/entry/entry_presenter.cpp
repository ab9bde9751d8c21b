// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/entry/entry_presenter.h"

#include "model/core/continue_on.h"
#include "model/core/robust_stats.h"
#include "model/domain/formatter.h"
#include "model/items/cell_text.h"
#include "model/ports/clock.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/ports/store_events.h"
#include "views/dashboards/view_context.h"

#include <utility>

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
    continueOn(this, m_ports.catalog->definitions(),
               [this](Result<std::vector<Definition>> answer) {
                   if (!answer)
                       return;
                   m_definitions = *std::move(answer);
                   Q_EMIT choicesChanged();
               });
}

void EntryPresenter::loadChoices()
{
    continueOn(this, m_ports.sessions->sessions({}, {}, kSessionChoices),
               [this](Result<SessionPage> page) {
                   if (!page)
                       return;
                   m_sessions.clear();
                   for (SessionSummary &row : page->sessions)
                       m_sessions.push_back(std::move(row.session));
                   Q_EMIT choicesChanged();
               });
    continueOn(this, m_ports.sessions->devices(), [this](Result<QStringList> names) {
        if (!names)
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
    if (!metric.isValid())
        return;
    m_isJudging = true;
    continueOn(this, m_ports.records->lastValues(metric, static_cast<int>(kSuspicionMaxValues)),
               [this, metric](Result<std::vector<double>> answer) {
                   if (metric != m_lastValuesOf)
                       return;
                   if (answer)
                       m_lastValues = *std::move(answer);
                   m_isJudging = false;
                   if (std::exchange(m_isSaveWaiting, false))
                       advance();
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
    m_isSaveWaiting = false;
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
    if (const auto question = nextQuestion(checked))
        Q_EMIT asked(question->first, question->second);
    else if (m_isJudging)
        m_isSaveWaiting = true; // Enter came before the last values did: some milliseconds
    else
        submit(*checked.entry);
}

std::optional<std::pair<EntryPresenter::Question, QString>>
EntryPresenter::nextQuestion(const EntryCheck &checked)
{
    const ValueEntry &entry = *checked.entry;
    if (checked.isNewMetric && !m_answers.createsMetric)
        return std::pair(Question::CreateMetric,
                         tr("There is no metric named \"%1\" yet.").arg(entry.metric));
    if (const QString text = futureQuestion(entry, m_context->clock().now());
        !text.isEmpty() && !m_answers.acceptsFuture)
        return std::pair(Question::Future, text);
    if (const QString text = rangeQuestion(entry, checked.definition, m_formatter);
        !text.isEmpty() && !m_answers.acceptsRange)
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
    case Question::Duplicate:
        break;
    }
    advance();
}

void EntryPresenter::chooseFold(Fold fold)
{
    m_answers.fold = fold;
    advance();
}

void EntryPresenter::submit(ValueEntry entry)
{
    m_answers = {};
    continueOn(this, m_ports.records->enter(entry),
               [this, entry](const Result<EntryOutcome> &answer) {
                   if (answer)
                       onAnswer(entry, *answer);
                   else
                       Q_EMIT failed(entry, answer.error().message);
               });
    Q_EMIT submitted();
}

void EntryPresenter::onAnswer(const ValueEntry &entry, const EntryOutcome &outcome)
{
    if (outcome.duplicate) {
        m_duplicates.emplace_back(entry, *outcome.duplicate);
        if (m_duplicates.size() == 1)
            askDuplicate();
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

void EntryPresenter::askDuplicate()
{
    const auto &[entry, existing] = m_duplicates.front();
    const QString value = exactValueCell(m_formatter, existing.value, existing.unit);
    Q_EMIT asked(Question::Duplicate, entry.sessionUid
                                          ? tr("The session already has a value of %1.").arg(value)
                                          : tr("A value of %1 exists at this time.").arg(value));
}

void EntryPresenter::answerDuplicate(DuplicatePolicy policy)
{
    if (m_duplicates.empty())
        return;
    ValueEntry entry = m_duplicates.front().first;
    m_duplicates.pop_front();
    entry.duplicates = policy;
    submit(std::move(entry));
    if (!m_duplicates.empty())
        askDuplicate();
}

std::optional<ValueEntry> EntryPresenter::cancelDuplicate()
{
    if (m_duplicates.empty())
        return {};
    ValueEntry entry = std::move(m_duplicates.front().first);
    m_duplicates.pop_front();
    if (!m_duplicates.empty())
        askDuplicate();
    return entry;
}

bool EntryPresenter::isDuplicateInSession() const
{
    return !m_duplicates.empty() && m_duplicates.front().first.sessionUid.has_value();
}

} // namespace tidemark
