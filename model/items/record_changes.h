// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "model/domain/definition.h"
#include "model/ports/record_store.h"

#include <QHash>
#include <QObject>

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace tidemark {

class Clock;
class Formatter;
class KeptEdits;
class MetricCatalog;

/// What a person wants to be stored at once, as one undo step: corrections of records that are
/// there, or new records.
struct RecordChange
{
    std::vector<RecordEdit> edits;
    std::vector<ValueEntry> entries;
    QString label;
    bool acceptsFuture = false;
    bool acceptsRange = false;
    std::optional<DuplicatePolicy> duplicates = {}; ///< absent: ask
    bool isJudged = false;                          ///< looked at for suspicious values already
    /// The records as they were when they were corrected, one for each edit in the same order.
    std::vector<Record> before = {};
    QString place = {}; ///< what it is about, where the table may show something else
};

/// The course of changes made in a table: what is asked before they are stored (E8, E9), and what
/// the store answers. A change with a question waits for its answer, others go on, and what the
/// store refuses waits too, so that nothing typed is lost. Suspicious values are stored and said
/// once per change (E10). GUI thread.
class RecordChanges final : public QObject
{
    Q_OBJECT

public:
    enum class Question
    {
        Future,
        OutOfRange,
        Duplicate,
        Refused, ///< the store could not take it: retry or drop it
        Changed, ///< the records are not as they were when they were corrected
    };
    /// A change and what is asked about it.
    struct Waiting
    {
        RecordChange change;
        Question question = Question::Future;
        QString text;
        QString detail = {};
        QString changed = {}; ///< Question::Changed, asked before the other one; empty: nothing
        mutable QByteArray kept = {}; ///< keptText() once it was asked for, until `change` changes
    };

    /// All are loans that outlive the object.
    RecordChanges(RecordStore &records, MetricCatalog &catalog, const Formatter &formatter,
                  const Clock &clock, QObject *parent = nullptr);
    ~RecordChanges() override; // what is still looked at is stored

    /// Of the metrics that changes are about. Those of restored ones it asks for itself.
    void setDefinitions(const QHash<MetricId, Definition> &definitions);
    /// Asks what must be asked, then stores. What it corrects is dropped from changes that wait, so
    /// that an answer to them never brings an older value back; the rest of them still waits, or is
    /// stored when nothing in it is to be asked any more.
    void submit(RecordChange change);

    [[nodiscard]] bool isAsking() const { return !m_waiting.empty(); }
    /// The new records that wait for an answer, each with what is asked or why it was refused, and
    /// those that the store has not answered yet.
    [[nodiscard]] std::vector<std::pair<ValueEntry, Error>> unanswered() const;
    /// The corrections that wait for an answer, of a person or of the store, for the session file;
    /// empty when there are none. Restored, they wait again once the store has said how their
    /// records are now, except for what turns out to be stored. Each change is written once;
    /// a call copies its text, and nothing bounds how much that is.
    [[nodiscard]] QByteArray saveEdits() const;
    void restoreEdits(const QByteArray &state);
    /// A session holds one value per metric, so both cannot be kept there (E9).
    [[nodiscard]] bool canKeepBoth() const;
    /// Answers to the question that was asked last.
    void saveAnyway();
    void retry();
    void answerDuplicate(DuplicatePolicy policy);
    void cancel();

Q_SIGNALS:
    /// `detail` is the technical text of what was refused.
    void asked(tidemark::RecordChanges::Question question, const QString &text,
               const QString &detail);
    void answered(); ///< no question is open any more
    /// What saveEdits() and unanswered() give may be another, also where no other question is
    /// asked.
    void waitingChanged();
    void stored(tidemark::ChangeId change, const QString &label);
    void warned(const QString &text);
    /// Corrections of restoreEdits() could not be looked up, for the reason in `detail`.
    void keptAside(const QString &text, const QString &detail);
    void restored(); ///< corrections of restoreEdits() wait again

private:
    [[nodiscard]] std::optional<Waiting> questionAbout(const RecordChange &change) const;
    [[nodiscard]] QString futureText(const RecordChange &change) const;
    [[nodiscard]] QString rangeText(const RecordChange &change) const;
    [[nodiscard]] const Definition *definitionNamed(const QString &metric) const;
    [[nodiscard]] std::vector<std::pair<const Definition *, double>>
    valuesOf(const RecordChange &change) const;
    void dropSuperseded(const RecordChange &change);
    void askAgain(Waiting waiting, std::vector<RecordChange> &unasked);
    [[nodiscard]] std::vector<const Waiting *> notStored() const;
    [[nodiscard]] RecordChange takeAsked();
    void wait(Waiting waiting);
    void askNext();
    struct BlockCheck;
    struct ToStore
    {
        std::uint64_t number = 0; ///< in m_onItsWay
        RecordChange change;
    };

    void store(RecordChange change);
    void storeNext();
    void checkBlock(const std::shared_ptr<BlockCheck> &check);
    void send(const ToStore &next);
    void storeEdits(const ToStore &next);
    void storeEntry(const ToStore &next);
    void storeEntries(const ToStore &next);
    void finish(std::uint64_t number, ChangeId change, const QString &label);
    void waitNotStored(std::uint64_t number, Question question, const QString &text,
                       const QString &detail = {});
    void warnOfSuspicion(const Definition &metric, double value);

    RecordStore &m_records;
    const Formatter &m_formatter;
    const Clock &m_clock;
    QHash<MetricId, Definition> m_definitions;
    std::deque<Waiting> m_waiting; // the first one is being asked about
    std::deque<ToStore> m_toStore; // the first one is being looked at
    /// From store() to the store's answer, in this order, without what later changes correct.
    std::map<std::uint64_t, Waiting> m_onItsWay;
    std::uint64_t m_lastNumber = 0;
    KeptEdits *m_kept;
};

} // namespace tidemark
