// SPDX-License-Identifier: GPL-3.0-or-later
// Samples that are not what was written: readers pass over them and tell of it, writers keep them.
#include "model/store/series/sample_count.h"
#include "tests/model/store/series/series_bench.h"
#include "tests/support/test_registry.h"

#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <memory>
#include <random>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

constexpr store::SeriesLayout kSmall{16, 2};

class SeriesDamageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnUnexpectedWarnings();
        m_bench = std::make_unique<SeriesBench>();
    }
    void damagedChunksArePassedOver();
    void aWindowBesideDamageIsWhole_data();
    void aWindowBesideDamageIsWhole();
    void whatHoldsUpToDamageIsNotKnown();
    void aDamagedOpenChunkIsKept();
    void manyLateSamplesInADamagedChunk();
    void lateSamplesInADamagedChunk();
    void theFirstStampOfADamagedChunkIsCorrected();
    void lateSamplesWhereAllIsDamaged();
    void whatIsSetAsideIsRemovedWhole();
    void cuttingADamagedChunkIsRefused();
    void whatCannotBeCutMayBeKept();
    void oneFlippedBitInEachOfAThousandChunks();

private:
    std::unique_ptr<SeriesBench> m_bench;
    const std::unique_ptr<store::ChunkWorkspace> m_workspace =
        std::make_unique<store::ChunkWorkspace>();
};

void SeriesDamageTest::damagedChunksArePassedOver()
{
    const SeriesId series = m_bench->filled(64, {16, 1e9}); // no ladder
    m_bench->spoil(series, 16 * kSecond);
    expectDamage();
    QCOMPARE(m_bench->samples(series).size(), 48U);
    QCOMPARE(m_bench->damaged().size(), 1U);
    QCOMPARE(m_bench->damaged().front(),
             (TimeWindow{Timestamp(16 * kSecond), Timestamp(31 * kSecond + 1)}));
    expectDamage();
    QCOMPARE(m_bench->whole(series).count, 48U);
    QCOMPARE(
        m_bench->number(u"SELECT count(*) FROM chunk WHERE series_id = %1"_s.arg(series.value())),
        4);
}

// Answers look at the samples beside their window, and tell only of what they lack themselves.
void SeriesDamageTest::aWindowBesideDamageIsWhole_data()
{
    QTest::addColumn<int>("begin_s");
    QTest::addColumn<int>("end_s");
    QTest::addColumn<int>("damaged_s"); // where the chunk begins
    QTest::addColumn<bool>("isSetAside");
    QTest::addColumn<int>("attempts"); // to read it
    QTest::newRow("before") << 32 << 48 << 16 << false << 2;
    QTest::newRow("after") << 32 << 48 << 48 << false << 3;
    QTest::newRow("the open one") << 32 << 48 << 64 << false << 1;
    QTest::newRow("set aside before") << 32 << 48 << 16 << true << 1;
    QTest::newRow("set aside after") << 32 << 48 << 48 << true << 1;
    QTest::newRow("below damaged aggregates") << 0 << 10 << 48 << false << 2;
}

void SeriesDamageTest::aWindowBesideDamageIsWhole()
{
    QFETCH(const int, begin_s);
    QFETCH(const int, end_s);
    QFETCH(const int, damaged_s);
    QFETCH(const bool, isSetAside);
    QFETCH(const int, attempts);
    constexpr std::size_t kAll = 1'000;
    const auto count = static_cast<std::size_t>(end_s - begin_s);
    const TimeWindow window{Timestamp(begin_s * kSecond), Timestamp(end_s * kSecond)};
    const SeriesId series = m_bench->filled(70, kSmall);
    m_bench->spoil(series, damaged_s * kSecond);
    for (int i = 0; i < attempts; ++i)
        expectDamage();
    if (isSetAside)
        m_bench->add(series, {damaged_s * kSecond + 1}, {7}, kSmall);
    if (begin_s == 0) {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"aggregates are damaged"_s));
        m_bench->run(u"UPDATE rung_block SET data = zeroblob(length(data))"_s);
    }
    const auto buckets = m_bench->read(series, [&](store::SeriesReader &reader) {
        return reader.buckets(std::vector{begin_s * kSecond, end_s * kSecond}, Extremes::Inside);
    });
    QCOMPARE(buckets.front().count, count);
    QVERIFY(m_bench->damaged().empty());
    const auto samples = m_bench->read(
        series, [&](store::SeriesReader &reader) { return reader.samples(window, kAll); });
    QCOMPARE(samples.size(), count);
    QVERIFY(m_bench->damaged().empty());
    const auto latest = m_bench->read(
        series, [&](store::SeriesReader &reader) { return reader.latestSamples(window, kAll); });
    QCOMPARE(latest.size(), count);
    QVERIFY(m_bench->damaged().empty());
    const auto around = m_bench->read(
        series, [&](store::SeriesReader &reader) { return reader.samplesAround(window, kAll); });
    QVERIFY(around.size() >= count);
    QVERIFY(m_bench->damaged().empty());
    (void)m_bench->samples(series);
    QCOMPARE(m_bench->damaged().size(), 1U); // whom it concerns is told
}

