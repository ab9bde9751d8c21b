// SPDX-License-Identifier: GPL-3.0-or-later
// Undo while changes of the store are open, or what became of them is not known yet.
#include "model/core/continue_on.h"
#include "tests/app/undo_fixture.h"
#include "tests/support/test_registry.h"

#include <QSignalSpy>
#include <QTest>

#include <stop_token>

using namespace Qt::StringLiterals;
using namespace tidemark;

class UndoOpenWritesTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { test::failOnUnexpectedWarnings(); }

    void waitsForWhatIsStillBeingStoredAndTakesThatBack()
    {
        test::HistoryBench bench;
        bench.addMetric(u"m"_s);
        bench.addValue(u"m"_s, u"2026-11-01T00:00:00Z"_s, 1);
        QTRY_COMPARE(bench.history.stack().count(), 2);
        const auto entered = bench.ports.records->enter(test::valueAt(u"2026-11-02T00:00:00Z"_s));
        bench.history.undo(); // the store has not answered, and nobody was told of the entry
        QVERIFY(bench.history.isBusy());
        QTRY_VERIFY(!bench.history.isBusy());
        QVERIFY(entered.result().value().saved.has_value());
        QCOMPARE(bench.history.stack().count(), 3);
        QCOMPARE(bench.history.stack().index(), 2);
        QCOMPARE(bench.storedRecords(), 1);
        bench.history.redo();
        QTRY_COMPARE(bench.history.stack().index(), 3);
        QCOMPARE(bench.storedRecords(), 2);
    }

    void takesNothingBackWhenWhatWasOpenIsNotStored()
    {
        test::HistoryBench bench;
        bench.addMetric(u"m"_s);
        bench.addValue(u"m"_s, u"2026-11-01T00:00:00Z"_s, 1);
        QTRY_COMPARE(bench.history.stack().count(), 2);
        test::HeldWriter before(bench.ports);
        // A value is there already: the store asks, and stores nothing.
        const auto entered = bench.ports.records->enter(test::valueAt(u"2026-11-01T00:00:00Z"_s));
        bench.history.undo();
        before.letGo(); // the entry was open until now
        QTRY_VERIFY(!bench.history.isBusy());
        QVERIFY(before.import().result().has_value());
        QVERIFY(!entered.result().value().saved.has_value());
        QCOMPARE(bench.history.stack().index(), 2);
        QCOMPARE(bench.storedRecords(), 1);
        bench.history.undo(); // pressed again, it means the step before
        QTRY_COMPARE(bench.history.stack().index(), 1);
        QCOMPARE(bench.storedRecords(), 0);
    }

    void aRefusedEntryBeforeAStoredOneDoesNotHoldUndo()
    {
        test::HistoryBench bench;
        bench.addMetric(u"m"_s);
        bench.addValue(u"m"_s, u"2026-11-01T00:00:00Z"_s, 1);
        QTRY_COMPARE(bench.history.stack().count(), 2);
        const auto refused = bench.ports.records->enter(test::valueAt(u"2026-11-01T00:00:00Z"_s));
        const auto entered = bench.ports.records->enter(test::valueAt(u"2026-11-02T00:00:00Z"_s));
        bench.history.undo();
        QTRY_VERIFY(!bench.history.isBusy());
        QVERIFY(!refused.result().value().saved.has_value());
        QVERIFY(entered.result().value().saved.has_value());
        QCOMPARE(bench.history.stack().index(), 2);
        QCOMPARE(bench.storedRecords(), 1);
    }

    void aLayoutStepMadeAfterAnEntryIsTakenBackWithoutWaiting()
    {
        test::HistoryBench bench;
        bench.addMetric(u"m"_s);
        QTRY_COMPARE(bench.history.stack().count(), 1);
        const auto entered = bench.ports.records->enter(test::valueAt(u"2026-11-02T00:00:00Z"_s));
        int layout = 1;
        bench.history.pushLayout(
            u"add panel"_s, [&layout] { layout = 0; }, [&layout] { layout = 1; });
        bench.history.undo();
        QCOMPARE(layout, 0);
        QVERIFY(test::await(entered).value().saved.has_value());
        QCOMPARE(bench.storedRecords(), 1);
    }

    void waitsForAnEntryThatIsNotAskedForYet()
    {
        test::HistoryBench bench;
        bench.addMetric(u"m"_s);
        bench.addValue(u"m"_s, u"2026-11-01T00:00:00Z"_s, 1);
        QTRY_COMPARE(bench.history.stack().count(), 2);
        bench.history.expectChange();
        bench.history.undo();
        // An answer of the writer's: by then the step before would have been taken back.
        QVERIFY(test::await(bench.ports.journal->settledChanges(1)).has_value());
        QVERIFY(bench.history.isBusy());
        QCOMPARE(bench.history.stack().index(), 2);
        const auto entered = bench.ports.records->enter(test::valueAt(u"2026-11-02T00:00:00Z"_s));
        bench.history.endExpectation(true);
        QTRY_VERIFY(!bench.history.isBusy());
        QVERIFY(entered.result().value().saved.has_value());
        QCOMPARE(bench.history.stack().count(), 3);
        QCOMPARE(bench.history.stack().index(), 2);
        QCOMPARE(bench.storedRecords(), 1);
    }

    void anEntryThatIsNotAskedForIsWhatWasMeant()
    {
        test::HistoryBench bench;
        bench.addMetric(u"m"_s);
        QTRY_COMPARE(bench.history.stack().count(), 1);
        bench.history.expectChange();
        bench.history.undo();
        QVERIFY(bench.history.isBusy());
        bench.history.endExpectation(false);
        QVERIFY(!bench.history.isBusy());
        QCOMPARE(bench.history.stack().index(), 1);
        bench.history.undo(); // pressed again, it means the step before
        QTRY_COMPARE(bench.history.stack().index(), 0);
    }

    void anExpectedEntryHoldsNoLayoutMadeAfterIt()
    {
        test::HistoryBench bench;
        int layout = 1;
        bench.history.expectChange();
        bench.history.pushLayout(
            u"add panel"_s, [&layout] { layout = 0; }, [&layout] { layout = 1; });
        bench.history.undo();
        QCOMPARE(layout, 0);
        QVERIFY(bench.history.canUndo()); // the one that is expected
        bench.history.endExpectation(false);
        QVERIFY(!bench.history.canUndo());
    }

    void aRefusalThatNobodyHasHeardOfIsWhatWasMeant()
    {
        test::HistoryBench bench;
        bench.addMetric(u"m"_s);
        bench.addValue(u"m"_s, u"2026-11-01T00:00:00Z"_s, 1);
        QTRY_COMPARE(bench.history.stack().count(), 2);
        auto refused = bench.ports.records->enter(test::valueAt(u"2026-11-01T00:00:00Z"_s));
        refused.waitForFinished(); // without events, so that nobody hears of it
        QVERIFY(!refused.result().value().saved.has_value());
        bench.history.undo();
        QTRY_VERIFY(!bench.history.isBusy());
        QCOMPARE(bench.history.stack().index(), 2);
        QCOMPARE(bench.storedRecords(), 1);
        bench.history.undo(); // pressed again, it means the step before
        QTRY_COMPARE(bench.history.stack().index(), 1);
        QCOMPARE(bench.storedRecords(), 0);
    }

    void aRefusalThatWasToldIsNotWhatIsMeant()
    {
        test::HistoryBench bench;
        bench.addMetric(u"m"_s);
        bench.addValue(u"m"_s, u"2026-11-01T00:00:00Z"_s, 1);
        QTRY_COMPARE(bench.history.stack().count(), 2);
        bool isTold = false;
        continueOn(&bench.history,
                   bench.ports.records->enter(test::valueAt(u"2026-11-01T00:00:00Z"_s)),
                   [&isTold](const Result<EntryOutcome> & /*answer*/) { isTold = true; });
        QTRY_VERIFY(isTold);
        // An answer of the writer's that comes after all that it says of the entry.
        QVERIFY(test::await(bench.ports.journal->settledChanges(1)).has_value());
        bench.history.undo();
        QTRY_COMPARE(bench.history.stack().index(), 1);
        QCOMPARE(bench.storedRecords(), 0);
    }

    void anImportThatWasStoppedBeforeItBeganIsWhatWasMeant()
    {
        test::HistoryBench bench;
        bench.addMetric(u"m"_s);
        bench.addValue(u"m"_s, u"2026-11-01T00:00:00Z"_s, 1);
        QTRY_COMPARE(bench.history.stack().count(), 2);
        test::HeldWriter before(bench.ports);
        const auto entered = bench.ports.records->enter(test::valueAt(u"2026-11-02T00:00:00Z"_s));
        std::stop_source stop;
        const auto rows = std::make_shared<test::HeldImport>(); // never asked for a row
        const auto stopped = bench.ports.records->importRows(rows, {}, stop.get_token(), {});
        stop.request_stop();
        bench.history.undo();
        before.letGo();
        QTRY_VERIFY(!bench.history.isBusy());
        QVERIFY(entered.result().value().saved.has_value());
        QCOMPARE(stopped.result().error().code, ErrorCode::Cancelled);
        QCOMPARE(bench.history.stack().index(), 3);
        QCOMPARE(bench.storedRecords(), 2);
    }

    void theFirstChangeCanBeTakenBackWhileItIsOpen()
    {
        test::HistoryBench bench;
        QVERIFY(!bench.history.canUndo());
        test::HeldWriter before(*bench.local); // nothing of this organisation is open
        NewDefinition definition;
        definition.name = u"m"_s;
        const auto made = bench.ports.catalog->create(definition);
        QSignalSpy changed(&bench.history, &UndoHistory::changed);
        QTRY_VERIFY(!changed.isEmpty()); // the window's command hears of it
        QVERIFY(bench.history.canUndo());
        bench.history.undo();
        before.letGo();
        QTRY_VERIFY(!bench.history.isBusy());
        QVERIFY(made.result().has_value());
        QCOMPARE(bench.history.stack().count(), 1);
        QCOMPARE(bench.history.stack().index(), 0);
        QCOMPARE(test::await(bench.ports.catalog->find(u"m"_s)).error().code, ErrorCode::NotFound);
        QTRY_VERIFY(!bench.history.canUndo());
        QVERIFY(bench.history.canRedo());
    }

    void whatWasOpenAndLeftNoStepCannotBeUndone()
    {
        test::HistoryBench bench;
        test::HeldWriter only(bench.ports);
        QTRY_VERIFY(bench.history.canUndo());
        only.letGo();
        QTRY_VERIFY(!bench.history.canUndo());
        QVERIFY(only.import().result().has_value());
        QCOMPARE(bench.history.stack().count(), 0);
    }

    void whatLeftNoStepAboveALayoutStepCannotBeUndoneEither_data()
    {
        QTest::addColumn<int>("way");
        QTest::newRow("by the command") << 0;
        QTest::newRow("in the list") << 1;
        QTest::newRow("as its tab is closed") << 2;
    }

    void whatLeftNoStepAboveALayoutStepCannotBeUndoneEither()
    {
        QFETCH(const int, way);
        test::HistoryBench bench;
        int layout = 1;
        bench.history.pushLayout(
            u"add panel"_s, [&layout] { layout = 0; }, [&layout] { layout = 1; });
        test::HeldWriter only(bench.ports);
        only.letGo();
        QVERIFY(test::await(only.import()).has_value());
        // An answer of the writer's that comes after all that it says of the import.
        QVERIFY(test::await(bench.ports.journal->settledChanges(1)).has_value());
        QCOMPARE(bench.history.stack().count(), 1);
        if (way == 0)
            bench.history.undo();
        else if (way == 1)
            bench.history.goTo(0);
        else
            bench.history.dropLayout(nullptr); // the owner of that step
        QTRY_COMPARE(bench.history.stack().index(), 0);
        QCOMPARE(layout, way == 2 ? 1 : 0);
        QTRY_VERIFY(!bench.history.canUndo());
        QCOMPARE(bench.history.canRedo(), way != 2);
    }
};

TIDEMARK_TEST(UndoOpenWritesTest)
#include "undo_open_writes_test.moc"
