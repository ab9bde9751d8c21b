// SPDX-License-Identifier: GPL-3.0-or-later
// Samples and aggregates that are not what was written: readers pass over them, writers keep them,
// the check names them.
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

void expectDamage()
{
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"cannot be read"_s));
}

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
    void aDamagedOpenChunkIsKept();
    void damagedAggregatesAreReckonedAnew();
    void aDamagedBlockHoldsWhatIsAddedOnce();
    void manyLateSamplesInADamagedChunk();
    void lateSamplesInADamagedChunk();
    void theFirstStampOfADamagedChunkIsCorrected();
    void lateSamplesWhereAllIsDamaged();
    void whatIsSetAsideIsRemovedWhole();
    void eachAnswerTellsOfDamageBelowDamagedAggregates();
    void cuttingADamagedChunkIsRefused();
    void oneFlippedBitInEachOfAThousandChunks();
    void theCheckFindsDamage_data();
    void theCheckFindsDamage();
    void aggregatesAndNumbersAreRebuilt_data();
    void aggregatesAndNumbersAreRebuilt();
    void whatIsKnownOfUnreadableSamplesStays_data();
    void whatIsKnownOfUnreadableSamplesStays();

private:
    /// The chunk that begins at `first`.
    void spoil(SeriesId series, std::int64_t first)
    {
        m_bench->run(
            u"UPDATE chunk SET data = zeroblob(length(data)) WHERE series_id = %1 AND t0 = %2"_s
                .arg(series.value())
                .arg(first));
    }

    std::unique_ptr<SeriesBench> m_bench;
};

void SeriesDamageTest::damagedChunksArePassedOver()
{
    const SeriesId series = m_bench->filled(64, {16, 1e9}); // no ladder
    m_bench->run(
        u"UPDATE chunk SET data = zeroblob(length(data)) WHERE series_id = %1 AND t0 = %2"_s
            .arg(series.value())
            .arg(16 * kSecond));
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

void SeriesDamageTest::damagedAggregatesAreReckonedAnew()
{
    const SeriesId series = m_bench->filled(200, kSmall);
    const Aggregate before = m_bench->whole(series);
    m_bench->run(u"UPDATE rung_block SET data = zeroblob(length(data)) WHERE series_id = %1"_s.arg(
        series.value()));
    // By a reader, for itself: nothing of it is in the cache.
    store::SeriesCache cache;
    const store::SeriesRow row = m_bench->row(series);
    const store::BorrowedWorkspace workspace(cache);
    store::SeriesReader reader(m_bench->connection(), row, cache, *workspace, {});
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"aggregates are damaged"_s));
    const auto day =
        reader.buckets(std::vector<std::int64_t>{0, 86'400 * kSecond}, Extremes::Inside);
    QVERIFY(day);
    QCOMPARE(day->front().count, before.count);
    QCOMPARE(day->front().sum.value(), before.sum.value());
    // And for good by the next writer, as far as it comes by.
    for (series::Rung rung = *row.rung; rung < series::kRungs; ++rung)
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"aggregates are damaged"_s));
    m_bench->add(series, {5 * kSecond}, {5}, kSmall);
    QCOMPARE(m_bench->checked().faultCount, 0);
}

// What is added to a damaged block's series counts once in the block that is reckoned anew.
void SeriesDamageTest::aDamagedBlockHoldsWhatIsAddedOnce()
{
    const SeriesId series = m_bench->filled(200, kSmall);
    const series::Rung finest = *m_bench->row(series).rung;
    for (series::Rung damaged = finest; damaged < finest + 3; ++damaged) {
        m_bench->run(u"UPDATE rung_block SET data = zeroblob(length(data)) WHERE series_id = %1 "
                     "AND rung = %2"_s.arg(series.value())
                         .arg(damaged));
        const std::int64_t from = m_bench->row(series).last.value() / kSecond + 1;
        std::vector<std::int64_t> times;
        std::vector<double> values;
        for (std::int64_t i = from; i < from + 40; ++i) {
            times.push_back(i * kSecond);
            values.push_back(static_cast<double>(i));
        }
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"aggregates are damaged"_s));
        m_bench->add(series, times, values, kSmall);
        QCOMPARE(m_bench->checked().faultCount, 0);
        QCOMPARE(m_bench->whole(series).count, from + 40);
    }
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
    m_bench->run(
        u"UPDATE chunk SET data = zeroblob(length(data)) WHERE series_id = %1 AND t0 = %2"_s
            .arg(series.value())
            .arg(16 * kSecond));
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
    spoil(series, 16 * kSecond);
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
    spoil(series, 0);
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
    spoil(series, 16 * kSecond);
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

// Else only the first answer would tell of it.
void SeriesDamageTest::eachAnswerTellsOfDamageBelowDamagedAggregates()
{
    const SeriesId series = m_bench->filled(64, kSmall);
    spoil(series, 16 * kSecond);
    m_bench->run(u"UPDATE rung_block SET data = zeroblob(length(data)) WHERE series_id = %1"_s.arg(
        series.value()));
    for (int time = 0; time < 2; ++time) {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"aggregates are damaged"_s));
        expectDamage();
        m_bench->whole(series);
        QCOMPARE(m_bench->damaged().size(), 1U);
    }
}

