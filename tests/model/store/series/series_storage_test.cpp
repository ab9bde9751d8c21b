// SPDX-License-Identifier: GPL-3.0-or-later
// How samples lie in the store: the tail, rolled back work, two writers, the ladder that follows
// the density.
#include "model/store/series/sample_append.h"
#include "tests/model/store/series/series_bench.h"
#include "tests/support/test_registry.h"

#include <QTest>

#include <memory>

using namespace tidemark;
using namespace tidemark::test;
using namespace Qt::StringLiterals;

namespace {

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

private:
    SampleOutcome append(SeriesId series, std::vector<std::int64_t> times,
                         std::vector<double> values)
    {
        return SeriesBench::must(store::appendSamples(
            m_bench->connection(), {series, std::move(times), std::move(values)}, m_workspace));
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
        QCOMPARE(m_bench->number(
                     u"SELECT count(*) FROM tail WHERE series_id = %1"_s.arg(series.value())),
                 row.tail);
    }
    QCOMPARE(m_bench->samples(series).size(), 700U);
    QCOMPARE(m_bench->whole(series).count, 686U);
    QVERIFY(std::isnan(m_bench->samples(series)[57].value));
    // A late one gathers the tail into the open chunk.
    QCOMPARE(append(series, {5 * kSecond + 1}, {1.5}).added, 1);
    QCOMPARE(m_bench->row(series).tail, 0);
    QCOMPARE(m_bench->samples(series).size(), 701U);
    QCOMPARE(append(series, {5 * kSecond + 1}, {2.5}).replaced, 1);
    QCOMPARE(m_bench->samples(series)[6].value, 2.5);
    QCOMPARE(m_bench->checked().faultCount, 0);
}

void SeriesStorageTest::manySlowSeriesWriteLittle()
{
    const SeriesId series = m_bench->filled(5'000, {});
    const auto open = [&] {
        return m_bench->number(
            u"SELECT length(data) FROM chunk WHERE is_open = 1 AND series_id = %1"_s.arg(
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
    const SeriesId series = m_bench->filled(100, kSmall);
    const store::SeriesRow before = m_bench->row(series);
    QCOMPARE(m_bench->whole(series).count, 100U);
    {
        const auto transaction =
            SeriesBench::must(store::Transaction::begin(m_bench->connection()));
        m_bench->add(series, {7 * kSecond, 500 * kSecond}, {9e9, 1}, kSmall);
        m_bench->remove(series, {Timestamp(0), Timestamp(50 * kSecond)}, kSmall);
    }
    QVERIFY(m_bench->row(series) == before);
    QCOMPARE(m_bench->whole(series).count, 100U);
    QCOMPARE(m_bench->whole(series).max, 99.0);
    m_bench->add(series, {100 * kSecond}, {100}, kSmall); // with what was decoded before
    QCOMPARE(m_bench->whole(series).sum.value(), 5050.0);
    QCOMPARE(m_bench->checked().faultCount, 0);
}

void SeriesStorageTest::twoConnectionsWriteOneSeries()
{
    const SeriesId series = m_bench->filled(10, kSmall);
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
    QCOMPARE(m_bench->whole(series).sum.value(), 119.0 * 120 / 2);
    QCOMPARE(m_bench->checked().faultCount, 0);
}

void SeriesStorageTest::readersSeeWhatOthersWrote()
{
    const SeriesId series = m_bench->filled(200, kSmall);
    QCOMPARE(m_bench->whole(series).count, 200U); // and kept in the cache
    const auto other =
        SeriesBench::must(store::Connection::open({m_bench->path(), store::OpenMode::ReadWrite}));
    store::ChunkWorkspace workspace;
    const auto write = [&](std::int64_t time, double value) {
        const auto writer =
            SeriesBench::must(store::SeriesWriter::begin(*other, series, workspace, kSmall));
        (void)SeriesBench::must(writer->add(std::vector{time}, std::vector{value}));
        SeriesBench::must(writer->finish());
    };
    write(200 * kSecond, 1'000);
    QCOMPARE(m_bench->whole(series).max, 1'000.0);
    write(5 * kSecond, 2'000); // late, in place of another
    QCOMPARE(m_bench->whole(series).count, 201U);
    QCOMPARE(m_bench->whole(series).max, 2'000.0);
    for (int i = 201; i < 240; ++i)
        write(i * kSecond, 3'000);
    QCOMPARE(m_bench->whole(series).count, 240U);
    QCOMPARE(m_bench->whole(series).max, 3'000.0);
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
    QCOMPARE(m_bench->checked().faultCount, 0);
    times.clear();
    for (int i = 1; i <= 9'000; ++i) // and once a day
        times.push_back(begin + i * 86'400 * kSecond);
    m_bench->add(series, times, std::vector<double>(9'000, 3.0), {16, 4});
    QVERIFY(!m_bench->row(series).rung); // not worth its room
    QCOMPARE(m_bench->number(
                 u"SELECT count(*) FROM rung_block WHERE series_id = %1"_s.arg(series.value())),
             0);
    QCOMPARE(m_bench->samples(series).size(), 13'064U);
    QCOMPARE(m_bench->checked().faultCount, 0);
}

} // namespace

TIDEMARK_TEST(SeriesStorageTest)
#include "series_storage_test.moc"
