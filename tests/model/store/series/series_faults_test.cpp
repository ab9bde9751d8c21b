// SPDX-License-Identifier: GPL-3.0-or-later
// A disk that gets full while samples are written, imported, undone or rebuilt, and processes that
// are killed in a rebuild or an undo: all or nothing each time.
#include "model/ports/access_store.h"
#include "model/ports/change_journal.h"
#include "model/ports/metric_catalog.h"
#include "model/ports/series_store.h"
#include "model/ports/store_admin.h"
#include "model/store/journal.h"
#include "model/store/org_scope.h"
#include "tests/model/store/series/series_bench.h"
#include "tests/model/store/store_fixture.h"
#include "tests/model/store/test_disk.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <chrono>
#include <csignal>
#include <random>
#include <thread>

#include <sys/wait.h>
#include <unistd.h>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

constexpr int kKills = 40;

class SeriesFaultsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void aFullDiskLosesNoSample_data() { TestDisk::addRows(); }
    void aFullDiskLosesNoSample();
    void anImportThatDoesNotFitLeavesNothing_data() { TestDisk::addRows(); }
    void anImportThatDoesNotFitLeavesNothing();
    void anUndoThatDoesNotFitChangesNothing_data() { TestDisk::addRows(); }
    void anUndoThatDoesNotFitChangesNothing();
    void aKilledRebuildChangesNothing();
    void aKilledUndoIsDoneOrNot();