void SeriesDamageTest::cuttingADamagedChunkIsRefused()
{
    const SeriesId series = m_bench->filled(64, kSmall);
    m_bench->run(
        u"UPDATE chunk SET data = zeroblob(length(data)) WHERE series_id = %1 AND t0 = %2"_s
            .arg(series.value())
            .arg(16 * kSecond));
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

void SeriesDamageTest::theCheckFindsDamage_data()
{
    QTest::addColumn<QString>("damage");
    QTest::addColumn<int>("part");
    const auto row = [](const char *name, const QString &damage, store::SeriesFault::Part part) {
        QTest::newRow(name) << damage << static_cast<int>(part);
    };
    using Part = store::SeriesFault::Part;
    row("chunk", u"UPDATE chunk SET data = zeroblob(length(data)) WHERE t0 = 0"_s, Part::Chunk);
    row("chunk cut", u"UPDATE chunk SET data = substr(data, 1, 30) WHERE t0 = 0"_s, Part::Chunk);
    row("open chunk", u"UPDATE chunk SET data = x'00' WHERE is_open = 1"_s, Part::Chunk);
    row("head", u"UPDATE chunk SET t1 = t1 + 5 WHERE t0 = 0"_s, Part::Chunk);
    row("aggregates", u"UPDATE rung_block SET data = zeroblob(length(data)) WHERE rung = 8"_s,
        Part::Ladder);
    row("aggregates of others",
        u"UPDATE rung_block SET data = (SELECT data FROM rung_block b WHERE b.rung = 7) "
        "WHERE rung = 8"_s,
        Part::Ladder);
    row("aggregates missing", u"DELETE FROM rung_block WHERE rung = 7"_s, Part::Ladder);
    row("count", u"UPDATE series SET samples = samples + 1"_s, Part::Numbers);
    row("last", u"UPDATE series SET last_ns = last_ns + 1"_s, Part::Numbers);
    row("sample lost", u"DELETE FROM chunk WHERE is_open = 1"_s, Part::Numbers);
}

void SeriesDamageTest::theCheckFindsDamage()
{
    QFETCH(const QString, damage);
    QFETCH(const int, part);
    (void)m_bench->filled(100, kSmall);
    const store::SeriesCheck before = m_bench->checked();
    QCOMPARE(before.faultCount, 0);
    QCOMPARE(before.series, 1);
    QCOMPARE(before.samples, 100);
    QCOMPARE(before.chunks, 6);
    QVERIFY(before.blocks > 0);
    m_bench->run(damage);
    if (damage.contains(u"SET data"_s) && damage.contains(u"chunk"_s))
        expectDamage();
    const store::SeriesCheck after = m_bench->checked();
    QVERIFY(after.faultCount > 0);
    QCOMPARE(static_cast<int>(after.faults.front().part), part);
}

void SeriesDamageTest::aggregatesAndNumbersAreRebuilt_data()
{
    QTest::addColumn<QString>("damage");
    QTest::newRow("aggregates missing") << u"DELETE FROM rung_block"_s;
    QTest::newRow("aggregates unreadable") << u"UPDATE rung_block SET data = x'00'"_s;
    QTest::newRow("aggregates of others")
        << u"UPDATE rung_block SET data = (SELECT data FROM rung_block b WHERE b.rung = 7) "
           "WHERE rung = 8"_s;
    QTest::newRow("count and last")
        << u"UPDATE series SET samples = samples + 1, last_ns = last_ns + 1"_s;
}

void SeriesDamageTest::aggregatesAndNumbersAreRebuilt()
{
    QFETCH(const QString, damage);
    const SeriesId series = m_bench->filled(300, kSmall);
    const Aggregate before = m_bench->whole(series);
    m_bench->run(damage);
    QVERIFY(m_bench->checked().faultCount > 0);
    const store::SeriesCheck left = m_bench->rebuilt();
    QCOMPARE(left.faultCount, 0);
    QCOMPARE(left.series, 1);
    QCOMPARE(left.samples, 300);
    QCOMPARE(m_bench->whole(series).sum.value(), before.sum.value());
    QCOMPARE(m_bench->whole(series).count, before.count);
}

// Each kind of loss beside a chunk that cannot be read: what the ladder knows of it stays.
void SeriesDamageTest::whatIsKnownOfUnreadableSamplesStays_data()
{
    QTest::addColumn<QString>("loss");
    QTest::newRow("none") << QString();
    QTest::newRow("the widest") << u"DELETE FROM rung_block WHERE rung = 8"_s;
    QTest::newRow("all but the finest")
        << u"DELETE FROM rung_block WHERE rung > (SELECT min(rung) FROM rung_block)"_s;
    QTest::newRow("the finest unreadable") << u"UPDATE rung_block SET data = x'00' "
                                              "WHERE rung = (SELECT min(rung) FROM rung_block)"_s;
}

void SeriesDamageTest::whatIsKnownOfUnreadableSamplesStays()
{
    QFETCH(const QString, loss);
    const SeriesId series = m_bench->filled(300, kSmall);
    const Aggregate before = m_bench->whole(series);
    m_bench->run(u"UPDATE chunk SET data = zeroblob(length(data)) WHERE t0 = %1"_s.arg(
        32 * kSecond)); // 16 samples
    if (!loss.isEmpty())
        m_bench->run(loss);
    for (int i = 0; i < 2; ++i) // by the rebuilding, and by the check after it
        expectDamage();
    const store::SeriesCheck left = m_bench->rebuilt();
    QCOMPARE(left.faultCount, 1);
    QCOMPARE(left.faults.front().part, store::SeriesFault::Part::Chunk);
    // Over the whole nothing has to be decoded, so that what the ladder knows is the answer.
    const Aggregate after = m_bench->whole(series);
    QCOMPARE(after.count, before.count);
    QCOMPARE(after.sum.value(), before.sum.value());
    QCOMPARE(m_bench->number(u"SELECT count(*) FROM chunk WHERE data = zeroblob(length(data))"_s),
             1);
}

} // namespace

TIDEMARK_TEST(SeriesDamageTest)
#include "series_damage_test.moc"
