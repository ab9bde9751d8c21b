// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/store_admin.h"
#include "tests/model/store/import_fixture.h"
#include "tests/model/store/store_test_case.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <ctime>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

/// How an import finds the entry that stands in the place of a row, in whatever order rows come.
class ImportEntriesTest : public StoreTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void findsTheEntriesOfATimeInAnyOrder_data();
    void findsTheEntriesOfATimeInAnyOrder();
    void findsAnEntryOfTheSameFile();
    void importsRowsInAnyOrderOfTime();
    void findsEntriesAmongManyInAnyOrder();
};

void ImportEntriesTest::findsTheEntriesOfATimeInAnyOrder_data()
{
    QTest::addColumn<bool>("isByTime");
    QTest::newRow("all metrics of a time, then the next time") << true;
    QTest::newRow("all times of a metric, then the next metric") << false;
}

void ImportEntriesTest::findsTheEntriesOfATimeInAnyOrder()
{
    QFETCH(bool, isByTime);
    constexpr int kSide = 12;
    std::vector<ImportRow> rows;
    for (int outer = 0; outer < kSide; ++outer) {
        for (int inner = 0; inner < kSide; ++inner) {
            const int at = isByTime ? outer : inner;
            const int metric = isByTime ? inner : outer;
            for (const auto &device :
                 {std::optional<QString>(), std::optional(u"a"_s), std::optional(u"b"_s)}) {
                ImportRow row = entryRow(at, at + 100 * metric, u"m%1"_s.arg(metric));
                row.device = device;
                rows.push_back(row);
            }
        }
    }
    const auto all = static_cast<std::int64_t>(rows.size());
    QCOMPARE(import(rows)->added, all);
    ImportOptions options;
    options.conflicts = ConflictPolicy::Skip;
    QCOMPARE(import(rows, options)->skipped, all);
    options.conflicts = ConflictPolicy::Replace;
    QCOMPARE(import(rows, options)->replaced, all);
    for (ImportRow &row : rows)
        row.device = u"new"_s;
    options.conflicts = ConflictPolicy::Skip;
    const auto asNew = import(rows, options); // only the first of three has its place to itself
    QCOMPARE(asNew->added, all / 3);
    QCOMPARE(asNew->skipped, all - all / 3);
    QCOMPARE(recordCount(), all + all / 3);
}

void ImportEntriesTest::findsAnEntryOfTheSameFile()
{
    QVERIFY(
        import({entryRow(0, 1), entryRow(9, 1), entryRow(0, 1, u"b"_s), entryRow(9, 1, u"b"_s)}));
    ImportOptions options;
    options.conflicts = ConflictPolicy::Replace;
    const auto summary = import(
        {entryRow(5, 1), entryRow(5, 2, u"b"_s), entryRow(5, 3), entryRow(5, 4, u"b"_s)}, options);
    QCOMPARE(summary->added, 2);
    QCOMPARE(summary->replaced, 2);
    QCOMPARE(recordCount(), 6);
}

// Each row asks which entry stands at its time. Were that a walk over the metric, any order but
// that of time would take hundreds of times as long.
void ImportEntriesTest::importsRowsInAnyOrderOfTime()
{
    constexpr int kRows = 20'000;
    constexpr int kStep = 7919; // prime: reaches every row once
    constexpr double kMostTimes = 10;
    const auto workOf = [this](const QString &metric, int step) {
        std::vector<ImportRow> rows;
        for (int i = 0; i < kRows; ++i)
            rows.push_back(entryRow(std::int64_t{i} * step % kRows, i, metric));
        const std::clock_t begin = std::clock(); // of all threads
        const auto summary = import(std::move(rows));
        const std::clock_t end = std::clock();
        return summary && summary->added == kRows ? static_cast<double>(end - begin) : -1.0;
    };
    const double inOrder = workOf(u"in order"_s, 1);
    const double inAnyOrder = workOf(u"in any order"_s, kStep);
    QVERIFY(inOrder > 0 && inAnyOrder > 0);
    qInfo("in any order %.1f times the work", inAnyOrder / inOrder);
    QVERIFY(inAnyOrder < kMostTimes * inOrder);
}

// Many rows of a metric, so that its entries are looked up in memory.
void ImportEntriesTest::findsEntriesAmongManyInAnyOrder()
{
    constexpr int kRows = 6000; // of each of two metrics, half of them with a device
    constexpr int kStep = 1319;
    const auto rowAt = [](int i) {
        ImportRow row = entryRow(std::int64_t{i / 2}, i, i % 3 == 0 ? u"a"_s : u"b"_s);
        if (i % 2 == 1)
            row.device = u"rig"_s;
        return row;
    };
    std::vector<ImportRow> half;
    std::vector<ImportRow> all;
    for (int i = 0; i < kRows; ++i) {
        const int at = i * kStep % kRows;
        all.push_back(rowAt(at));
        if (i % 2 == 0)
            half.push_back(rowAt(at));
    }
    QCOMPARE(import(half)->added, kRows / 2);
    ImportOptions skip;
    skip.conflicts = ConflictPolicy::Skip;
    std::vector<ImportRow> twice = all;
    twice.insert(twice.end(), all.begin(), all.end()); // the second time all are there
    const auto skipped = import(twice, skip);
    QVERIFY(skipped);
    QCOMPARE(skipped->added, kRows / 2);
    QCOMPARE(skipped->skipped, kRows + kRows / 2);
    ImportOptions replace;
    replace.conflicts = ConflictPolicy::Replace;
    const auto replaced = import(all, replace);
    QVERIFY(replaced);
    QCOMPARE(replaced->added, 0);
    QCOMPARE(replaced->replaced, kRows);
    QCOMPARE(recordCount(), kRows);
    QVERIFY(answer(m_store->ports().admin->check())->isSound());
}

TIDEMARK_TEST(ImportEntriesTest)
#include "import_entries_test.moc"