private:
    /// Values that pack badly: eight bytes each.
    static std::vector<double> noise(std::size_t count, std::uint64_t seed)
    {
        std::mt19937_64 random(seed);
        std::uniform_real_distribution<double> any(-1e9, 1e9);
        std::vector<double> values(count);
        for (double &value : values)
            value = any(random);
        return values;
    }
    static std::vector<ImportRow> rowsOf(int count, std::int64_t first, std::int64_t step,
                                         std::uint64_t seed)
    {
        const auto values = noise(static_cast<std::size_t>(count), seed);
        std::vector<ImportRow> rows;
        for (int i = 0; i < count; ++i) {
            ImportRow row;
            row.metric = u"load"_s;
            row.value = values[static_cast<std::size_t>(i)];
            row.start = row.end = Timestamp(first + i * step);
            rows.push_back(std::move(row));
        }
        return rows;
    }
    static Result<ImportSummary> import(const DataPorts &ports, std::vector<ImportRow> rows)
    {
        ImportOptions options;
        options.conflicts = ConflictPolicy::Replace;
        return answer(ports.series->importRows(std::make_shared<VectorSource>(std::move(rows)),
                                               options, {}, {}));
    }
    static std::int64_t sampleCount(const DataPorts &ports)
    {
        std::int64_t count = 0;
        const auto all = answer(ports.series->list());
        for (const SeriesInfo &series : all.value())
            count += series.samples;
        return count;
    }
    static void checkFull(const Error &error)
    {
        QCOMPARE(error.code, ErrorCode::DiskFull);
        QVERIFY2(error.message.contains(u"Free some"_s), qPrintable(error.message));
    }
    /// Runs `work` in a child and kills it after up to some milliseconds. True when it had ended.
    template <class Work>
    static bool killed(std::mt19937_64 &random, int most_ms, Work work)
    {
        const pid_t child = ::fork();
        if (child == 0) {
            work();
            ::_exit(0);
        }
        std::this_thread::sleep_for(
            std::chrono::microseconds(random() % static_cast<std::uint64_t>(most_ms * 1'000)));
        ::kill(child, SIGKILL);
        int status = 0;
        ::waitpid(child, &status, 0);
        return WIFEXITED(status);
    }
};

void SeriesFaultsTest::aFullDiskLosesNoSample()
{
    QFETCH(const bool, isMounted);
    TestDisk disk(isMounted);
    if (!disk.isThere())
        QSKIP("a small file system cannot be mounted here");
    const auto store = openStore(disk.filePath(u"full.tidemark"_s)).value();
    const DataPorts ports = store->ports();
    const auto metric = answer(ports.catalog->create({u"load"_s})).value().definition.id;
    const auto series = answer(ports.series->open({metric, {}})).value().id;
    std::int64_t told = 0;
    const auto append = [&]() -> Result<SampleOutcome> {
        constexpr std::size_t kCount = 5'000;
        SampleBatch batch{series, {}, noise(kCount, static_cast<std::uint64_t>(told))};
        for (std::size_t i = 0; i < kCount; ++i)
            batch.times.push_back((told + static_cast<std::int64_t>(i)) * 1'003);
        return answer(ports.series->append({batch}));
    };
    Result<SampleOutcome> done = append();
    for (; done; done = append())
        told += done->added;
    checkFull(done.error());
    QVERIFY(told > 50'000);
    const auto again = append();
    QVERIFY(!again);
    checkFull(again.error());
    QCOMPARE(sampleCount(ports), told);
    QVERIFY(store->readOnlyReason().isEmpty()); // full is not damaged
    disk.freeSpace();
    const auto after = append();
    QVERIFY2(after, after ? "" : qPrintable(after.error().detail));
    QCOMPARE(sampleCount(ports), told + after->added);
    QVERIFY(answer(ports.admin->check())->isSound());
}

void SeriesFaultsTest::anImportThatDoesNotFitLeavesNothing()
{
    QFETCH(const bool, isMounted);
    const TestDisk disk(isMounted);
    if (!disk.isThere())
        QSKIP("a small file system cannot be mounted here");
    const auto store = openStore(disk.filePath(u"full.tidemark"_s)).value();
    const DataPorts ports = store->ports();
    QVERIFY(import(ports, rowsOf(1'000, 0, 10, 1)));
    const auto failed = import(ports, rowsOf(600'000, 5, 10, 2));
    QVERIFY(!failed);
    checkFull(failed.error());
    QCOMPARE(sampleCount(ports), 1'000);
    QCOMPARE(answer(ports.journal->changes(10))->size(), 1U);
    QVERIFY(import(ports, rowsOf(1'000, 5, 10, 3)));
    QCOMPARE(sampleCount(ports), 2'000);
    QVERIFY(answer(ports.admin->check())->isSound());
}

// While a change is undone its samples are kept beside the series, which needs room for a moment.
void SeriesFaultsTest::anUndoThatDoesNotFitChangesNothing()
{
    QFETCH(const bool, isMounted);
    TestDisk disk(isMounted);
    if (!disk.isThere())
        QSKIP("a small file system cannot be mounted here");
    const auto store = openStore(disk.filePath(u"full.tidemark"_s)).value();
    const DataPorts ports = store->ports();
    std::vector<ChangeId> steps;
    for (int step = 0;; ++step) {
        const auto done =
            import(ports, rowsOf(20'000, step * 200'000, 10, static_cast<std::uint64_t>(step)));
        if (!done)
            break;
        steps.push_back(done->change);
    }
    QVERIFY(steps.size() > 2);
    const std::int64_t count = sampleCount(ports);
    const auto failed = answer(ports.journal->undo(steps.back()));
    QVERIFY(!failed);
    checkFull(failed.error());
    QCOMPARE(sampleCount(ports), count);
    disk.freeSpace();
    const auto undone = answer(ports.journal->undo(steps.back()));
    QVERIFY2(undone, undone ? "" : qPrintable(undone.error().detail));
    QCOMPARE(sampleCount(ports), count - 20'000);
    QVERIFY(answer(ports.admin->check())->isSound());
}

void SeriesFaultsTest::aKilledRebuildChangesNothing()
{
    constexpr store::SeriesLayout kLayout{64, 2};
    SeriesBench bench;
    const SeriesId series = bench.filled(60'000, kLayout);
    bench.run(u"DELETE FROM rung_block WHERE rung > 0"_s);
    const std::int64_t missing = bench.checked().faultCount;
    QVERIFY(missing > 0);
    std::mt19937_64 random(3);
    int ended = 0;
    for (int kill = 0; kill < kKills; ++kill) {
        ended += killed(random, 60,
                        [&bench] {
                            auto connection =
                                store::Connection::open({bench.path(), store::OpenMode::ReadWrite});
                            const auto workspace = std::make_unique<store::ChunkWorkspace>();
                            if (connection)
                                (void)store::rebuildSeries(**connection, *workspace, {}, {});
                        })
                     ? 1
                     : 0;
        QCOMPARE(bench.samples(series).size(), 60'000U);
        const std::int64_t faults = bench.checked().faultCount;
        QVERIFY2(faults == missing || faults == 0, qPrintable(QString::number(faults)));
        if (faults == 0)
            bench.run(u"DELETE FROM rung_block WHERE rung > 0"_s);
    }
    QVERIFY2(ended < kKills, "no process was killed at work");
    (void)bench.rebuilt();
    QCOMPARE(bench.checked().faultCount, 0);
}

void SeriesFaultsTest::aKilledUndoIsDoneOrNot()
{
    const QTemporaryDir folder;
    const QString path = folder.filePath(u"s.tidemark"_s);
    ChangeId change;
    {
        const auto store = openStore(path).value();
        QVERIFY(import(store->ports(), rowsOf(30'000, 0, 10, 1)));
        change = import(store->ports(), rowsOf(30'000, 0, 15, 2)).value().change;
    }
    auto connection = store::Connection::open({path, store::OpenMode::ReadWrite}).value();
    const auto workspace = std::make_unique<store::ChunkWorkspace>();
    const auto number = [&connection](const QString &sql) {
        return connection->scalar(sql, "test"_L1).value().toLongLong();
    };
    const std::int64_t both = number(u"SELECT samples FROM series"_s);
    QVERIFY(both > 30'000 && both < 60'000); // every third replaced another
    std::mt19937_64 random(5);
    int ended = 0;
    for (int kill = 0; kill < kKills; ++kill) {
        const bool isUndone = number(u"SELECT undone FROM change ORDER BY id DESC LIMIT 1"_s) != 0;
        ended += killed(random, 80,
                        [&] {
                            auto own = store::Connection::open({path, store::OpenMode::ReadWrite});
                            if (!own)
                                return;
                            if (isUndone)
                                (void)store::redoChange(**own, store::kLocalOrg, change, u"child"_s);
                            else
                                (void)store::undoChange(**own, store::kLocalOrg, change, u"child"_s);
                        })
                     ? 1
                     : 0;
        const bool isUndoneNow =
            number(u"SELECT undone FROM change ORDER BY id DESC LIMIT 1"_s) != 0;
        QCOMPARE(number(u"SELECT samples FROM series"_s), isUndoneNow ? 30'000 : both);
        const auto checked = store::checkSeries(*connection, *workspace);
        QVERIFY(checked);
        QCOMPARE(checked->faultCount, 0);
    }
    QVERIFY2(ended < kKills, "no process was killed at work");
}

} // namespace

TIDEMARK_TEST(SeriesFaultsTest)
#include "series_faults_test.moc"
