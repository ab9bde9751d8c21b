// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/history_list.h"
#include "model/ports/store_events.h"
#include "tests/app/undo_fixture.h"
#include "tests/support/test_registry.h"

#include <QListWidget>
#include <QSignalSpy>
#include <QTest>

#include <algorithm>

using namespace Qt::StringLiterals;
using namespace tidemark;

namespace {

/// The store's journal, in which one step cannot be taken back or repeated.
class BrokenJournal final : public ChangeJournal
{
public:
    explicit BrokenJournal(ChangeJournal &journal)
        : m_journal(journal)
    {}
    QFuture<Result<void>> undo(ChangeId change) override
    {
        return change == broken ? refusal() : m_journal.undo(change);
    }
    QFuture<Result<void>> redo(ChangeId change) override
    {
        return change == broken ? refusal() : m_journal.redo(change);
    }
    QFuture<Result<std::vector<ChangeEntry>>> changes(int limit) override
    {
        return m_journal.changes(limit);
    }
    QFuture<Result<SettledChanges>> settledChanges(int limit) override
    {
        return m_journal.settledChanges(limit);
    }
    [[nodiscard]] std::uint64_t changesAsked() const override { return m_journal.changesAsked(); }
    [[nodiscard]] std::uint64_t changesDone() const override { return m_journal.changesDone(); }

    ChangeId broken;
    Error error;

private:
    [[nodiscard]] QFuture<Result<void>> refusal() const
    {
        return QtFuture::makeReadyFuture(Result<void>(failure(error)));
    }

    ChangeJournal &m_journal;
};

} // namespace

class UndoHistoryTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void listsWhatWasDoneSinceItWasMade()
    {
        test::StoreBench bench;
        bench.addValue(u"before"_s, u"2026-11-01T00:00:00Z"_s, 1);
        UndoHistory history(*bench.ports.journal, *bench.ports.events);
        QTRY_VERIFY(history.isReady());
        QSignalSpy added(&history, &UndoHistory::stepsAdded);
        QTest::qWait(0);
        bench.addValue(u"after"_s, u"2026-11-01T00:00:00Z"_s, 2);
        QTRY_VERIFY(history.stack().canUndo());
        // The definition and its first value are one step of the person.
        QVERIFY(!history.stack().undoText().isEmpty());
        QCOMPARE(test::toldOf(added).size(), std::size_t(history.stack().count()));
        for (int i = 0; i < history.stack().count(); ++i)
            QVERIFY(!history.stack().text(i).isEmpty());
    }

    void undoesAndRedoesInTheStore()
    {
        test::HistoryBench bench;
        bench.addMetric(u"m"_s);
        QTRY_COMPARE(bench.history.stack().count(), 1);
        bench.addValue(u"m"_s, u"2026-11-01T00:00:00Z"_s, 2);
        QTRY_COMPARE(bench.history.stack().count(), 2);
        bench.history.undo();
        QTRY_COMPARE(bench.history.stack().index(), 1);
        QCOMPARE(bench.storedRecords(), 0);
        bench.history.redo();
        QTRY_COMPARE(bench.history.stack().index(), 2);
        QCOMPARE(bench.storedRecords(), 1);
    }

    void theButtonOfAStepTakesBackThatStepOnly()
    {
        test::HistoryBench bench;
        QSignalSpy added(&bench.history, &UndoHistory::stepsAdded);
        bench.addMetric(u"m"_s);
        bench.addValue(u"m"_s, u"2026-11-01T00:00:00Z"_s, 1);
        QTRY_COMPARE(bench.history.stack().count(), 2);
        bench.history.undo(test::toldOf(added).at(0)); // another one lies above it
        QVERIFY(!bench.history.isBusy());
        bench.history.undo(test::toldOf(added).at(1));
        QTRY_COMPARE(bench.history.stack().index(), 1);
        QCOMPARE(bench.storedRecords(), 0);
    }

    // Each by itself would hold the window up while many programs write.
    void manyStepsAreToldOfAtOnce()
    {
        constexpr int kChanges = 300;
        test::HistoryBench bench;
        QSignalSpy added(&bench.history, &UndoHistory::stepsAdded);
        QSignalSpy changed(&bench.history, &UndoHistory::changed);
        std::vector<QFuture<Result<EntryOutcome>>> entries;
        for (int i = 0; i < kChanges; ++i) {
            ValueEntry entry;
            entry.metric = u"m"_s;
            entry.at = Timestamp(i * kNsPerSecond);
            entries.push_back(bench.ports.records->enter(entry));
        }
        for (auto &entry : entries)
            entry.waitForFinished(); // while the window is busy with something else
        QTRY_COMPARE(bench.history.stack().count(), kChanges);
        const std::vector<ChangeId> told = test::toldOf(added);
        QCOMPARE(told.size(), std::size_t{kChanges});
        QVERIFY(std::is_sorted(told.begin(), told.end()));
        QVERIFY2(added.size() <= 3, qPrintable(QString::number(added.size())));
        QVERIFY2(changed.size() <= 10, qPrintable(QString::number(changed.size())));
        QVERIFY(bench.history.isNext(told.back()));
    }

    void goesBackOverManyStepsAtOnce()
    {
        test::HistoryBench bench;
        bench.addMetric(u"m"_s);
        for (int i = 0; i < 4; ++i)
            bench.addValue(u"m"_s, u"2026-11-0%1T00:00:00Z"_s.arg(i + 1), i);
        QTRY_COMPARE(bench.history.stack().count(), 5);
        bench.history.goTo(2);
        QTRY_COMPARE(bench.history.stack().index(), 2);
        QCOMPARE(bench.storedRecords(), 1);
        bench.history.goTo(5);
        QTRY_COMPARE(bench.history.stack().index(), 5);
        QCOMPARE(bench.storedRecords(), 4);
    }

    void mixesLayoutAndDataInOneOrder()
    {
        test::HistoryBench bench;
        int layout = 1;
        bench.addMetric(u"m"_s);
        QTRY_COMPARE(bench.history.stack().count(), 1);
        bench.history.pushLayout(
            u"add panel"_s, [&layout] { layout = 0; }, [&layout] { layout = 1; });
        bench.addValue(u"m"_s, u"2026-11-01T00:00:00Z"_s, 2);
        QTRY_COMPARE(bench.history.stack().count(), 3);
        bench.history.undo();
        QTRY_COMPARE(bench.history.stack().index(), 2);
        QCOMPARE(layout, 1);
        QCOMPARE(bench.history.stack().undoText(), u"add panel"_s);
        bench.history.undo();
        QTRY_COMPARE(bench.history.stack().index(), 1);
        QCOMPARE(layout, 0);
        bench.history.redo();
        QCOMPARE(layout, 1);
    }

    void aLayoutChangeMadeWhileTheStoreWorksStays()
    {
        test::HistoryBench bench;
        bench.addMetric(u"m"_s);
        QTRY_COMPARE(bench.history.stack().count(), 1);
        int layout = 1;
        bench.history.undo();
        QVERIFY(bench.history.isBusy());
        bench.history.pushLayout(
            u"add panel"_s, [&layout] { layout = 0; }, [&layout] { layout = 1; });
        QTRY_VERIFY(!bench.history.isBusy());
        QCOMPARE(layout, 1);
        QCOMPARE(bench.history.stack().undoText(), u"add panel"_s);
        bench.history.undo();
        QCOMPARE(layout, 0);
        bench.history.redo();
        QCOMPARE(layout, 1);
    }

    void saysWhenAStepCannotBeTakenBackAndStaysThere()
    {
        test::StoreBench bench;
        BrokenJournal journal(*bench.ports.journal);
        UndoHistory history(journal, *bench.ports.events);
        QTRY_VERIFY(history.isReady());
        QSignalSpy added(&history, &UndoHistory::stepsAdded);
        bench.addMetric(u"m"_s);
        QTRY_COMPARE(history.stack().count(), 1);
        journal.broken = test::toldOf(added).at(0);
        journal.error = {ErrorCode::Conflict, u"A later change uses the same records."_s, {}};
        QSignalSpy failed(&history, &UndoHistory::failed);
        history.undo();
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(history.stack().index(), 1);
        QVERIFY(!history.isBusy());
    }

    void aStepThatAnotherTookBackFirstIsToldAndPassed()
    {
        test::HistoryBench bench;
        bench.addMetric(u"below"_s);
        bench.addMetric(u"m"_s);
        QTRY_COMPARE(bench.history.stack().count(), 2);
        const auto changes = test::await(bench.ports.journal->changes(1)).value();
        const ChangeId newest = changes.front().id;
        QVERIFY(test::await(bench.ports.journal->undo(newest)).has_value());
        QSignalSpy failed(&bench.history, &UndoHistory::failed);
        bench.history.goTo(0);
        QTRY_COMPARE(failed.size(), 1); // it stops there
        QCOMPARE(bench.history.stack().index(), 1);
        bench.history.redo(); // the step is as any that was taken back
        QTRY_COMPARE(bench.history.stack().index(), 2);
        QVERIFY(test::await(bench.ports.catalog->find(u"m"_s)).has_value());
        QCOMPARE(failed.size(), 1);
        QVERIFY(test::await(bench.ports.journal->undo(newest)).has_value());
        bench.history.undo();
        QTRY_COMPARE(failed.size(), 2);
        bench.history.undo(); // and the one below it is reached
        QTRY_COMPARE(bench.history.stack().index(), 0);
        QCOMPARE(failed.size(), 2);
    }

    void aStepThatIsLostIsToldOnceAndPassed_data()
    {
        QTest::addColumn<Error>("error");
        QTest::newRow("samples that age took")
            << Error{ErrorCode::Conflict, u"Gone."_s, {}, ErrorSubject::Samples};
        QTest::newRow("no longer in the history") << Error{ErrorCode::NotFound, u"Gone."_s, {}};
    }
    void aStepThatIsLostIsToldOnceAndPassed()
    {
        QFETCH(const Error, error);
        test::StoreBench bench;
        BrokenJournal journal(*bench.ports.journal);
        UndoHistory history(journal, *bench.ports.events);
        QTRY_VERIFY(history.isReady());
        QSignalSpy added(&history, &UndoHistory::stepsAdded);
        for (const QString &name : {u"below"_s, u"lost"_s, u"above"_s})
            bench.addMetric(name);
        QTRY_COMPARE(history.stack().count(), 3);
        journal.broken = test::toldOf(added).at(1);
        journal.error = error;
        QSignalSpy failed(&history, &UndoHistory::failed);
        history.goTo(0);
        QTRY_COMPARE(failed.size(), 1); // it stops there
        QVERIFY(!history.isBusy());
        QCOMPARE(history.stack().index(), 1);
        QCOMPARE(history.stack().count(), 2);
        history.undo();
        QTRY_COMPARE(history.stack().index(), 0);
        history.goTo(2); // and what is left is repeated
        QTRY_COMPARE(history.stack().index(), 2);
        QCOMPARE(failed.size(), 1);
        QVERIFY(test::await(bench.ports.catalog->find(u"above"_s)).has_value());
    }

    void aStepThatCannotBeRepeatedAnyMoreIsPassed()
    {
        test::StoreBench bench;
        BrokenJournal journal(*bench.ports.journal);
        UndoHistory history(journal, *bench.ports.events);
        QTRY_VERIFY(history.isReady());
        QSignalSpy added(&history, &UndoHistory::stepsAdded);
        for (const QString &name : {u"lost"_s, u"above"_s})
            bench.addMetric(name);
        QTRY_COMPARE(history.stack().count(), 2);
        history.goTo(0);
        QTRY_COMPARE(history.stack().index(), 0);
        journal.broken = test::toldOf(added).at(0);
        journal.error = {ErrorCode::Conflict, u"Gone."_s, {}, ErrorSubject::Samples};
        QSignalSpy failed(&history, &UndoHistory::failed);
        history.redo();
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(history.stack().count(), 1);
        history.redo();
        QTRY_COMPARE(history.stack().index(), 1);
        QVERIFY(test::await(bench.ports.catalog->find(u"above"_s)).has_value());
    }

    void whatOthersChangeInAReadOnlyStoreIsNoStep()
    {
        test::HistoryBench bench;
        bench.history.setReadOnly();
        bench.addMetric(u"m"_s);
        bench.history.undo(); // looks for what it may have missed
        QTRY_VERIFY(!bench.history.isBusy());
        QCOMPARE(bench.history.stack().count(), 0);
        QVERIFY(test::await(bench.ports.catalog->find(u"m"_s)).has_value());
    }

    void layoutIsTakenBackInAStoreThatBecameReadOnly()
    {
        test::StoreBench bench;
        BrokenJournal journal(*bench.ports.journal);
        UndoHistory history(journal, *bench.ports.events);
        QTRY_VERIFY(history.isReady());
        QSignalSpy added(&history, &UndoHistory::stepsAdded);
        int layout = 1;
        history.pushLayout(
            u"add panel"_s, [&layout] { layout = 0; }, [&layout] { layout = 1; });
        bench.addMetric(u"m"_s);
        QTRY_COMPARE(history.stack().count(), 2);
        journal.broken = test::toldOf(added).at(0);
        journal.error = {ErrorCode::ReadOnly, u"The store is damaged."_s, {}};
        Q_EMIT bench.ports.events->becameReadOnly(journal.error.message);
        QSignalSpy failed(&history, &UndoHistory::failed);
        history.undo();
        QTRY_COMPARE(failed.size(), 1);
        QCOMPARE(history.stack().count(), 1);
        QCOMPARE(layout, 1);
        history.undo();
        QTRY_COMPARE(layout, 0);
        QCOMPARE(failed.size(), 1);
    }

    void keepsAtLeastTwoHundredSteps()
    {
        QVERIFY(UndoHistory::kSteps >= 200);
        test::HistoryBench bench;
        int value = 0;
        for (int i = 1; i <= 250; ++i) {
            value = i;
            bench.history.pushLayout(
                u"step %1"_s.arg(i), [&value, i] { value = i - 1; }, [&value, i] { value = i; });
        }
        bench.history.goTo(0);
        QCOMPARE(value, 0);
        bench.history.goTo(250);
        QCOMPARE(value, 250);
    }

    void takesBackMoreThanTwoHundredStepsOfTheStore()
    {
        constexpr int kChanges = 210;
        test::HistoryBench bench;
        bench.addMetric(u"m"_s);
        for (int i = 1; i < kChanges; ++i)
            bench.addValue(u"m"_s,
                           u"2026-11-01T%1:%2:00Z"_s.arg(i / 60, 2, 10, QChar(u'0'))
                               .arg(i % 60, 2, 10, QChar(u'0')),
                           i);
        QTRY_COMPARE(bench.history.stack().count(), kChanges);
        bench.history.goTo(1);
        QTRY_COMPARE_WITH_TIMEOUT(bench.history.stack().index(), 1, 30'000);
        QCOMPARE(bench.storedRecords(), 0);
        bench.history.goTo(kChanges);
        QTRY_COMPARE_WITH_TIMEOUT(bench.history.stack().index(), kChanges, 30'000);
        QCOMPARE(bench.storedRecords(), kChanges - 1);
    }

    void knowsWhetherAChangeIsTheNextToUndo()
    {
        test::HistoryBench bench;
        QSignalSpy added(&bench.history, &UndoHistory::stepsAdded);
        bench.addMetric(u"m"_s);
        QTRY_COMPARE(added.count(), 1);
        const auto change = test::toldOf(added).at(0);
        QVERIFY(bench.history.isNext(change));
        bench.history.pushLayout(
            u"add panel"_s, [] {}, [] {});
        QVERIFY(!bench.history.isNext(change));
        bench.history.undo();
        QVERIFY(bench.history.isNext(change));
        bench.history.undo();
        QTRY_COMPARE(bench.history.stack().index(), 0);
        QVERIFY(!bench.history.isNext(change));
    }

    void listShowsTheStepsAndGoesToOne()
    {
        test::HistoryBench bench;
        int value = 2;
        bench.history.pushLayout(
            u"one"_s, [&value] { value = 0; }, [&value] { value = 1; });
        bench.history.pushLayout(
            u"two"_s, [&value] { value = 1; }, [&value] { value = 2; });
        HistoryList list(bench.history);
        list.open();
        auto *rows = list.findChild<QListWidget *>();
        QCOMPARE(rows->count(), 3);
        QCOMPARE(rows->item(0)->text(), u"two (now)"_s);
        rows->setCurrentRow(1);
        QTest::keyClick(rows, Qt::Key_Return);
        QCOMPARE(value, 1);
        QCOMPARE(rows->item(0)->text(), u"two (undone)"_s);
    }
};

TIDEMARK_TEST(UndoHistoryTest)
#include "undo_history_test.moc"
