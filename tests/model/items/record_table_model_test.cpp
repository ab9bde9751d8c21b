// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/items/item_roles.h"
#include "model/items/record_table_model.h"
#include "model/ports/change_journal.h"
#include "model/ports/session_store.h"
#include "tests/support/heartbeat.h"
#include "tests/support/store_bench.h"
#include "tests/support/test_registry.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

using Column = RecordTableModel::Column;

struct Table
{
    explicit Table(StoreBench &bench, const Definition &metric)
        : model(*bench.ports.records, *bench.ports.catalog, bench.formatter, bench.clock)
    {
        selection.metrics = {metric.id};
        QSignalSpy loaded(&model, &RecordTableModel::loaded);
        model.load(selection, {metric});
        QTRY_VERIFY(loaded.count() >= 1);
    }
    /// Types the text into the cell.
    bool set(int row, Column column, const QString &text)
    {
        return model.setData(cell(row, column), text, Qt::EditRole);
    }
    [[nodiscard]] QModelIndex cell(int row, Column column) const
    {
        return model.index(row, static_cast<int>(column));
    }
    [[nodiscard]] QStringList column(Column wanted) const
    {
        QStringList texts;
        for (int row = 0; row < model.recordCount(); ++row)
            texts << cell(row, wanted).data().toString();
        return texts;
    }

    Selection selection;
    RecordTableModel model;
    QSignalSpy changed{&model, &RecordTableModel::changeMade};
    QSignalSpy refused{&model, &RecordTableModel::editRefused};
};

/// A table of one record: 1 at 08:00 on the 18th.
struct OneRecord
{
    StoreBench bench;
    Definition metric = bench.addMetric(u"m"_s);
    Record record = bench.addValue(u"m"_s, u"2026-11-18T08:00:00Z"_s, 1);
    Table table{bench, metric};
};

} // namespace