void SeriesDamageTest::whatHoldsUpToDamageIsNotKnown()
{
    const SeriesId series = m_bench->filled(64, kSmall);
    const auto active = [&] {
        return m_bench
            ->read(series,
                   [](store::SeriesReader &reader) {
                       return reader.buckets(std::vector{std::int64_t{0}, 16 * kSecond},
                                             Extremes::Inside);
                   })
            .front()
            .active;
    };
    QCOMPARE(active().ns(), 16 * kSecond); // the last of them by the sample at 16 s
    m_bench->spoil(series, 16 * kSecond);
    expectDamage();
    QCOMPARE(active().ns(), 15 * kSecond);
}

void SeriesDamageTest::aDamagedOpenChunkIsKept()
{
    const SeriesId series = m_bench->filled(20, kSmall);
    m_bench->run(
        u"UPDATE chunk SET data = zeroblob(length(data)) WHERE series_id = %1 AND is_open = 1"_s
            .arg(series.value()));
    expectDamage();
    QCOMPARE(m_bench->whole(series).count, 16U);
    QCOMPARE(m_bench->damaged().size(), 1U);
    for (int i = 0; i < 2; ++i) // as the open one, and beside the late sample
        expectDamage();
    m_bench->add(series, {30 * kSecond, 17 * kSecond}, {30, 17}, kSmall);
    QCOMPARE(m_bench->samples(series).size(), 18U);
    QCOMPARE(m_bench->damaged().size(), 1U);
    QCOMPARE(m_bench->number(u"SELECT count(*) FROM chunk WHERE series_id = %1 AND data = "
                             "zeroblob(length(data))"_s.arg(series.value())),
             1);
}

