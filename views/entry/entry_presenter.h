// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/record.h"
#include "model/ports/data_ports.h"
#include "views/entry/entry_check.h"

#include <QObject>
#include <QStringList>

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <vector>

namespace tidemark {

class ViewContext;

/// The course of an entry: what is asked before it is stored, and what the store answers. Questions
/// about what is in the fields come one at a time; an answer goes on where the question stood.
/// Duplicates are found when the entry is on its way, so they are asked about on their own and wait
/// until they are answered, whatever is typed meanwhile. GUI thread.
class EntryPresenter final : public QObject
{
    Q_OBJECT

public:
    enum class Question
    {
        CreateMetric,
        RepeatedTime, ///< first or second
        Future,
        OutOfRange,
        Suspicious, ///< said once; saving again means yes (E10)
    };

    /// All are loans that outlive the presenter.
    EntryPresenter(const DataPorts &ports, ViewContext *context, const Formatter &formatter,
                   QObject *parent = nullptr);

    [[nodiscard]] const std::vector<Definition> &definitions() const { return m_definitions; }
    [[nodiscard]] const std::vector<Session> &sessions() const { return m_sessions; }
    [[nodiscard]] const QStringList &devices() const { return m_devices; }
    [[nodiscard]] EntryCheck check(const EntryInput &input) const;
    /// A field changed: earlier answers no longer hold. Asks for the metric's last values when it
    /// is another one.
    void inputChanged(const EntryInput &input);
    /// Asks what must be asked, then stores. The fields must be in order.
    void save(const EntryInput &input);
    void confirm(Question question);
    void chooseFold(Fold fold);
    /// Stores an entry that was refused, as it is.
    void retry(const ValueEntry &entry);
    void answerDuplicate(DuplicatePolicy policy);
    /// A session holds one value per metric, so both cannot be kept there (E9).
    [[nodiscard]] bool isDuplicateInSession() const;
    /// Drops the asked entry and gives it back for the fields.
    std::optional<ValueEntry> cancelDuplicate();
    /// True while an entry is on its way or waits for an answer about a duplicate.
    [[nodiscard]] bool isBusy() const { return !m_inFlight.empty() || !m_duplicates.empty(); }
    /// The entries that were sent and have no answer yet, in that order.
    [[nodiscard]] std::vector<ValueEntry> inFlight() const;
    /// The entries that wait for an answer about a duplicate.
    [[nodiscard]] std::vector<ValueEntry> unanswered() const;

Q_SIGNALS:
    /// Metrics, sessions or devices are known anew.
    void choicesChanged();
    void refused(tidemark::EntryField field);
    void asked(tidemark::EntryPresenter::Question question, const QString &text);
    /// The entry is on its way to the store; the fields may take the next one.
    void submitted();
    /// An entry is not asked of the store before the metric's last values are here.
    void judgementBegan();
    void judgementEnded(bool isSent); ///< or doubted
    void duplicateFound(const QString &question);
    /// Enter came before the metric's last values did, and by them the entry is suspicious (E10).
    void doubted(const tidemark::ValueEntry &entry, const QString &question);
    void duplicatesAnswered(); ///< no question about one is open any more
    void saved(const tidemark::Record &record);
    void changeMade(tidemark::ChangeId change, const QString &label);
    void failed(const tidemark::ValueEntry &entry, const tidemark::Error &error);

private:
    struct Answers
    {
        bool createsMetric = false;
        bool acceptsFuture = false;
        bool acceptsRange = false;
        bool wasWarned = false;
        std::optional<Fold> fold;
    };

    void loadDefinitions();
    void loadChoices();
    void loadLastValues(const std::optional<Definition> &definition);
    void advance();
    [[nodiscard]] std::optional<std::pair<Question, QString>> nextQuestion(const EntryCheck &check);
    void send(const ValueEntry &entry);
    void judgeAndSend(const ValueEntry &entry, const Definition &definition);
    void onAnswer(const ValueEntry &entry, const EntryOutcome &outcome);
    void askNextDuplicate();

    DataPorts m_ports;
    ViewContext *m_context;
    const Formatter &m_formatter;
    std::vector<Definition> m_definitions;
    std::vector<Session> m_sessions;
    QStringList m_devices;
    EntryInput m_input;
    Answers m_answers;
    MetricId m_lastValuesOf;
    std::vector<double> m_lastValues;
    bool m_isJudging = false;                       ///< the last values are on their way
    std::map<std::uint64_t, ValueEntry> m_inFlight; ///< by number, ascending as they were sent
    std::uint64_t m_sent = 0;
    std::uint64_t m_definitionsAsked = 0; ///< answers to older questions are dropped
    std::uint64_t m_choicesAsked = 0;
    std::uint64_t m_lastValuesAsked = 0;
    std::deque<std::pair<ValueEntry, Record>> m_duplicates; ///< the first one is being asked about
};

} // namespace tidemark