class RecordTableModelTest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }

    void showsNewestFirstWithAnEmptyLastRow()
    {
        StoreBench bench;
        const Definition metric = bench.addMetric(u"m"_s, u"kg"_s);
        bench.addValue(u"m"_s, u"2026-11-18T08:00:00Z"_s, 71.5);
        bench.addValue(u"m"_s, u"2026-11-19T08:00:00Z"_s, 71.2);
        const Table table(bench, metric);
        QCOMPARE(table.column(Column::Value), QStringList({u"71.2"_s, u"71.5"_s}));
        QCOMPARE(table.model.rowCount(), 3);
        QCOMPARE(table.model.draftRow(), std::optional<int>(2));
        QVERIFY(table.cell(2, Column::Value).data(roleOf(ItemRole::IsDraft)).toBool());
        QVERIFY(table.model.flags(table.cell(0, Column::Value)) & Qt::ItemIsEditable);
        QVERIFY(!(table.model.flags(table.cell(0, Column::Metric)) & Qt::ItemIsEditable));
    }

    void fetchesPageByPageAndKnowsHowManyThereAre()
    {
        StoreBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.addMany(u"m"_s, u"2026-01-01T00:00:00Z"_s, 1300, Timedelta(kNsPerMinute));
        Table table(bench, metric);
        QCOMPARE(table.model.recordCount(), RecordTableModel::kPageRows);
        QTRY_COMPARE(table.model.total(), std::optional<std::int64_t>(1300));
        QVERIFY(table.model.canFetchMore({}));
        table.model.fetchMore({});
        QTRY_COMPARE(table.model.recordCount(), 1000);
        table.model.loadAll();
        QTRY_COMPARE(table.model.recordCount(), 1300);
        QVERIFY(table.model.isComplete());
        QVERIFY(!table.model.canFetchMore({}));
        QStringList expected;
        for (int value = 1300; value > 0; --value)
            expected << bench.formatter.numbers().value(value);
        QCOMPARE(table.column(Column::Value), expected);
    }

    void pagingGoesOnAfterACancel() // P2
    {
        StoreBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.addMany(u"m"_s, u"2026-01-01T00:00:00Z"_s, 1300, Timedelta(kNsPerMinute));
        Table table(bench, metric);
        table.model.loadAll();
        table.model.cancel();
        QSignalSpy loaded(&table.model, &RecordTableModel::loaded);
        table.model.refresh(); // what was cancelled is not begun again
        QTRY_COMPARE(loaded.count(), 1);
        QCOMPARE(table.model.recordCount(), RecordTableModel::kPageRows);
        table.model.cancel();
        table.model.fetchMore({});
        QTRY_COMPARE(table.model.recordCount(), 1000);
    }

    void aRefreshReadsAllAgainWhereAllWereWanted()
    {
        StoreBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.addMany(u"m"_s, u"2026-01-01T00:00:00Z"_s, 1300, Timedelta(kNsPerMinute));
        Table table(bench, metric);
        table.model.loadAll();
        table.model.refresh(); // as a notice does while all are read
        QTRY_COMPARE(table.model.recordCount(), 1300);
        QVERIFY(table.model.isComplete());
    }

    void loadAllOf200000RowsDoesNotStall()
    {
        constexpr int kRows = 200'000;
        StoreBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.addMany(u"m"_s, u"2026-01-01T00:00:00Z"_s, kRows, Timedelta(kNsPerSecond));
        Table table(bench, metric);
        QSignalSpy reset(&table.model, &QAbstractItemModel::modelReset);
        QSignalSpy removed(&table.model, &QAbstractItemModel::rowsRemoved);
        Heartbeat heartbeat;
        table.model.loadAll();
        QTRY_VERIFY_WITH_TIMEOUT(table.model.isComplete(), 60'000);
        QCOMPARE(table.model.recordCount(), kRows);
        QCOMPARE(table.model.record(0)->value, double(kRows));
        QCOMPARE(table.model.record(kRows - 1)->value, 1.0);
        QCOMPARE(reset.count() + removed.count(), 0);
        QVERIFY2(heartbeat.longestStall_ms() < Heartbeat::kLimit_ms,
                 qPrintable(QString::number(heartbeat.longestStall_ms())));
    }

    void editsACellAsOneUndoableChange()
    {
        StoreBench bench;
        const Definition metric = bench.addMetric(u"m"_s, u"ms"_s);
        const Record record = bench.addValue(u"m"_s, u"2026-11-18T08:00:00Z"_s, 1);
        Table table(bench, metric);
        const QAbstractItemModelTester tester(
            &table.model, QAbstractItemModelTester::FailureReportingMode::Fatal);
        QVERIFY(table.set(0, Column::Value, u"1.5 s"_s));
        QTRY_COMPARE(table.changed.count(), 1);
        QTRY_COMPARE(table.model.record(0)->value, 1500.0);
        QVERIFY(table.changed.first().at(1).toString().startsWith(u"edit 1 record"_s));
        const auto history = await(bench.ports.records->history(record.key));
        QVERIFY(history.has_value());
        QCOMPARE(history->size(), std::size_t(1));
        QCOMPARE(history->front().value, 1.0);
        QVERIFY(await(bench.ports.journal->undo(table.changed.first().at(0).value<ChangeId>()))
                    .has_value());
        table.model.refresh();
        QTRY_COMPARE(table.model.record(0)->value, 1.0);
    }

    void savesAnUntouchedCellWithoutAChange()
    {
        StoreBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.addValue(u"m"_s, u"2026-11-18T08:00:00.123456789Z"_s, 0.1 + 0.2);
        Table table(bench, metric);
        for (const Column column : {Column::Value, Column::End, Column::Tags, Column::Note}) {
            const QModelIndex cell = table.cell(0, column);
            QVERIFY(table.model.setData(cell, cell.data(Qt::EditRole), Qt::EditRole));
        }
        bench.addValue(u"m"_s, u"2026-11-19T08:00:00Z"_s, 1); // the store has answered by then
        QCOMPARE(table.changed.count(), 0);
        QCOMPARE(table.model.record(0)->value, 0.1 + 0.2);
    }

    void refusesWhatIsNoValue_data()
    {
        QTest::addColumn<int>("column");
        QTest::addColumn<QString>("text");
        QTest::newRow("word") << int(Column::Value) << u"many"_s;
        QTest::newRow("not a number") << int(Column::Value) << u"nan"_s;
        QTest::newRow("infinity") << int(Column::Value) << u"inf"_s;
        QTest::newRow("time") << int(Column::End) << u"soonish"_s;
        QTest::newRow("tags") << int(Column::Tags) << u"env"_s;
    }
    void refusesWhatIsNoValue()
    {
        QFETCH(const int, column);
        QFETCH(const QString, text);
        OneRecord one;
        Table &table = one.table;
        QVERIFY(!table.model.setData(table.model.index(0, column), text, Qt::EditRole));
        QCOMPARE(table.refused.count(), 1);
        QVERIFY(!table.refused.first().first().value<Error>().message.isEmpty());
    }

    void entersTheLastRow()
    {
        OneRecord one;
        Table &table = one.table;
        QVERIFY(table.set(1, Column::End, u"2026-11-19 10:00"_s));
        QVERIFY(table.set(1, Column::Value, u"4.5"_s));
        QVERIFY(table.set(1, Column::Note, u"by hand"_s));
        QVERIFY(table.model.hasDraft());
        table.model.commitDraft();
        QTRY_COMPARE(table.changed.count(), 1);
        QTRY_COMPARE(table.model.recordCount(), 2);
        QVERIFY(!table.model.hasDraft());
        QCOMPARE(table.model.record(0)->value, 4.5);
        QCOMPARE(table.model.record(0)->note, u"by hand"_s);
        QCOMPARE(table.model.record(0)->sessionEnd, std::optional(at(u"2026-11-19T10:00:00Z"_s)));
    }

    void aSecondEnterDoesNotStoreTheLastRowAgain()
    {
        OneRecord one;
        Table &table = one.table;
        QVERIFY(table.set(1, Column::Value, u"4.5"_s));
        table.model.commitDraft();
        table.model.commitDraft(); // before the store has answered
        QTRY_COMPARE(table.model.recordCount(), 2);
        one.bench.addValue(u"m"_s, u"2026-11-19T08:00:00Z"_s,
                           2); // the store has answered all by then
        table.model.refresh();
        QTRY_COMPARE(table.model.recordCount(), 3);
        QCOMPARE(table.changed.count(), 1);
        QVERIFY(!table.model.changes().isAsking());
    }

    void storesTheLastRowBeforeOtherMetricsAreShown()
    {
        StoreBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        Table table(bench, metric);
        QVERIFY(table.set(0, Column::Value, u"4.5"_s));
        table.model.clear();
        QTRY_COMPARE(table.changed.count(), 1);
    }

    void aLastRowThatCannotBeStoredComesBackWithItsMetric()
    {
        StoreBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        const Definition other = bench.addMetric(u"n"_s);
        Table table(bench, metric);
        QVERIFY(table.set(0, Column::Note, u"by hand"_s));
        QVERIFY(table.set(0, Column::Value, u"abc"_s));
        Selection another;
        another.metrics = {other.id};
        table.model.load(another, {other});
        QCOMPARE(table.refused.count(), 1);
        QVERIFY(!table.model.hasDraft());
        QCOMPARE(table.cell(0, Column::Note).data(Qt::EditRole).toString(), QString());
        table.model.clear();
        const QByteArray kept = table.model.saveDrafts();
        table.model.load(table.selection, {metric});
        QVERIFY(table.model.hasDraft());
        QCOMPARE(table.cell(0, Column::Note).data(Qt::EditRole).toString(), u"by hand"_s);
        QCOMPARE(table.cell(0, Column::Value).data(Qt::EditRole).toString(), u"abc"_s);
        QCOMPARE(table.model.saveDrafts(), kept); // shown or not
        table.model.discardDraft();
        QVERIFY(table.model.saveDrafts().isEmpty());
        // At the next start, too.
        RecordTableModel next(*bench.ports.records, *bench.ports.catalog, bench.formatter,
                              bench.clock);
        next.restoreDrafts(kept);
        QSignalSpy loaded(&next, &RecordTableModel::loaded);
        next.load(table.selection, {metric});
        QTRY_VERIFY(!loaded.isEmpty());
        QCOMPARE(next.index(0, static_cast<int>(Column::Value)).data(Qt::EditRole).toString(),
                 u"abc"_s);
    }

    void fillsDownAndPastesBlocks()
    {
        StoreBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.addDays(u"m"_s, {16, 17, 18});
        Table table(bench, metric);
        table.model.fillDown({table.cell(0, Column::Value), table.cell(1, Column::Value),
                              table.cell(2, Column::Value)});
        QTRY_COMPARE(table.column(Column::Value), QStringList({u"18"_s, u"18"_s, u"18"_s}));
        QCOMPARE(table.changed.count(), 1);
        table.model.paste(1, {int(Column::Value)}, {{u"1"_s}, {u"2"_s}});
        QTRY_COMPARE(table.column(Column::Value), QStringList({u"18"_s, u"1"_s, u"2"_s}));
        QCOMPARE(table.changed.count(), 2);
    }

    void refusesABlockThatDoesNotFit()
    {
        OneRecord one;
        Table &table = one.table;
        table.model.paste(0, {int(Column::Value)}, {{u"1"_s}, {u"2"_s}});
        QCOMPARE(table.refused.count(), 1);
        QCOMPARE(table.model.record(0)->value, 1.0);
    }

    void pastesNewRecordsIntoTheLastRow()
    {
        OneRecord one;
        Table &table = one.table;
        table.model.paste(1, {int(Column::End), int(Column::Value)},
                          {{u"2026-11-19 08:00"_s, u"2"_s}, {u"2026-11-20 08:00"_s, u"3"_s}});
        QTRY_COMPARE(table.column(Column::Value), QStringList({u"3"_s, u"2"_s, u"1"_s}));
        QCOMPARE(table.changed.count(), 1); // one step
        QVERIFY(table.changed.first().at(1).toString().startsWith(u"paste 2 record"_s));
    }

    void deletesRecordsAsOneStep()
    {
        StoreBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.addDays(u"m"_s, {16, 17, 18});
        Table table(bench, metric);
        table.model.removeRecords({0, 2, 3});
        QTRY_COMPARE(table.column(Column::Value), QStringList({u"17"_s}));
        QCOMPARE(table.changed.count(), 1);
    }

    void leavesTheSessionsPartsOfSharedRecordsAlone()
    {
        StoreBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        NewSession session;
        session.name = u"run"_s;
        session.start = at(u"2026-11-18T08:00:00Z"_s);
        session.end = at(u"2026-11-18T09:00:00Z"_s);
        const auto made = await(bench.ports.sessions->createSession(session));
        QVERIFY(made.has_value());
        ValueEntry entry;
        entry.metric = u"m"_s;
        entry.value = 3;
        entry.sessionUid = made->session.uid;
        QVERIFY(await(bench.ports.records->enter(entry)).has_value());
        const Table table(bench, metric);
        QCOMPARE(table.cell(0, Column::Session).data().toString(), u"run"_s);
        for (const Column column : {Column::End, Column::Tags, Column::Note})
            QVERIFY(!(table.model.flags(table.cell(0, column)) & Qt::ItemIsEditable));
        QVERIFY(table.model.flags(table.cell(0, Column::Value)) & Qt::ItemIsEditable);
    }

    void findsTheRowsOfAWindow()
    {
        StoreBench bench;
        const Definition metric = bench.addMetric(u"m"_s);
        bench.addDays(u"m"_s, {15, 16, 17, 18});
        const Table table(bench, metric);
        const auto rows =
            table.model.rowsIn({at(u"2026-11-16T00:00:00Z"_s), at(u"2026-11-18T00:00:00Z"_s)});
        QCOMPARE(rows, (std::optional(std::pair(1, 2))));
        QVERIFY(
            !table.model.rowsIn({at(u"2026-10-16T00:00:00Z"_s), at(u"2026-10-18T00:00:00Z"_s)}));
    }
};

TIDEMARK_TEST(RecordTableModelTest)
#include "record_table_model_test.moc"
