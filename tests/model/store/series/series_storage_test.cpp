// SPDX-License-Identifier: GPL-3.0-or-later
// How samples lie in the store: the tail, damage, rolled back work, two writers, the ladder that
// follows the density, and the check that finds what is wrong.
#include "model/store/series/sample_append.h"
#include "model/store/series/series_check.h"
#include "tests/model/store/series/series_bench.h"
#include "tests/support/test_registry.h"

#include <QRegularExpression>
#include <QTest>

#include <memory>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr store::SeriesLayout kSmall{16, 2};

class SeriesStorageTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnUnexpectedWarnings();
        m_bench = std::make_unique<SeriesBench>();
    }
    void aFewSamplesLieInTheTail();
    void manySlowSeriesWriteLittle();
    void asManyValuesAsTimes();
    void whatIsRolledBackIsGone();
    void twoConnectionsWriteOneSeries();
    void readersSeeWhatOthersWrote();
    void theLadderFollowsTheDensity();
    void damagedChunksArePassedOver();
    void aDamagedOpenChunkIsKept();
    void damagedAggregatesAreReckonedAnew();
    void lateSamplesInADamagedChunk();
    void cuttingADamagedChunkIsRefused();
    void theCheckFindsDamage_data();
    void theCheckFindsDamage();
    void theLadderIsRebuilt();

private:
    SeriesId filled(int count, const store::SeriesLayout &layout = kSmall)
    {
        std::vector<std::int64_t> times;
        std::vector<double> values;
        for (int i = 0; i < count; ++i) {
            times.push_back(i * kSecond);
            values.push_back(i);
        }
        const SeriesId series = m_bench->makeSeries();
        m_bench->add(series, times, values, layout);
        return series;
    }
    void run(const QString &sql) { SeriesBench::must(m_bench->connection().execute(sql, "test"_L1)); }
    std::int64_t number(const QString &sql)
    {
        return SeriesBench::must(m_bench->connection().scalar(sql, "test"_L1)).toLongLong();
    }
    SampleOutcome append(SeriesId series, std::vector<std::int64_t> times,
                         std::vector<double> values)
    {
        return SeriesBench::must(store::appendSamples(
            m_bench->connection(), {series, std::move(times), std::move(values)}, m_workspace));
    }
    Aggregate whole(SeriesId series)
    {
        return m_bench
            ->read(series,
                  [](store::SeriesReader &reader) {
                      return reader.buckets(std::vector<std::int64_t>{-kSecond, 1'000 * kSecond},
                                            Extremes::Inside);
                  })
            .front();
    }
    store::SeriesCheck checked()
    {
        return SeriesBench::must(store::checkSeries(m_bench->connection(), m_workspace));
    }
    static void expectDamage()
    {
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"cannot be read"_s));
    }

    std::unique_ptr<SeriesBench> m_bench;
    store::ChunkWorkspace m_workspace;
};

void SeriesStorageTest::aFewSamplesLieInTheTail()
{
    const SeriesId series = m_bench->makeSeries();
    for (int i = 0; i < 700; ++i) {
        const double value = i % 50 == 7 ? std::numeric_limits<double>::quiet_NaN() : i;
        QCOMPARE(append(series, {i * kSecond}, {value}).added, 1);
        const store::SeriesRow row = m_bench->row(series);
        QCOMPARE(row.samples, i + 1);
        QVERIFY(row.tail <= 256);
        QCOMPARE(number(u"SELECT count(*) FROM tail WHERE series_id = %1"_s.arg(series.value())),
                 row.tail);
    }
    QCOMPARE(m_bench->samples(series).size(), 700U);
    QCOMPARE(whole(series).count, 686U);
    QVERIFY(std::isnan(m_bench->samples(series)[57].value));
    // A late one gathers the tail into the open chunk.
    QCOMPARE(append(series, {5 * kSecond + 1}, {1.5}).added, 1);
    QCOMPARE(m_bench->row(series).tail, 0);
    QCOMPARE(m_bench->samples(series).size(), 701U);
    QCOMPARE(append(series, {5 * kSecond + 1}, {2.5}).replaced, 1);
    QCOMPARE(m_bench->samples(series)[6].value, 2.5);
    QCOMPARE(checked().faultCount, 0);
}

