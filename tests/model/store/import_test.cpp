// SPDX-License-Identifier: GPL-3.0-or-later
#include "model/ports/change_journal.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/record_store.h"
#include "model/ports/session_store.h"
#include "model/ports/store_admin.h"
#include "tests/model/store/import_fixture.h"
#include "tests/model/store/store_test_case.h"
#include "tests/support/test_registry.h"

#include <QElapsedTimer>
#include <QTest>

#include <atomic>
#include <cmath>

using namespace Qt::StringLiterals;
using namespace tidemark;
using namespace tidemark::test;

namespace {

ImportRow sessionRow(const QString &uid, double value, const QString &metric = u"load"_s)
{
    ImportRow row = entryRow(100, value, metric);
    row.end = Timestamp(200);
    row.sessionUid = uid;
    return row;
}

// Makes rows as it is asked, and asks to stop after some.
class EndlessSource final : public RowSource
{
public:
    static constexpr int kBatch = 2'000; ///< rows that are made at once

    explicit EndlessSource(std::int64_t limit)
        : m_limit(limit)
    {}
    [[nodiscard]] Result<bool> next(std::vector<ImportRow> &rows) override
    {
        for (int i = 0; i < kBatch && m_at < m_limit; ++i, ++m_at)
            rows.push_back(entryRow(m_at * 1'000'000'000, 0.001 * static_cast<double>(m_at % 997)));
        return m_at < m_limit;
    }
    [[nodiscard]] std::int64_t made() const { return m_at; } // any thread

private:
    std::int64_t m_limit;
    std::atomic<std::int64_t> m_at = 0;
};

class FailingSource final : public RowSource
{
public:
    [[nodiscard]] Result<bool> next(std::vector<ImportRow> &rows) override
    {
        rows.push_back(entryRow(1, 1));
        return m_calls++ > 2 ? Result<bool>(failure(ErrorCode::Io, u"The file ended early."_s))
                             : Result<bool>(true);
    }

private:
    int m_calls = 0;
};

} // namespace

class ImportTest : public StoreTestCase
{
    Q_OBJECT

private Q_SLOTS:
    void takesValuesAndSessionsInOneUndoStep();
    void conflictsFollowThePolicy_data();
    void conflictsFollowThePolicy();
    void importingTwiceWithSkipAddsNothing();
    void aRefusedRowStopsTheImportByDefault();
    void refusedRowsAreListedWhenAsked();
    void aRowLeftOutMakesNoDeviceAndNoInvocation_data();
    void aRowLeftOutMakesNoDeviceAndNoInvocation();
    void createsDefinitionsAsWished();
    void aFailingSourceLeavesTheStoreAsItWas();
    void stopsWithTheBatchThatWasBegun();
    void importsManyRowsQuickly();
    void takesManyRowsAndStaysSound();
};

void ImportTest::takesValuesAndSessionsInOneUndoStep()
{
    const QByteArray before = contentDump(m_store->path());
    ImportRow tagged = entryRow(3, 0.1);
    tagged.tags = {{u"env"_s, u"prod"_s}};
    tagged.note = u"n"_s;
    tagged.device = u"rig"_s;
    tagged.invocation = u"iv_1"_s;
    tagged.unit = u"ms"_s;
    ImportOptions options;
    options.label = u"import taxi.csv"_s;
    const auto summary = import(
        {tagged, entryRow(4, 2), sessionRow(u"ss_1"_s, 3), sessionRow(u"ss_1"_s, 4, u"heat"_s)},
        options);
    QVERIFY(summary);
    QCOMPARE(summary->added, 4);
    QCOMPARE(summary->createdDefinitions, 2);
    QCOMPARE(summary->createdSessions, 3);
    const auto page = answer(records().page({}, SortOrder::Ascending, {}, 10));
    QCOMPARE(page->records.size(), 4U);
    const Record &first = page->records[0];
    QCOMPARE(first.value, 0.1);
    QCOMPARE(first.unit, u"ms"_s);
    QCOMPARE(first.device, std::optional(u"rig"_s));
    QCOMPARE(first.invocation, std::optional(u"iv_1"_s));
    QCOMPARE(first.note, u"n"_s);
    QVERIFY(first.isEntry && !page->records[2].isEntry);
    QCOMPARE(page->records[2].sessionUid, u"ss_1"_s);
    const auto changes = answer(m_store->ports().journal->changes(5));
    QCOMPARE(changes->size(), 1U);
    QCOMPARE(changes->at(0).label, u"import taxi.csv"_s);
    const QByteArray after = contentDump(m_store->path());
    QVERIFY(answer(m_store->ports().journal->undo(summary->change)));
    QCOMPARE(contentDump(m_store->path()), before);
    QVERIFY(answer(m_store->ports().journal->redo(summary->change)));
    QCOMPARE(contentDump(m_store->path()), after);
}

void ImportTest::conflictsFollowThePolicy_data()
{
    QTest::addColumn<ConflictPolicy>("policy");
    QTest::addColumn<bool>("isSession");
    QTest::addColumn<bool>("succeeds");
    QTest::addColumn<std::int64_t>("records");
    QTest::addColumn<double>("value");
    using enum ConflictPolicy;
    QTest::newRow("entry, fail") << Fail << false << false << std::int64_t(1) << 1.0;
    QTest::newRow("entry, skip") << Skip << false << true << std::int64_t(1) << 1.0;
    QTest::newRow("entry, replace") << Replace << false << true << std::int64_t(1) << 2.0;
    QTest::newRow("entry, keep both") << KeepBoth << false << true << std::int64_t(2) << 1.0;
    QTest::newRow("session, fail") << Fail << true << false << std::int64_t(1) << 1.0;
    QTest::newRow("session, skip") << Skip << true << true << std::int64_t(1) << 1.0;
    QTest::newRow("session, replace") << Replace << true << true << std::int64_t(1) << 2.0;
    QTest::newRow("session, keep both") << KeepBoth << true << false << std::int64_t(1) << 1.0;
}

void ImportTest::conflictsFollowThePolicy() // I6
{
    QFETCH(const ConflictPolicy, policy);
    QFETCH(const bool, isSession);
    const auto row = [isSession](double value) {
        return isSession ? sessionRow(u"ss_1"_s, value) : entryRow(7, value);
    };
    QVERIFY(import({row(1)}));
    ImportOptions options;
    options.conflicts = policy;
    const QByteArray before = contentDump(m_store->path());
    const auto summary = import({row(2)}, options);
    QTEST(summary.has_value(), "succeeds");
    if (!summary)
        QCOMPARE(contentDump(m_store->path()), before);
    QTEST(recordCount(), "records");
    const auto page = answer(records().page({}, SortOrder::Ascending, {}, 10));
    QTEST(page->records.at(0).value, "value");
}

void ImportTest::importingTwiceWithSkipAddsNothing() // I6
{
    std::vector<ImportRow> rows;
    for (int i = 0; i < 50; ++i)
        rows.push_back(entryRow((i * 7) % 40, i)); // some times occur twice
    ImportOptions options;
    options.conflicts = ConflictPolicy::Skip;
    const auto first = import(rows, options);
    QVERIFY(first);
    QCOMPARE(first->added, 40);
    QCOMPARE(first->skipped, 10);
    const QByteArray before = contentDump(m_store->path());
    const auto second = import(rows, options);
    QVERIFY(second && !second->change.isValid());
    QCOMPARE(second->added, 0);
    QCOMPARE(contentDump(m_store->path()), before);
}

void ImportTest::aRefusedRowStopsTheImportByDefault()
{
    ImportRow bad = entryRow(2, std::nan(""));
    bad.line = 12;
    const QByteArray before = contentDump(m_store->path());
    const auto refused = import({entryRow(1, 1), bad});
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::InvalidArgument);
    QVERIFY(refused.error().message.contains(u"Line 12"_s));
    QCOMPARE(contentDump(m_store->path()), before);
}

void ImportTest::refusedRowsAreListedWhenAsked()
{
    ImportRow noTime = entryRow(2, 2, u"other"_s);
    noTime.start.reset();
    noTime.line = 3;
    ImportRow badName = entryRow(4, 4, QString(300, u'x'));
    badName.line = 4;
    ImportRow reversed = sessionRow(u"ss_1"_s, 5, u"third"_s);
    reversed.end = Timestamp(1);
    reversed.line = 5;
    ImportOptions options;
    options.stopOnError = false;
    const auto summary = import({entryRow(1, 1), noTime, badName, reversed}, options);
    QVERIFY(summary);
    QCOMPARE(summary->added, 1);
    QCOMPARE(summary->rejectedCount, 3);
    QCOMPARE(summary->rejected[0].column, u"time"_s);
    QCOMPARE(summary->rejected[1].column, u"metric"_s);
    QCOMPARE(summary->rejected[1].text.size(), 200);
    QCOMPARE(summary->rejected[2].line, 5);
    QVERIFY(!summary->rejected[2].reason.isEmpty());
    QCOMPARE(answer(m_store->ports().catalog->definitions())->size(), 1U); // they made nothing
}

void ImportTest::aRowLeftOutMakesNoDeviceAndNoInvocation_data()
{
    QTest::addColumn<ConflictPolicy>("policy");
    QTest::newRow("refused") << ConflictPolicy::Fail;
    QTest::newRow("skipped") << ConflictPolicy::Skip;
}

void ImportTest::aRowLeftOutMakesNoDeviceAndNoInvocation()
{
    QFETCH(ConflictPolicy, policy);
    QVERIFY(import({entryRow(1, 1), sessionRow(u"run"_s, 2)}));
    const QByteArray before = contentDump(m_store->path());
    ImportRow entry = entryRow(1, 5);
    entry.invocation = u"job-1"_s;
    ImportRow shared = sessionRow(u"run"_s, 6);
    shared.device = u"robot-1"_s;
    shared.invocation = u"job-2"_s;
    ImportOptions options;
    options.conflicts = policy;
    options.stopOnError = false;
    const auto summary = import({entry, shared}, options);
    QVERIFY(summary);
    QCOMPARE(summary->rejectedCount + summary->skipped, 2);
    QCOMPARE(summary->added, 0);
    QCOMPARE(contentDump(m_store->path()), before);
    QVERIFY(answer(m_store->ports().sessions->devices())->isEmpty());
}

void ImportTest::createsDefinitionsAsWished()
{
    NewDefinition wanted;
    wanted.name = u"load"_s;
    wanted.unit = u"ms"_s;
    wanted.kind = MetricKind::Timer;
    ImportOptions options;
    options.definitions = {wanted};
    QCOMPARE(import({entryRow(1, 1)}, options)->createdDefinitions, 1);
    const auto found = answer(m_store->ports().catalog->find(u"load"_s));
    QCOMPARE(found->unit, u"ms"_s);
    QCOMPARE(found->kind, MetricKind::Timer);
    QCOMPARE(import({entryRow(2, 1)}, options)->createdDefinitions, 0); // it exists now
}

void ImportTest::aFailingSourceLeavesTheStoreAsItWas()
{
    const QByteArray before = contentDump(m_store->path());
    ImportOptions options;
    options.conflicts = ConflictPolicy::KeepBoth;
    const auto failed =
        answer(records().importRows(std::make_shared<FailingSource>(), options, {}, {}));
    QVERIFY(!failed);
    QCOMPARE(failed.error().message, u"The file ended early."_s);
    QCOMPARE(contentDump(m_store->path()), before);
}

void ImportTest::stopsWithTheBatchThatWasBegun() // P1
{
    const QByteArray before = contentDump(m_store->path());
    std::stop_source stop;
    std::atomic<std::int64_t> seen = 0;
    const auto source = std::make_shared<EndlessSource>(std::int64_t(1) << 40);
    auto future = records().importRows(source, {}, stop.get_token(),
                                       [&seen](TaskProgress progress) { seen = progress.done; });
    QTRY_VERIFY_WITH_TIMEOUT(seen > 20'000, 60'000);
    stop.request_stop();
    const std::int64_t made = source->made();
    const auto result = answer(future);
    QVERIFY(!result);
    QCOMPARE(result.error().code, ErrorCode::Cancelled);
    QVERIFY(source->made() - made <= EndlessSource::kBatch); // the one that was begun
    QCOMPARE(contentDump(m_store->path()), before);
}

void ImportTest::importsManyRowsQuickly()
{
    constexpr std::int64_t kRows = 50'000;
    QElapsedTimer timer;
    timer.start();
    const auto summary =
        answer(records().importRows(std::make_shared<EndlessSource>(kRows), {}, {}, {}));
    const qint64 elapsed_ms = timer.elapsed();
    QVERIFY(summary);
    QCOMPARE(summary->added, kRows);
    QCOMPARE(recordCount(), kRows);
    qInfo("%lld rows in %lld ms", static_cast<long long>(kRows),
          static_cast<long long>(elapsed_ms));
    timer.restart();
    QVERIFY(answer(m_store->ports().journal->undo(summary->change)));
    QCOMPARE(recordCount(), 0);
    QVERIFY(answer(m_store->ports().journal->redo(summary->change)));
    QCOMPARE(recordCount(), kRows);
    qInfo("undone and redone in %lld ms", static_cast<long long>(timer.elapsed()));
}

// I9. How fast it is says tests/bench/store_bench.cpp.
void ImportTest::takesManyRowsAndStaysSound()
{
    const int rows = qEnvironmentVariableIsSet("TIDEMARK_SOAK") ? 1'000'000 : 50'000;
    const auto summary =
        answer(records().importRows(std::make_shared<EndlessSource>(rows), {}, {}, {}));
    QVERIFY(summary);
    QCOMPARE(summary->added, rows);
    QVERIFY(answer(m_store->ports().admin->check())->isSound());
}

TIDEMARK_TEST(ImportTest)
#include "import_test.moc"
