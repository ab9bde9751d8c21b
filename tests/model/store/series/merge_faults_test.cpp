// SPDX-License-Identifier: GPL-3.0-or-later
// Merging two metrics (D10) on a disk that gets full: nothing changes until there is room.
#include "tests/model/store/merge_fixture.h"
#include "tests/model/store/test_disk.h"
#include "tests/support/test_registry.h"

#include <QScopeGuard>

#include <random>

using namespace tidemark;
using namespace tidemark::test;

namespace {

constexpr int kRecords = 500;
constexpr int kSamples = 20'000;

class MergeFaultsTest : public QObject, private MergeFixture
{
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnUnexpectedWarnings(); }
    void cleanup() { m_store.reset(); }
    void aFullDiskChangesNothing_data() { TestDisk::addRows(); }
    void aFullDiskChangesNothing();

private:
    /// Samples that take eight bytes each.
    [[nodiscard]] SampleBatch noise(const QString &name, std::int64_t first, int count)
    {
        return noise(answer(m_ports.series->open({metric(name), {}})).value().id, first, count);
    }
    [[nodiscard]] static SampleBatch noise(SeriesId series, std::int64_t first, int count)
    {
        SampleBatch batch{series, {}, {}};
        std::mt19937_64 random(static_cast<std::uint64_t>(first));
        for (int i = 0; i < count; ++i) {
            batch.times.push_back((first + i) * 1'003);
            batch.values.push_back(static_cast<double>(random()) * 1e-17);
        }
        return batch;
    }
    void addEntries(const QString &name, int first)
    {
        std::vector<ImportRow> rows;
        for (int i = first; i < first + kRecords; ++i)
            rows.push_back(entryOf(name, i, i));
        addRecords(std::move(rows));
    }
    /// With samples of a metric of their own, until not even a few fit.
    void fillTheDisk()
    {
        const SeriesId filler = answer(m_ports.series->open({metric(u"filler"_s), {}})).value().id;
        std::int64_t first = 0;
        for (int count = 5'000; count > 0;) {
            if (answer(m_ports.series->append({noise(filler, first, count)})))
                first += count;
            else
                count /= 4;
        }
    }
};

void MergeFaultsTest::aFullDiskChangesNothing()
{
    QFETCH(const bool, isMounted);
    TestDisk disk(isMounted);
    if (!disk.isThere())
        QSKIP("a small file system cannot be mounted here");
    const auto close = qScopeGuard([this] { m_store.reset(); }); // before its disk goes
    m_path = disk.filePath(u"full.tidemark"_s);
    m_store = openStore(m_path).value();
    m_ports = m_store->ports();
    for (const QString &name : {u"load"_s, u"old"_s, u"filler"_s})
        (void)define(name);
    addEntries(u"load"_s, 0);
    addEntries(u"old"_s, kRecords / 2); // the first half of them are at times that both have
    const SampleBatch loadNoise = noise(u"load"_s, 0, kSamples);
    const SampleBatch oldNoise = noise(u"old"_s, kSamples / 2, kSamples);
    const SeriesId loadSeries = loadNoise.series;
    const SeriesId oldSeries = oldNoise.series;
    QVERIFY(answer(m_ports.series->append({loadNoise, oldNoise})));
    fillTheDisk();

    // Asking for a series would write where it is not there yet; these are.
    const Bits old = bits(oldSeries);
    const Bits load = bits(loadSeries);
    const auto changes = answer(m_ports.journal->changes(1'000))->size();
    const auto failed = merge(MergeConflicts::Replace);
    QVERIFY(!failed);
    QCOMPARE(failed.error().code, ErrorCode::DiskFull);
    QVERIFY2(failed.error().message.contains(u"Free some"_s), qPrintable(failed.error().message));
    QCOMPARE(records(u"old"_s).size(), std::size_t{kRecords});
    QCOMPARE(records(u"load"_s).size(), std::size_t{kRecords});
    QVERIFY(bits(oldSeries) == old);
    QVERIFY(bits(loadSeries) == load);
    QCOMPARE(answer(m_ports.journal->changes(1'000))->size(), changes);
    QVERIFY(isSound());

    disk.freeSpace();
    const auto merged = merge(MergeConflicts::Replace);
    QVERIFY2(merged, merged ? "" : qPrintable(merged.error().detail));
    QVERIFY(!metric(u"old"_s).isValid());
    QCOMPARE(records(u"load"_s).size(), std::size_t{kRecords + kRecords / 2});
    QCOMPARE(bits(loadSeries).size(), std::size_t{kSamples + kSamples / 2});
    QVERIFY(isSound());
}

} // namespace

TIDEMARK_TEST(MergeFaultsTest)
#include "merge_faults_test.moc"
