// SPDX-License-Identifier: GPL-3.0-or-later
// Steps back and forth by themselves: what refuses them, their order and their list.
#include "model/ports/change_journal.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "tests/model/store/store_fixture.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

class JournalTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void refusesToUndoWhatALaterChangeUses();
    void refusesToRedoOverALaterChange();
    void tellsWhatALaterChangeUses();
    void namesTheErrorsOfUnknownAndRepeatedSteps();
    void listsTheNewestChangesFirst();
    void theOrderIsOfReceiptWhateverTheClockSays();
};

void JournalTest::refusesToUndoWhatALaterChangeUses()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    const auto store = openStore(path);
    QVERIFY(store);
    const DataPorts ports = (*store)->ports();
    const auto metric = answer(ports.catalog->create({u"load"_s}));
    const auto entry = answer(ports.records->enter({u"load"_s, {}, 1.5, Timestamp(7)}));
    QVERIFY(metric && entry);
    const QByteArray before = contentDump(path);
    auto undone = answer(ports.journal->undo(metric->change)); // its record refers to it
    QVERIFY(!undone);
    QCOMPARE(undone.error().code, ErrorCode::Conflict);
    QVERIFY(undone.error().message.contains(u"create metric load"_s));
    QCOMPARE(contentDump(path), before);

    RecordEdit edit;
    edit.key = entry->saved->key;
    edit.value = 2.5;
    QVERIFY(answer(ports.records->edit({edit}, u"edit 1 record"_s)));
    undone = answer(ports.journal->undo(entry->change));
    QVERIFY(!undone);
    QCOMPARE(undone.error().code, ErrorCode::Conflict);
}

void JournalTest::refusesToRedoOverALaterChange()
{
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.tidemark"_s));
    QVERIFY(store);
    const DataPorts ports = (*store)->ports();
    const auto entry = answer(ports.records->enter({u"load"_s, {}, 1.5, Timestamp(7)}));
    QVERIFY(entry);
    RecordEdit edit;
    edit.key = entry->saved->key;
    edit.value = 2.5;
    const auto first = answer(ports.records->edit({edit}, u"edit 1 record"_s));
    QVERIFY(first && answer(ports.journal->undo(*first)));
    edit.value = 3.5;
    QVERIFY(answer(ports.records->edit({edit}, u"edit 1 record"_s)));
    const auto redone = answer(ports.journal->redo(*first));
    QVERIFY(!redone);
    QCOMPARE(redone.error().code, ErrorCode::Conflict);
}

void JournalTest::tellsWhatALaterChangeUses()
{
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.tidemark"_s));
    QVERIFY(store);
    const DataPorts ports = (*store)->ports();
    const auto refusal = [&ports](ChangeId change) -> QString {
        const auto undone = answer(ports.journal->undo(change));
        return undone ? u"undone"_s : undone.error().message;
    };
    const auto entry = answer(ports.records->enter({u"load"_s, {}, 1.5, Timestamp(7)}));
    QVERIFY(entry);
    const MetricId metric = entry->saved->key.metric;
    DefinitionChange described;
    described.description = std::optional(u"first"_s);
    const auto first = answer(ports.catalog->update(metric, described));
    described.description = std::optional(u"second"_s);
    QVERIFY(first && answer(ports.catalog->update(metric, described)));
    QString said = refusal(first->change);
    QVERIFY2(said.contains("edit metric load"_L1), qPrintable(said));
    QVERIFY2(said.contains("a later change uses the same metrics"_L1), qPrintable(said));

    // The name that a rename took back would be another metric's.
    DefinitionChange renamed;
    renamed.name = u"pace"_s;
    const auto away = answer(ports.catalog->update(metric, renamed));
    QVERIFY(away && answer(ports.catalog->create({u"load"_s})));
    said = refusal(away->change);
    QVERIFY2(said.contains("the same metrics or their names"_L1), qPrintable(said));

    RecordEdit edit;
    edit.key = entry->saved->key;
    edit.value = 2.5;
    const auto once = answer(ports.records->edit({edit}, u"edit 1 record"_s));
    edit.value = 3.5;
    QVERIFY(once && answer(ports.records->edit({edit}, u"edit 1 record"_s)));
    said = refusal(*once);
    QVERIFY2(said.contains("a later change uses the same records"_L1), qPrintable(said));

    SessionChange named;
    named.name = std::optional(u"run"_s);
    const auto session = entry->saved->key.session;
    QVERIFY(answer(ports.sessions->updateSession(session, named)));
    const ChangeId naming = answer(ports.journal->changes(1))->front().id;
    named.name = std::optional(u"second run"_s);
    QVERIFY(answer(ports.sessions->updateSession(session, named)));
    said = refusal(naming);
    QVERIFY2(said.contains("a later change uses the same sessions"_L1), qPrintable(said));
}