void SeriesDamageTest::manyLateSamplesInADamagedChunk()
{
    constexpr int kLate = 20'000; // more than two chunks hold
    const SeriesId series = m_bench->filled(20'000, {});
    m_bench->run(
        u"UPDATE chunk SET data = zeroblob(length(data)) WHERE series_id = %1 AND t0 = 0"_s.arg(
            series.value()));
    std::vector<std::int64_t> times;
    std::vector<double> values;
    for (int i = 0; i < kLate; ++i) {
        times.push_back(kSecond + 1 +
                        i * (kSecond / 4)); // between the first stamp and the next chunk
        values.push_back(i);
    }
    expectDamage();
    QCOMPARE(m_bench->add(series, times, values).added, kLate);
    const auto samples = m_bench->samples(series);
    const auto late = std::count_if(samples.begin(), samples.end(), [](const Sample &sample) {
        return sample.at.posixNs() % (kSecond / 4) == 1;
    });
    QCOMPARE(late, kLate);
}

void SeriesDamageTest::lateSamplesInADamagedChunk()
{
    const SeriesId series = m_bench->filled(64, kSmall);
    m_bench->spoil(series, 16 * kSecond);
    expectDamage();
    QCOMPARE(m_bench->add(series, {20 * kSecond + 1, 40 * kSecond + 1}, {7, 8}, kSmall).added, 2);
    const TimeWindow damaged{Timestamp(16 * kSecond), Timestamp(31 * kSecond + 1)};
    const auto tells = [&](std::int64_t begin, std::int64_t end) {
        m_bench->read(series, [&](store::SeriesReader &reader) {
            return reader.buckets(std::vector{begin, end}, Extremes::Inside);
        });
        return m_bench->damaged() == std::vector{damaged};
    };
    for (int time = 0; time < 2; ++time) {
        QCOMPARE(m_bench->samples(series).size(), 50U);
        QCOMPARE(m_bench->damaged(), std::vector{damaged});
        QVERIFY(tells(0, 64 * kSecond));            // of the ladder alone
        QVERIFY(tells(25 * kSecond, 26 * kSecond)); // behind the late sample
        QVERIFY(!tells(40 * kSecond, 42 * kSecond));
    }
    // The bytes are as they were, and the check and the numbers know of them.
    QCOMPARE(m_bench->number(u"SELECT count(*) FROM chunk WHERE series_id = %1 AND data = "
                             "zeroblob(length(data))"_s.arg(series.value())),
             1);
    QCOMPARE(m_bench->row(series).samples, 66);
    expectDamage();
    const store::SeriesCheck found = m_bench->checked();
    QCOMPARE(found.faultCount, 1);
    QCOMPARE(found.faults.front().window, damaged);
    expectDamage();
    QCOMPARE(m_bench->rebuilt().faultCount, 1);
    QCOMPARE(m_bench->row(series).samples, 66);
    QVERIFY(tells(0, 64 * kSecond));
}

void SeriesDamageTest::theFirstStampOfADamagedChunkIsCorrected()
{
    const SeriesId series = m_bench->filled(64, kSmall);
    m_bench->spoil(series, 16 * kSecond);
    expectDamage();
    QCOMPARE(m_bench->add(series, {16 * kSecond}, {1}, kSmall).added, 1);
    QCOMPARE(m_bench->add(series, {16 * kSecond}, {2}, kSmall).replaced, 1);
    QCOMPARE(m_bench->add(series, {16 * kSecond, 17 * kSecond}, {3, 4}, kSmall).replaced, 1);
    const auto samples = m_bench->samples(series);
    QCOMPARE(samples.size(), 50U);
    QCOMPARE(samples[16].value, 3.0);
    QCOMPARE(samples[17].value, 4.0);
    QCOMPARE(m_bench->whole(series).count, 62U); // the ladder knows of those from 20 to 31 s
}

void SeriesDamageTest::lateSamplesWhereAllIsDamaged()
{
    const SeriesId series = m_bench->filled(16, kSmall);
    m_bench->spoil(series, 0);
    expectDamage();
    m_bench->add(series, {3 * kSecond}, {1}, kSmall);
    m_bench->add(series, {2 * kSecond, 4 * kSecond}, {0, 2}, kSmall);
    QCOMPARE(m_bench->samples(series).size(), 3U);
    QCOMPARE(m_bench->row(series).last, std::optional<std::int64_t>(15 * kSecond));
    m_bench->add(series, {20 * kSecond}, {20}, kSmall);
    QCOMPARE(m_bench->samples(series).size(), 4U);
    QCOMPARE(m_bench->damaged().size(), 1U);
}

void SeriesDamageTest::whatIsSetAsideIsRemovedWhole()
{
    const SeriesId series = m_bench->filled(64, kSmall);
    m_bench->spoil(series, 16 * kSecond);
    expectDamage();
    m_bench->add(series, {20 * kSecond + 1}, {7}, kSmall);
    {
        const auto writing = m_bench->writer(series, kSmall);
        const auto cut = writing->remove({Timestamp(20 * kSecond), Timestamp(40 * kSecond)});
        QVERIFY(!cut);
        QCOMPARE(cut.error().code, ErrorCode::Damaged);
    }
    QCOMPARE(m_bench->remove(series, {Timestamp(16 * kSecond), Timestamp(32 * kSecond)}, kSmall),
             17);
    QCOMPARE(m_bench->row(series).samples, 48);
    QCOMPARE(m_bench->samples(series).size(), 48U);
    QVERIFY(m_bench->damaged().empty());
    QCOMPARE(m_bench->whole(series).count, 48U);
    QCOMPARE(m_bench->checked().faultCount, 0);
}

void SeriesDamageTest::cuttingADamagedChunkIsRefused()
{
    const SeriesId series = m_bench->filled(64, kSmall);
    m_bench->spoil(series, 16 * kSecond);
    {
        const auto transaction =
            SeriesBench::must(store::Transaction::begin(m_bench->connection()));
        const auto writer = m_bench->writer(series, kSmall);
        expectDamage();
        const auto refused = writer->remove({Timestamp(0), Timestamp(20 * kSecond)});
        QVERIFY(!refused);
        QCOMPARE(refused.error().code, ErrorCode::Damaged);
    }
    // All of it may go.
    const auto again = m_bench->writer(series, kSmall);
    QCOMPARE(SeriesBench::must(again->remove({Timestamp(0), Timestamp(32 * kSecond)})), 32);
    SeriesBench::must(again->finish());
    QCOMPARE(m_bench->samples(series).size(), 32U);
    QCOMPARE(m_bench->checked().faultCount, 0);
}

void SeriesDamageTest::whatCannotBeCutMayBeKept()
{
    const TimeWindow window{Timestamp(0), Timestamp(24 * kSecond)};
    const auto removeFrom = [&](SeriesId series) {
        const auto writer = m_bench->writer(series, kSmall);
        const std::int64_t removed =
            SeriesBench::must(writer->remove(window, store::Uncuttable::Kept));
        SeriesBench::must(writer->finish());
        return removed;
    };
    const auto count = [&](SeriesId series) {
        return SeriesBench::must(store::countSamples(m_bench->connection(), m_bench->row(series),
                                                     window, *m_workspace,
                                                     store::Uncuttable::Kept));
    };
    // Set aside, with samples beside it on both sides of the border.
    const SeriesId series = m_bench->filled(64, kSmall);
    m_bench->spoil(series, 16 * kSecond);
    expectDamage();
    m_bench->add(series, {20 * kSecond + 1, 26 * kSecond + 1}, {7, 8}, kSmall);
    QCOMPARE(count(series), 17);
    QCOMPARE(removeFrom(series), 17);
    QCOMPARE(m_bench->row(series).samples, 49);
    QCOMPARE(m_bench->row(series).first, std::optional<std::int64_t>(16 * kSecond));
    QCOMPARE(m_bench->samples(series).size(), 33U);
    QCOMPARE(m_bench->damaged().size(), 1U);
    QCOMPARE(removeFrom(series), 0);
    QCOMPARE(m_bench->remove(series, {Timestamp(0), Timestamp(32 * kSecond)}, kSmall), 17);
    QCOMPARE(m_bench->checked().faultCount, 0);
    // In its place.
    const SeriesId other = m_bench->filled(64, kSmall);
    m_bench->spoil(other, 16 * kSecond);
    expectDamage();
    QCOMPARE(count(other), 16);
    expectDamage();
    QCOMPARE(removeFrom(other), 16);
    QCOMPARE(m_bench->row(other).samples, 48);
    QCOMPARE(m_bench->row(other).first, std::optional<std::int64_t>(16 * kSecond));
}

// Of every other chunk that is stored. The others are read to the bit, and none of the flipped.
void SeriesDamageTest::oneFlippedBitInEachOfAThousandChunks()
{
    constexpr int kChunks = 2'000;
    constexpr int kSamples = 16; // of a chunk
    constexpr store::SeriesLayout kNoLadder{kSamples, 1e9};
    std::mt19937 random(7);
    const SeriesId series = m_bench->filled(kChunks * kSamples, kNoLadder);
    const auto before = m_bench->samples(series);
    m_bench->run(u"BEGIN"_s);
    for (int chunk = 0; chunk < kChunks; chunk += 2) {
        const QString where = u" FROM chunk WHERE series_id = %1 AND t0 = %2"_s.arg(series.value())
                                  .arg(chunk * kSamples * kSecond);
        const QByteArray bytes =
            QByteArray::fromHex(m_bench->text(u"SELECT hex(data)"_s + where).toLatin1());
        QVERIFY(!bytes.isEmpty());
        QByteArray flipped = bytes;
        const auto bit = static_cast<qsizetype>(random()) % (bytes.size() * 8);
        flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
        m_bench->run(u"UPDATE chunk SET data = x'%1' WHERE series_id = %2 AND t0 = %3"_s
                         .arg(QString::fromLatin1(flipped.toHex()))
                         .arg(series.value())
                         .arg(chunk * kSamples * kSecond));
        expectDamage();
    }
    m_bench->run(u"COMMIT"_s);
    const auto after = m_bench->samples(series);
    QCOMPARE(m_bench->damaged().size(), static_cast<std::size_t>(kChunks / 2));
    std::vector<Sample> expected;
    for (std::size_t i = 0; i < before.size(); ++i) {
        if (i / kSamples % 2 == 1)
            expected.push_back(before[i]);
    }
    QVERIFY(std::equal(after.begin(), after.end(), expected.begin(), expected.end(),
                       [](const Sample &one, const Sample &other) {
                           return one.at == other.at && one.value == other.value;
                       }));
    for (int chunk = 0; chunk < kChunks; chunk += 2)
        expectDamage();
    QCOMPARE(m_bench->checked().faultCount, kChunks / 2);
}

} // namespace

TIDEMARK_TEST(SeriesDamageTest)
#include "series_damage_test.moc"