void SeriesStorageTest::manySlowSeriesWriteLittle()
{
    const SeriesId series = filled(5'000, {});
    const auto open = [&] {
        return number(u"SELECT length(data) FROM chunk WHERE is_open = 1 AND series_id = %1"_s.arg(
            series.value()));
    };
    const std::int64_t before = open();
    append(series, {5'000 * kSecond, 5'001 * kSecond}, {1, 2});
    QCOMPARE(open(), before); // the rows only
    QCOMPARE(m_bench->row(series).tail, 2);
    // Many at once need no rows.
    std::vector<std::int64_t> times;
    for (int i = 0; i < 100; ++i)
        times.push_back((5'010 + i) * kSecond);
    append(series, times, std::vector<double>(100, 3.0));
    QCOMPARE(m_bench->row(series).tail, 0);
    QVERIFY(open() > before);
    QCOMPARE(m_bench->samples(series).size(), 5'102U);
}

void SeriesStorageTest::asManyValuesAsTimes()
{
    const SeriesId series = m_bench->makeSeries();
    const auto wrong =
        store::appendSamples(m_bench->connection(), {series, {1, 2}, {1}}, m_workspace);
    QVERIFY(!wrong);
    QCOMPARE(wrong.error().code, ErrorCode::InvalidArgument);
    const auto nowhere =
        store::appendSamples(m_bench->connection(), {SeriesId(12'345), {1}, {1}}, m_workspace);
    QVERIFY(!nowhere);
    QCOMPARE(nowhere.error().code, ErrorCode::NotFound);
    QCOMPARE(append(series, {}, {}).added, 0);
}

void SeriesStorageTest::whatIsRolledBackIsGone()
{
    const SeriesId series = filled(100);
    const store::SeriesRow before = m_bench->row(series);
    QCOMPARE(whole(series).count, 100U);
    {
        const auto transaction =
            SeriesBench::must(store::Transaction::begin(m_bench->connection()));
        m_bench->add(series, {7 * kSecond, 500 * kSecond}, {9e9, 1}, kSmall);
        m_bench->remove(series, {Timestamp(0), Timestamp(50 * kSecond)}, kSmall);
    }
    QVERIFY(m_bench->row(series) == before);
    QCOMPARE(whole(series).count, 100U);
    QCOMPARE(whole(series).max, 99.0);
    m_bench->add(series, {100 * kSecond}, {100}, kSmall); // with what was decoded before
    QCOMPARE(whole(series).sum.value(), 5050.0);
    QCOMPARE(checked().faultCount, 0);
}

void SeriesStorageTest::twoConnectionsWriteOneSeries()
{
    const SeriesId series = filled(10);
    const auto other =
        SeriesBench::must(store::Connection::open({m_bench->path(), store::OpenMode::ReadWrite}));
    store::ChunkWorkspace workspace;
    for (int i = 10; i < 120; ++i) {
        const SampleBatch batch{series, {i * kSecond}, {static_cast<double>(i)}};
        if (i % 2 == 0)
            (void)SeriesBench::must(store::appendSamples(*other, batch, workspace, kSmall));
        else
            m_bench->add(series, batch.times, batch.values, kSmall);
    }
    QCOMPARE(m_bench->samples(series).size(), 120U);
    QCOMPARE(whole(series).sum.value(), 119.0 * 120 / 2);
    QCOMPARE(checked().faultCount, 0);
}

void SeriesStorageTest::readersSeeWhatOthersWrote()
{
    const SeriesId series = filled(200);
    QCOMPARE(whole(series).count, 200U); // and kept in the cache
    const auto other =
        SeriesBench::must(store::Connection::open({m_bench->path(), store::OpenMode::ReadWrite}));
    store::ChunkWorkspace workspace;
    const auto write = [&](std::int64_t time, double value) {
        const auto writer = SeriesBench::must(
            store::SeriesWriter::begin(*other, series, workspace, kSmall));
        (void)SeriesBench::must(writer->add(std::vector{time}, std::vector{value}));
        SeriesBench::must(writer->finish());
    };
    write(200 * kSecond, 1'000);
    QCOMPARE(whole(series).max, 1'000.0);
    write(5 * kSecond, 2'000); // late, in place of another
    QCOMPARE(whole(series).count, 201U);
    QCOMPARE(whole(series).max, 2'000.0);
    for (int i = 201; i < 240; ++i)
        write(i * kSecond, 3'000);
    QCOMPARE(whole(series).count, 240U);
    QCOMPARE(whole(series).max, 3'000.0);
}

void SeriesStorageTest::theLadderFollowsTheDensity()
{
    const SeriesId series = m_bench->makeSeries();
    std::vector<std::int64_t> times;
    for (int i = 0; i < 64; ++i)
        times.push_back(i * 3'600 * kSecond); // 24 a day
    m_bench->add(series, times, std::vector<double>(64, 1.0), {16, 4});
    const auto sparse = m_bench->row(series).rung;
    QVERIFY(sparse);
    const std::int64_t begin = times.back();
    times.clear();
    for (int i = 1; i <= 4'000; ++i) // then a thousand a second
        times.push_back(begin + i * kSecond / 1'000);
    m_bench->add(series, times, std::vector<double>(4'000, 2.0), {16, 4});
    const auto dense = m_bench->row(series).rung;
    QVERIFY(dense);
    QVERIFY2(*dense < *sparse, qPrintable(u"%1 %2"_s.arg(*dense).arg(*sparse)));
    QCOMPARE(checked().faultCount, 0);
    times.clear();
    for (int i = 1; i <= 9'000; ++i) // and once a day
        times.push_back(begin + i * 86'400 * kSecond);
    m_bench->add(series, times, std::vector<double>(9'000, 3.0), {16, 4});
    QVERIFY(!m_bench->row(series).rung); // not worth its room
    QCOMPARE(number(u"SELECT count(*) FROM rung_block WHERE series_id = %1"_s.arg(series.value())),
             0);
    QCOMPARE(m_bench->samples(series).size(), 13'064U);
    QCOMPARE(checked().faultCount, 0);
}

void SeriesStorageTest::damagedChunksArePassedOver()
{
    const SeriesId series = filled(64, {16, 1e9}); // no ladder
    run(u"UPDATE chunk SET data = zeroblob(length(data)) WHERE series_id = %1 AND t0 = %2"_s
            .arg(series.value())
            .arg(16 * kSecond));
    expectDamage();
    QCOMPARE(m_bench->samples(series).size(), 48U);
    QCOMPARE(m_bench->damaged().size(), 1U);
    QCOMPARE(m_bench->damaged().front(),
             (TimeWindow{Timestamp(16 * kSecond), Timestamp(31 * kSecond + 1)}));
    expectDamage();
    QCOMPARE(whole(series).count, 48U);
    QCOMPARE(number(u"SELECT count(*) FROM chunk WHERE series_id = %1"_s.arg(series.value())), 4);
}

void SeriesStorageTest::aDamagedOpenChunkIsKept()
{
    const SeriesId series = filled(20);
    run(u"UPDATE chunk SET data = zeroblob(length(data)) WHERE series_id = %1 AND is_open = 1"_s
            .arg(series.value()));
    expectDamage();
    QCOMPARE(whole(series).count, 16U);
    QCOMPARE(m_bench->damaged().size(), 1U);
    for (int i = 0; i < 2; ++i) // as the open one, and beside the late sample
        expectDamage();
    m_bench->add(series, {30 * kSecond, 17 * kSecond}, {30, 17}, kSmall);
    expectDamage();
    QCOMPARE(m_bench->samples(series).size(), 18U);
    QCOMPARE(number(u"SELECT count(*) FROM chunk WHERE series_id = %1 AND data = "
                    "zeroblob(length(data))"_s.arg(series.value())),
             1);
}

void SeriesStorageTest::damagedAggregatesAreReckonedAnew()
{
    const SeriesId series = filled(200);
    const Aggregate before = whole(series);
    run(u"UPDATE rung_block SET data = zeroblob(length(data)) WHERE series_id = %1"_s.arg(
        series.value()));
    // By a reader, for itself: nothing of it is in the cache.
    store::SeriesCache cache;
    const store::SeriesRow row = m_bench->row(series);
    const store::BorrowedWorkspace workspace(cache);
    store::SeriesReader reader(m_bench->connection(), row, cache, *workspace, {});
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"aggregates are damaged"_s));
    const auto day = reader.buckets(std::vector<std::int64_t>{0, 86'400 * kSecond},
                                    Extremes::Inside);
    QVERIFY(day);
    QCOMPARE(day->front().count, before.count);
    QCOMPARE(day->front().sum.value(), before.sum.value());
    // And for good by the next writer, as far as it comes by.
    for (series::Rung rung = *row.rung; rung < series::kRungs; ++rung)
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"aggregates are damaged"_s));
    m_bench->add(series, {5 * kSecond}, {5}, kSmall);
    QCOMPARE(checked().faultCount, 0);
}

void SeriesStorageTest::lateSamplesInADamagedChunk()
{
    const SeriesId series = filled(64);
    run(u"UPDATE chunk SET data = zeroblob(length(data)) WHERE series_id = %1 AND t0 = %2"_s
            .arg(series.value())
            .arg(16 * kSecond));
    expectDamage();
    QCOMPARE(m_bench->add(series, {20 * kSecond + 1, 40 * kSecond + 1}, {7, 8}, kSmall).added, 2);
    expectDamage();
    QCOMPARE(m_bench->samples(series).size(), 50U);
}

void SeriesStorageTest::cuttingADamagedChunkIsRefused()
{
    const SeriesId series = filled(64);
    run(u"UPDATE chunk SET data = zeroblob(length(data)) WHERE series_id = %1 AND t0 = %2"_s
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
    QCOMPARE(checked().faultCount, 0);
}

void SeriesStorageTest::theCheckFindsDamage_data()
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

void SeriesStorageTest::theCheckFindsDamage()
{
    QFETCH(const QString, damage);
    QFETCH(const int, part);
    (void)filled(100);
    const store::SeriesCheck before = checked();
    QCOMPARE(before.faultCount, 0);
    QCOMPARE(before.series, 1);
    QCOMPARE(before.samples, 100);
    QCOMPARE(before.chunks, 6);
    QVERIFY(before.blocks > 0);
    run(damage);
    if (damage.contains(u"SET data"_s) && damage.contains(u"chunk"_s))
        expectDamage();
    const store::SeriesCheck after = checked();
    QVERIFY(after.faultCount > 0);
    QCOMPARE(static_cast<int>(after.faults.front().part), part);
}

void SeriesStorageTest::theLadderIsRebuilt()
{
    const SeriesId series = filled(300);
    const Aggregate before = whole(series);
    run(u"DELETE FROM rung_block WHERE series_id = %1"_s.arg(series.value()));
    QVERIFY(checked().faultCount > 0);
    const auto writer = m_bench->writer(series, kSmall);
    SeriesBench::must(writer->rebuildLadder());
    SeriesBench::must(writer->finish());
    QCOMPARE(checked().faultCount, 0);
    QCOMPARE(whole(series).sum.value(), before.sum.value());
    QCOMPARE(whole(series).count, before.count);
    // What a ladder knows of a chunk that cannot be read is not thrown away.
    run(u"UPDATE chunk SET data = zeroblob(length(data)) WHERE series_id = %1 AND t0 = 0"_s.arg(
        series.value()));
    const auto other = m_bench->writer(series, kSmall);
    expectDamage();
    const auto refused = other->rebuildLadder();
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, ErrorCode::Damaged);
    QCOMPARE(whole(series).count, before.count);
}

} // namespace

TIDEMARK_TEST(SeriesStorageTest)
#include "series_storage_test.moc"