void JournalTest::namesTheErrorsOfUnknownAndRepeatedSteps()
{
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.tidemark"_s));
    QVERIFY(store);
    const DataPorts ports = (*store)->ports();
    QCOMPARE(answer(ports.journal->undo(ChangeId(42))).error().code, ErrorCode::NotFound);
    const auto metric = answer(ports.catalog->create({u"load"_s}));
    QVERIFY(metric);
    QCOMPARE(answer(ports.journal->redo(metric->change)).error().code, ErrorCode::InvalidArgument);
    QVERIFY(answer(ports.journal->undo(metric->change)));
    QCOMPARE(answer(ports.journal->undo(metric->change)).error().code, ErrorCode::InvalidArgument);
}

void JournalTest::listsTheNewestChangesFirst()
{
    const QTemporaryDir folder;
    const auto store = openStore(folder.filePath(u"s.tidemark"_s));
    QVERIFY(store);
    const DataPorts ports = (*store)->ports();
    const auto metric = answer(ports.catalog->create({u"load"_s}));
    const auto entry = answer(ports.records->enter({u"load"_s, {}, 1.5, Timestamp(7)}));
    QVERIFY(metric && entry && answer(ports.journal->undo(entry->change)));
    const auto changes = answer(ports.journal->changes(10));
    QVERIFY(changes);
    QCOMPARE(changes->size(), 2U);
    QCOMPARE(changes->at(0).id, entry->change);
    QVERIFY(changes->at(0).isUndone);
    QCOMPARE(changes->at(1).label, u"create metric load"_s);
    QCOMPARE(changes->at(1).who, u"ana"_s);
    QCOMPARE(answer(ports.journal->changes(1))->size(), 1U);
}

// R10: set back by an hour, and forth by a day.
void JournalTest::theOrderIsOfReceiptWhateverTheClockSays()
{
    const QTemporaryDir folder;
    StillClock clock(at(u"2026-11-20T12:00:00Z"_s));
    store::OpenOptions options = openOptions(folder.filePath(u"s.tidemark"_s));
    options.clock = &clock;
    const auto store = answer(store::LocalStore::open(options));
    QVERIFY(store);
    const DataPorts ports = (*store)->ports();
    ValueEntry entry;
    entry.metric = u"m"_s;
    entry.at = at(u"2026-11-01T00:00:00Z"_s);
    entry.duplicates = DuplicatePolicy::Replace;
    std::vector<ChangeId> received;
    RecordKey key;
    for (const qint64 step_s : {0, -3'600, 86'400, -3'600}) {
        clock.set(clock.now() + Timedelta(step_s * kNsPerSecond));
        entry.value += 1;
        const auto entered = answer(ports.records->enter(entry));
        QVERIFY(entered);
        received.insert(received.begin(), entered->change);
        key = entered->saved->key;
    }
    const auto listed = answer(ports.journal->changes(10)).value();
    QCOMPARE(listed.size(), received.size());
    for (std::size_t i = 0; i < received.size(); ++i)
        QCOMPARE(listed[i].id, received[i]);
    std::vector<double> earlier;
    const auto history = answer(ports.records->history(key)).value();
    for (const RecordRevision &revision : history)
        earlier.push_back(revision.value);
    QCOMPARE(earlier, (std::vector<double>{3, 2, 1}));
    for (const ChangeId change : received)
        QVERIFY(answer(ports.journal->undo(change)));
    QVERIFY(answer(ports.catalog->definitions()).value().empty());
}

TIDEMARK_TEST(JournalTest)
#include "journal_test.moc"
